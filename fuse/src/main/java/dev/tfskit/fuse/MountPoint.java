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

    private static final int DETACH = 2;
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
            if (!DEAD.equals(e.getReason()) || libC.umount2(path.toString(), DETACH) != 0 && !unmountAsUser(path)) {
                throw e;
            }
        }
        if (!mayHoldFiles && holdsFiles(path)) {
            throw new ToolFailedException(given.toString(), "the directory is not empty", "choose another, or hide what is in it with '-o nonempty'");
        }
        return new MountPoint(path.toRealPath());
    }

    private static boolean unmountAsUser(final Path path) throws IOException {
        try {
            return new ProcessBuilder("fusermount", "-u", "-z", path.toString()).start().waitFor() == 0;
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
