// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.error.TfsFormatException;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;

/** A name in a directory, and what stands behind it, which need not be an inode until somebody asks for it. */
public final class DirectoryEntry {

    private final TreeAccess tree;
    private final Symbol name;
    private final Value value;

    DirectoryEntry(TreeAccess tree, Symbol name, Value value) {
        this.tree = tree;
        this.name = name;
        this.value = value;
    }

    /** The name: any bytes that the image holds, also such as no host would allow. */
    public Symbol name() {
        return name;
    }

    /**
     * What the name stands for.
     *
     * @throws TfsFormatException when the image has something there that is no tuple
     */
    public Inode inode() throws TfsFormatException {
        if (value instanceof Tuple tuple) {
            return tree.read(() -> Inode.of(tree, tuple));
        }
        throw new TfsFormatException("the entry " + name + " is no tuple");
    }
}
