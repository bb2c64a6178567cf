// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.schema.Permissions;
import dev.tfskit.schema.SpecialNode;
import dev.tfskit.value.Tuple;

/**
 * A fifo or a device. The volume stores an empty file with an attribute that says what it is; the Nanos kernel sees the
 * empty file (docs/format.md, section 3.1).
 */
public final class SpecialFile extends Inode {

    private final SpecialNode node;

    SpecialFile(TreeAccess tree, Tuple tuple, SpecialNode node) {
        super(tree, tuple);
        this.node = node;
    }

    /**
     * Returns the kind of the file, and the numbers of a device.
     *
     * @return the kind and the numbers
     */
    public SpecialNode node() {
        return node;
    }

    @Override
    Permissions defaultPermissions() {
        return Permissions.FILE;
    }
}
