// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import dev.tfskit.error.IsDirectoryException;
import dev.tfskit.nio.Place.Slot;
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

    static void createDirectory(Site site, Permissions permissions) throws IOException {
        create(site, slot -> slot.holder().createDirectory(slot.name(), permissions));
    }

    static void createSymbolicLink(Site site, Text target) throws IOException {
        create(site, slot -> slot.holder().createSymbolicLink(slot.name(), target));
    }

    /** Gives an inode another name. */
    static void createLink(Site site, Inode existing) throws IOException {
        if (existing instanceof Directory) {
            throw new FileSystemException(site.path().toString(), null, "a directory has only one name");
        }
        create(site, slot -> {
            slot.holder().link(slot.name(), existing);
            return existing;
        });
    }

    /** Makes an entry. */
    @FunctionalInterface
    interface Creation<T> {
        T in(Slot slot) throws IOException;
    }

    /** Makes the entry at a path, which must be free. */
    static <T> T create(Site site, Creation<T> creation) throws IOException {
        Slot slot = site.slot()
                .orElseThrow(() -> new FileAlreadyExistsException(site.path().toString()));
        return site.named(() -> creation.in(slot));
    }

    /** Finds what stands in a slot. */
    static Optional<Inode> find(Site site, Slot slot) throws IOException {
        return site.named(() -> slot.holder().find(slot.name()));
    }

    /** Removes a file, a link or an empty directory. */
    static void remove(Site site) throws IOException {
        Slot slot = removable(site);
        site.named(() -> {
            remove(slot);
            return true;
        });
    }

    /** Returns the slot of an entry that can be removed or renamed. */
    static Slot removable(Site site) throws IOException {
        Optional<Slot> slot = site.slot();
        if (slot.isEmpty()) {
            site.existing(Follow.LINKS);
            throw new FileSystemException(
                    site.path().toString(), null, "the root and a path that ends in dots cannot be removed");
        }
        return slot.get();
    }

    private static void remove(Slot slot) throws IOException {
        Directory holder = slot.holder();
        while (true) {
            Inode inode = holder.find(slot.name()).orElseThrow(() -> new NoSuchFileException(""));
            try {
                if (inode instanceof Directory) {
                    holder.removeDirectory(slot.name());
                } else {
                    holder.unlink(slot.name());
                }
                return;
            } catch (IsDirectoryException | NotDirectoryException replacedMeanwhile) {
                // Another thread has put something else there meanwhile: remove that.
            }
        }
    }
}
