// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source;

import dev.tfskit.posix.HostDirectory;
import dev.tfskit.posix.HostNames;
import dev.tfskit.posix.PosixHost;
import dev.tfskit.posix.tree.OpenDirectories;
import dev.tfskit.schema.TreePath;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The directories of a tree on the host. Linux refuses paths of {@value #PATH_BYTES} bytes or more, but its trees may
 * be deeper. So a directory whose entries might have longer paths is opened by descriptor and reached through
 * {@code /proc/self/fd}. Other directories are reached by their paths, because binding the system calls takes longer
 * than reading a small tree. For one thread.
 */
final class TreeDirectories implements Closeable {

    /** The length of a path that Linux refuses, without the NUL at its end. */
    private static final int PATH_BYTES = 4096;

    private static final int NAME_BYTES = 255;
    private static final Path OWN_DESCRIPTORS = Path.of("/proc/self/fd");

    private final Path root;
    private @Nullable PosixHost host;
    private @Nullable OpenDirectories open;

    TreeDirectories(Path root) {
        this.root = root;
    }

    /**
     * A directory of the tree.
     *
     * @param path the path in the tree
     * @param pathBytes the length of the path on the host
     * @param plain the path on the host; null when it is too long to be used
     */
    record TreeDirectory(
            TreePath path, int pathBytes, @Nullable Path plain) {}

    /** Returns the root of the tree. */
    TreeDirectory root() {
        return directory(TreePath.ROOT, PosixHost.serves(root) ? HostNames.absolute(root).length : 0, root);
    }

    /** Returns a directory in another one. */
    TreeDirectory child(TreeDirectory parent, TreePath path, Path file) {
        return directory(path, parent.pathBytes + 1 + path.name().length(), file);
    }

    private TreeDirectory directory(TreePath path, int pathBytes, Path plain) {
        boolean isShort = pathBytes + 1 + NAME_BYTES < PATH_BYTES || !PosixHost.serves(root);
        return new TreeDirectory(path, pathBytes, isShort ? plain : null);
    }

    /** Returns a path by which the host finds a directory; it is valid until the next call. */
    Path locate(TreeDirectory directory) throws IOException {
        return directory.plain != null ? directory.plain : byDescriptor(directory);
    }

    private Path byDescriptor(TreeDirectory directory) throws IOException {
        if (open == null) {
            host = PosixHost.open().orElseThrow();
            open = new OpenDirectories(host.openDirectory(root));
            if (!Files.isDirectory(OWN_DESCRIPTORS)) {
                throw new FileSystemException(
                        displayed(directory.path), null, "a path this long needs " + OWN_DESCRIPTORS + "; mount /proc");
            }
        }
        HostDirectory found = open.at(directory.path);
        return found.descriptorPath();
    }

    /** Returns the path of an entry of the tree for messages, however long. */
    String displayed(TreePath path) {
        return path.isRoot() ? root.toString() : root + path.toString();
    }

    /** Returns an error with the path of the entry in place of one through a descriptor. */
    FileSystemException named(FileSystemException error, TreePath path) {
        String file = displayed(path);
        FileSystemException named = switch (error) {
            case VanishedException _ -> new VanishedException(file, error.getReason());
            case NoSuchFileException _ -> new NoSuchFileException(file, null, error.getReason());
            case AccessDeniedException _ -> new AccessDeniedException(file, null, error.getReason());
            case NotDirectoryException _ -> new NotDirectoryException(file);
            case NotLinkException _ -> new NotLinkException(file, null, error.getReason());
            default -> new FileSystemException(file, null, error.getReason());
        };
        named.initCause(error);
        return named;
    }

    @Override
    public void close() {
        if (open != null) {
            open.close();
        }
        if (host != null) {
            host.close();
        }
    }
}
