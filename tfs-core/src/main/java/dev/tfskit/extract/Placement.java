// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.extract;

import dev.tfskit.io.IoRunnable;
import dev.tfskit.io.IoSupplier;
import dev.tfskit.schema.TreePath;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;

/**
 * Makes entries of a host tree, and applies a policy when a name is taken.
 *
 * @param tree the tree
 * @param existing what happens to an entry that has the name
 * @param spared files of the host that are kept, whatever the policy
 */
record Placement(TargetTree tree, OverwritePolicy existing, List<Path> spared) {

    /** Makes an entry; removes what has its name, if the policy allows that, and tries again. */
    <T> T make(TreePath path, IoSupplier<T> making) throws IOException {
        try {
            return making.get();
        } catch (FileAlreadyExistsException | NotDirectoryException e) {
            if (existing == OverwritePolicy.KEEP) {
                throw e;
            }
            for (Path file : spared) {
                if (isSame(path, file)) {
                    throw new FileSystemException(
                            path.toString(), null, "is a file that the extraction reads; it was kept");
                }
            }
            tree.remove(path);
            return making.get();
        }
    }

    /** Returns whether an entry is a spared file, which another program may have renamed or removed. */
    private boolean isSame(TreePath path, Path file) throws IOException {
        try {
            return tree.isSame(path, file);
        } catch (NoSuchFileException gone) {
            return false;
        }
    }

    /** Makes an entry that needs no open file, as {@link #make(TreePath, IoSupplier)} does. */
    void make(TreePath path, IoRunnable making) throws IOException {
        make(path, () -> {
            making.run();
            return path;
        });
    }
}
