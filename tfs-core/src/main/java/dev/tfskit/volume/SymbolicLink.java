// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.error.TfsFormatException;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.Permissions;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;

/** A symbolic link. */
public final class SymbolicLink extends Inode {

    SymbolicLink(TreeAccess tree, Tuple tuple) {
        super(tree, tuple);
    }

    /**
     * Returns the target: any bytes, perhaps none.
     *
     * @return the target
     * @throws TfsFormatException when the image holds a value other than a text there
     */
    public Text target() throws TfsFormatException {
        Value stored = tree.read(() -> tuple.get(Attributes.LINK_TARGET).orElseThrow());
        if (stored instanceof Text target) {
            return target;
        }
        throw new TfsFormatException(Attributes.LINK_TARGET + " is no text");
    }

    @Override
    Permissions defaultPermissions() {
        return Permissions.LINK;
    }
}
