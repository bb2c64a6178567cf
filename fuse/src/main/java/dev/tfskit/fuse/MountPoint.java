// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.cli.ToolFailedException;
import dev.tfskit.posix.HostError;
import dev.tfskit.posix.HostMounts.HostMount;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * A directory to mount on.
 *
 * @param path its absolute path, without links
 */
record MountPoint(Path path) {

    /**
     * Checks a directory. Removes a dead mount there.
     *
     * @param given the path of the user
     * @param libC the C library
     * @param mayHoldFiles whether the directory may have entries, which the mount hides
     */
    static MountPoint at(Path given, LibC libC, boolean mayHoldFiles) throws IOException {
        removeDead(given, libC);
        try {
            if (!Files.readAttributes(given, BasicFileAttributes.class).isDirectory()) {
                throw new NotDirectoryException(given.toString());
            }
        } catch (NoSuchFileException e) {
            throw new NoSuchFileException(given.toString(), null, "no such directory; create it first");
        }
        Path path = given.toRealPath();
        if (!mayHoldFiles) {
            checkIsFree(given, path);
        }
        return new MountPoint(path);
    }

    /**
     * Removes a mount whose process has died; returns whether there was one.
     *
     * @throws ToolFailedException when the mount is another user's, and the process behind it does not answer in time
     */
    static boolean removeDead(Path given, LibC libC) throws IOException {
        try {
            MountOwner.of(locate(given), libC).send(MountRequest.LIST);
            return false;
        } catch (FileSystemException e) {
            if (!HostError.NOT_CONNECTED.isReasonOf(e)) {
                return false;
            }
            // Other file systems answer so, too, and may only be disconnected for a while.
            Optional<HostMount> dead = MountTable.on(locate(given));
            if (dead.isPresent() && !takeAway(dead.get().directory(), libC)) {
                throw e;
            }
            return dead.isPresent();
        }
    }

    /** Returns the absolute path without links of a directory, also of a mount that does not answer. */
    static Path locate(Path given) throws IOException {
        try {
            return given.toRealPath();
        } catch (NoSuchFileException e) {
            throw e;
        } catch (FileSystemException e) {
            // Older C libraries ask for the attributes of the last name, too.
            Path absolute = given.toAbsolutePath().normalize();
            Path parent = absolute.getParent();
            return parent == null ? absolute : parent.toRealPath().resolve(absolute.getFileName());
        }
    }

    private static boolean takeAway(Path directory, LibC libC) {
        try {
            return LazyUnmount.of(directory, libC);
        } catch (InterruptedException e) {
            return false;
        }
    }

    private static void checkIsFree(Path given, Path path) throws IOException {
        Optional<Path> image = MountTable.imageOn(path);
        if (image.isPresent()) {
            throw new ToolFailedException(
                    given.toString(),
                    image.get() + " is mounted there already",
                    "unmount it first with 'tfs-fuse --unmount'");
        }
        if (holdsFiles(path)) {
            throw new ToolFailedException(
                    given.toString(),
                    "the directory is not empty",
                    "choose another, or hide what is in it with '-o nonempty'");
        }
    }

    private static boolean holdsFiles(Path path) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
            return entries.iterator().hasNext();
        }
    }
}
