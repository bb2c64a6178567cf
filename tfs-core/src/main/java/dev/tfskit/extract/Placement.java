// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.extract;

import dev.tfskit.io.IoConsumer;
import dev.tfskit.io.IoFunction;
import dev.tfskit.schema.TreePath;
import java.io.Closeable;
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

    /**
     * Makes an entry. When something else has its name and the policy allows that, makes the entry under a temporary
     * name and then replaces the other one. So the other one stays unless the new entry is complete.
     *
     * @param making makes the entry with all its content
     */
    void make(TreePath path, IoConsumer<Place> making) throws IOException {
        tryToMake(path, place -> {
            making.accept(place);
            return true;
        });
    }

    /**
     * Makes an entry, as {@link #make} does, or does not.
     *
     * @param making makes the entry, and returns whether it did
     * @return whether it was made
     */
    boolean tryToMake(TreePath path, IoFunction<Place, Boolean> making) throws IOException {
        try {
            return making.apply(Place.of(path));
        } catch (FileAlreadyExistsException | NotDirectoryException e) {
            if (existing == OverwritePolicy.KEEP) {
                throw e;
            }
            return replace(path, making);
        }
    }

    private boolean replace(TreePath path, IoFunction<Place, Boolean> making) throws IOException {
        demandIsNotSpared(path);
        tree.demandIsReplaceable(path);
        Place temporary = Place.temporary(path);
        // Renaming does nothing when both names are of one file, as on a host that ignores case.
        try (Closeable _ = () -> tree.discard(temporary)) {
            boolean isMade = making.apply(temporary);
            if (isMade) {
                // Making a large file takes long enough for another program to move a spared file here.
                demandIsNotSpared(path);
                tree.replace(temporary);
            }
            return isMade;
        }
    }

    private void demandIsNotSpared(TreePath path) throws IOException {
        for (Path file : spared) {
            if (isSame(path, file)) {
                throw new FileSystemException(
                        path.toString(), null, "is a file that the extraction reads; it was kept");
            }
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
}
