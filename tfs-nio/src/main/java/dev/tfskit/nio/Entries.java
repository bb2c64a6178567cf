// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import dev.tfskit.error.IsDirectoryException;
import dev.tfskit.io.IoFunction;
import dev.tfskit.nio.ResolvedPath.Slot;
import dev.tfskit.schema.Permissions;
import dev.tfskit.value.Text;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.Inode;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Optional;

/** Creates and removes the entry at a path. The caller keeps the volume open meanwhile. */
final class Entries {

    private Entries() {}

    static void createDirectory(PathResolver resolver, Permissions permissions) throws IOException {
        create(resolver, slot -> slot.directory().createDirectory(slot.name(), permissions));
    }

    static void createSymbolicLink(PathResolver resolver, Text target) throws IOException {
        create(resolver, slot -> slot.directory().createSymbolicLink(slot.name(), target));
    }

    /** Creates another name of an inode. */
    static void createLink(PathResolver resolver, Inode existing) throws IOException {
        if (existing instanceof Directory) {
            throw new FileSystemException(resolver.path().toString(), null, "a directory has only one name");
        }
        create(resolver, slot -> {
            slot.directory().link(slot.name(), existing);
            return existing;
        });
    }

    /** Makes the entry at a path, which must be free. */
    static <T> T create(PathResolver resolver, IoFunction<Slot, T> creation) throws IOException {
        Optional<Slot> slot = resolver.slot();
        if (slot.isEmpty()) {
            resolver.existing(Follow.LINKS);
            throw new FileAlreadyExistsException(resolver.path().toString());
        }
        return resolver.named(() -> creation.apply(slot.get()));
    }

    /** Finds the inode in a slot. */
    static Optional<Inode> find(PathResolver resolver, Slot slot) throws IOException {
        return resolver.named(() -> slot.directory().find(slot.name()));
    }

    /** Removes a file, a link or an empty directory. */
    static void remove(PathResolver resolver) throws IOException {
        Slot slot = removable(resolver);
        resolver.named(() -> {
            remove(slot);
            return true;
        });
    }

    /** Returns the slot of an entry that can be removed, moved or replaced. */
    static Slot removable(PathResolver resolver) throws IOException {
        Optional<Slot> slot = resolver.slot();
        if (slot.isEmpty()) {
            resolver.existing(Follow.LINKS);
            throw new FileSystemException(
                    resolver.path().toString(),
                    null,
                    "the root, the empty path, and a path that ends in the name . or .., cannot be removed, moved or "
                            + "replaced");
        }
        return slot.get();
    }

    private static void remove(Slot slot) throws IOException {
        Directory directory = slot.directory();
        while (true) {
            Inode inode = directory.find(slot.name()).orElseThrow(() -> new NoSuchFileException(""));
            try {
                if (inode instanceof Directory) {
                    directory.removeDirectory(slot.name());
                } else {
                    directory.unlink(slot.name());
                }
                return;
            } catch (IsDirectoryException | NotDirectoryException replacedMeanwhile) {
                // Another thread has replaced the entry meanwhile: remove the new one.
            }
        }
    }
}
