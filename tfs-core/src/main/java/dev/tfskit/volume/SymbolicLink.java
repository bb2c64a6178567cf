// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.error.NameNotAllowedException;
import dev.tfskit.error.NameTooLongException;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.Limits;
import dev.tfskit.schema.Permissions;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;

/** A symbolic link. Its target is a string of bytes, not a {@code Path}, and need not exist. */
public final class SymbolicLink extends Inode {

    SymbolicLink(TreeAccess tree, Tuple tuple) {
        super(tree, tuple);
    }

    /**
     * Returns the target: any bytes, also those that {@link #checkTarget} refuses.
     *
     * @return the target
     * @throws TfsFormatException when the image holds a value other than a text there
     */
    public Text target() throws TfsFormatException {
        Value stored = tree.read(() -> tuple.get(Attributes.LINK_TARGET).orElseThrow());
        if (stored instanceof Text target) {
            return target;
        }
        throw new TfsFormatException(Attributes.LINK_TARGET + " is not a string");
    }

    /**
     * Checks that a symbolic link can have a target. Linux and Nanos cannot follow other targets, and hosts cannot
     * store them.
     *
     * @param target the target
     * @throws NameNotAllowedException when it is empty or contains a NUL
     * @throws NameTooLongException when it is longer than {@value Limits#TARGET_BYTES} bytes
     */
    public static void checkTarget(Text target) throws NameNotAllowedException {
        if (target.length() == 0) {
            throw new NameNotAllowedException(target.quoted(), "a symbolic link with an empty target is not possible");
        }
        if (target.contains('\0')) {
            throw new NameNotAllowedException(
                    target.quoted(), "a symbolic link whose target contains a NUL is not possible");
        }
        if (target.length() > Limits.TARGET_BYTES) {
            throw new NameTooLongException(
                    "",
                    "the target of the symbolic link has " + target.length() + " bytes; at most " + Limits.TARGET_BYTES
                            + " are possible");
        }
    }

    @Override
    Permissions defaultPermissions() {
        return Permissions.LINK;
    }
}
