// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import dev.tfskit.nio.ResolvedPath.Slot;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.RenameMode;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/** Moves an inode: within a volume with everything below it, to another volume only when nothing is below it. */
final class Moving {

    private Moving() {}

    /** Moves the inode at a path; a link is moved and not followed. */
    static void move(PathResolver source, PathResolver target, TransferOptions options) throws IOException {
        if (source.fileSystem() == target.fileSystem()) {
            rename(source, target, options);
        } else if (options.isAtomic()) {
            throw new AtomicMoveNotSupportedException(
                    source.path().toString(), target.path().toString(), "the paths are in different volumes");
        } else {
            Copying.move(source, target, options);
        }
    }

    private static void rename(PathResolver source, PathResolver target, TransferOptions options) throws IOException {
        Slot from = Entries.removable(source);
        Inode moved = Entries.find(source, from)
                .orElseThrow(() -> new NoSuchFileException(source.path().toString()));
        Optional<Slot> to = target.slot();
        if (to.isEmpty() && !options.isAtomic() && !options.replaces()) {
            target.existing(Follow.LINKS);
            throw new FileAlreadyExistsException(target.path().toString());
        }
        rename(from, moved, target, Entries.removable(target), options);
    }

    private static void rename(Slot from, Inode moved, PathResolver target, Slot to, TransferOptions options)
            throws IOException {
        Optional<Inode> taken = Entries.find(target, to);
        boolean isOther = taken.isPresent() && !taken.get().equals(moved);
        if (options.replaces() && !options.isAtomic() && isOther && areOfTwoKinds(moved, taken.get())) {
            // A rename replaces neither a file by a directory nor the other way round.
            Entries.remove(target);
        }
        boolean mayReplace = options.isAtomic() || options.replaces() || taken.isPresent() && !isOther;
        target.named(() -> {
            from.directory()
                    .rename(from.name(), to.directory(), to.name(), mayReplace ? RenameMode.REPLACE : RenameMode.KEEP);
            return true;
        });
    }

    private static boolean areOfTwoKinds(Inode some, Inode other) {
        return some instanceof Directory != other instanceof Directory;
    }
}
