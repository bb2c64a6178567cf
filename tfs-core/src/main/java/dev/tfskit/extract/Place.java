// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.extract;

import dev.tfskit.schema.TreePath;
import dev.tfskit.value.Symbol;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Where an entry of a tree is made on the host.
 *
 * @param path the path of the entry in the tree; the entry is made in the directory of this path
 * @param name the name under which it is made
 */
record Place(TreePath path, Symbol name) {

    /** Returns the place under the name that the entry has in the tree. */
    static Place of(TreePath path) {
        return new Place(path, path.name());
    }

    /** Returns a place under a name that nothing else has. Each call chooses another name. */
    static Place temporary(TreePath path) {
        return beside(path, ".tfs-tmp-");
    }

    /**
     * Returns a place for what has the name on the host already, under a name that nothing else has. The name differs
     * from temporary ones, because users may remove what has those.
     */
    static Place ofOld(TreePath path) {
        return beside(path, ".tfs-old-");
    }

    private static Place beside(TreePath path, String prefix) {
        return new Place(
                path,
                Symbol.of(prefix + Long.toHexString(ThreadLocalRandom.current().nextLong())));
    }
}
