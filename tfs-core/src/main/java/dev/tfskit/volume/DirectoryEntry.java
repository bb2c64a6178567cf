// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.error.TfsFormatException;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;

/** A name in a directory and its value. Only {@link #inode} checks that the value is an inode. Thread-safe. */
public final class DirectoryEntry {

    private final TreeAccess tree;
    private final Symbol name;
    private final Value value;

    DirectoryEntry(TreeAccess tree, Symbol name, Value value) {
        this.tree = tree;
        this.name = name;
        this.value = value;
    }

    /**
     * Returns the name: the bytes of the image, which a host may not allow in a name.
     *
     * @return the name
     */
    public Symbol name() {
        return name;
    }

    /**
     * Returns the inode of the entry.
     *
     * @return the inode
     * @throws TfsFormatException when the value is not a tuple
     */
    public Inode inode() throws TfsFormatException {
        if (value instanceof Tuple tuple) {
            return tree.read(() -> Inode.of(tree, tuple));
        }
        throw new TfsFormatException("the entry is not a tuple");
    }
}
