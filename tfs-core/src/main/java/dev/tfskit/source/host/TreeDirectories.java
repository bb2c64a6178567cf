// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source.host;

import dev.tfskit.posix.HostDirectory;
import dev.tfskit.posix.HostLimits;
import dev.tfskit.posix.HostNames;
import dev.tfskit.posix.PosixHost;
import dev.tfskit.posix.tree.OpenDirectories;
import dev.tfskit.schema.Limits;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.VanishedException;
import dev.tfskit.source.attributes.HostAttributes;
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
 * The directories of a tree on the host. Most are reached by their paths, because binding the system calls takes longer
 * than reading a small tree. Two kinds are opened by descriptor and reached through {@code /proc/self/fd}. In one kind,
 * entries might have paths of {@value HostLimits#PATH_BYTES} bytes or more, which Linux refuses. The other kind could
 * be replaced by other users with a symbolic link, which would lead out of the tree. Not thread-safe.
 */
final class TreeDirectories implements Closeable {

    private static final Path OWN_PROCESS = Path.of("/proc/self");
    private static final Path OWN_DESCRIPTORS = Path.of("/proc/self/fd");

    /** Write permission of the group and of others. */
    private static final int SHARED_BITS = 022;

    private static final long ROOT_USER = 0;

    private final Path root;
    /** The user of this process; -1 until it is needed. */
    private long user = -1;

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
     * @param isShared whether other users could replace this directory, one above it, or one in it
     * @param plain the path on the host; null when the directory must not be reached by it
     */
    record TreeDirectory(
            TreePath path,
            int pathBytes,
            boolean isShared,
            @Nullable Path plain) {}

    /** Returns the root of the tree. It is reached by its path, which the caller has chosen. */
    TreeDirectory root(HostAttributes attributes) throws IOException {
        boolean isServed = PosixHost.serves(root);
        int pathBytes = isServed ? HostNames.absolute(root).length : 0;
        return directory(TreePath.ROOT, pathBytes, isServed && isChangedByOthers(attributes), root);
    }

    /** Returns a directory in another one. */
    TreeDirectory child(TreeDirectory parent, TreePath path, Path file, HostAttributes attributes) throws IOException {
        return directory(
                path,
                parent.pathBytes + 1 + path.name().length(),
                parent.isShared || PosixHost.serves(root) && isChangedByOthers(attributes),
                parent.isShared ? null : file);
    }

    private TreeDirectory directory(TreePath path, int pathBytes, boolean isShared, @Nullable Path plain) {
        boolean isShort = pathBytes + 1 + Limits.NAME_BYTES < HostLimits.PATH_BYTES || !PosixHost.serves(root);
        return new TreeDirectory(path, pathBytes, isShared, isShort ? plain : null);
    }

    /** Returns whether a user other than this one and the superuser may replace entries. */
    private boolean isChangedByOthers(HostAttributes attributes) throws IOException {
        long owner = attributes.permissions().uid();
        if ((attributes.permissions().mode() & SHARED_BITS) != 0) {
            return true;
        }
        if (owner == ROOT_USER) {
            return false;
        }
        if (user < 0) {
            user = Files.isDirectory(OWN_PROCESS)
                    ? HostAttributes.of(OWN_PROCESS.toRealPath()).permissions().uid()
                    : ROOT_USER;
        }
        return owner != user;
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
                        displayed(directory.path),
                        null,
                        "can only be read safely through " + OWN_DESCRIPTORS + "; mount /proc");
            }
        }
        HostDirectory found = open.at(directory.path);
        return found.descriptorPath();
    }

    /** Returns the path of an entry on the host for messages, however long. */
    String displayed(TreePath path) {
        return path.isRoot() ? root.toString() : root + path.quoted();
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
