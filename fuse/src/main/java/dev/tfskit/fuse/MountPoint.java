package dev.tfskit.fuse;

import dev.tfskit.cli.ToolFailedException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A directory that can be mounted on.
 *
 * @param path its absolute path, without links
 */
record MountPoint(Path path) {

    private static final String DEAD = "Transport endpoint is not connected";

    /**
     * Checks a directory. A mount there whose process has died is taken away.
     *
     * @param mayHoldFiles whether those that it has may be hidden
     */
    static MountPoint at(final Path given, final LibC libC, final boolean mayHoldFiles) throws IOException {
        final Path path = given.toAbsolutePath().normalize();
        try {
            if (!Files.readAttributes(path, BasicFileAttributes.class).isDirectory()) {
                throw new NotDirectoryException(given.toString());
            }
        } catch (NoSuchFileException e) {
            throw new NoSuchFileException(given.toString(), null, "no such directory; create it first");
        } catch (FileSystemException e) {
            if (!DEAD.equals(e.getReason()) || !takeAway(path, libC)) {
                throw e;
            }
        }
        if (!mayHoldFiles && holdsFiles(path)) {
            throw new ToolFailedException(given.toString(), "the directory is not empty", "choose another, or hide what is in it with '-o nonempty'");
        }
        return new MountPoint(path.toRealPath());
    }

    private static boolean takeAway(final Path path, final LibC libC) {
        try {
            return LazyUnmount.of(path, libC);
        } catch (InterruptedException e) {
            return false;
        }
    }

    private static boolean holdsFiles(final Path path) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
            return entries.iterator().hasNext();
        }
    }
}
