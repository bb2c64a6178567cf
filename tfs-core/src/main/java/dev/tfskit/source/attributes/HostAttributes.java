// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source.attributes;

import dev.tfskit.posix.DeviceNumber;
import dev.tfskit.posix.FileType;
import dev.tfskit.schema.InodeKind;
import dev.tfskit.schema.Permissions;
import dev.tfskit.schema.SpecialNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The attributes of a file of the host; a symbolic link is not followed. On a host without modes and owners, a file has
 * the defaults of TFS and one name.
 *
 * @param kind the kind of file
 * @param permissions mode, owner and group
 * @param size the length in bytes
 * @param modified the mtime
 * @param device the identity of the file system
 * @param key the identity of the inode; equal for two names of the same file
 * @param links the link count, at least 0; except for a directory, the number of names
 * @param node the kind and numbers of a special file; empty for other kinds
 */
public record HostAttributes(
        Kind kind,
        Permissions permissions,
        long size,
        Instant modified,
        Object device,
        Object key,
        int links,
        Optional<SpecialNode> node) {

    /** The kinds of files that TFS knows, and all others together. */
    public enum Kind {
        DIRECTORY,
        FILE,
        LINK,
        SOCKET,
        SPECIAL,
        OTHER
    }

    private static final String UNIX = "unix:mode,uid,gid,fileKey,dev,rdev,nlink,size,lastModifiedTime";

    /**
     * Reads the attributes of a file.
     *
     * @param file the file; a symbolic link is not followed
     * @return the attributes
     * @throws IOException when the host does not give them
     */
    public static HostAttributes of(Path file) throws IOException {
        return file.getFileSystem().supportedFileAttributeViews().contains("unix") ? unix(file) : portable(file);
    }

    private static HostAttributes unix(Path file) throws IOException {
        // Not "unix:*": the JDK would look up the names of user and group, which takes six times as long.
        Map<String, Object> found = Files.readAttributes(file, UNIX, LinkOption.NOFOLLOW_LINKS);
        int mode = (Integer) value(found, "mode");
        Optional<SpecialNode> node = node(mode & FileType.BITS, found);
        Kind kind = switch (mode & FileType.BITS) {
            case FileType.DIRECTORY -> Kind.DIRECTORY;
            case FileType.REGULAR -> Kind.FILE;
            case FileType.SYMBOLIC_LINK -> Kind.LINK;
            case FileType.SOCKET -> Kind.SOCKET;
            default -> node.isPresent() ? Kind.SPECIAL : Kind.OTHER;
        };
        Object device = value(found, "dev");
        return new HostAttributes(
                kind,
                new Permissions(mode & Permissions.MODE_BITS, id(value(found, "uid")), id(value(found, "gid"))),
                (Long) value(found, "size"),
                ((FileTime) value(found, "lastModifiedTime")).toInstant(),
                device,
                value(found, "fileKey"),
                (Integer) value(found, "nlink"),
                node);
    }

    private static Optional<SpecialNode> node(int kind, Map<String, Object> attributes) {
        return switch (kind) {
            case FileType.FIFO -> Optional.of(SpecialNode.FIFO);
            case FileType.CHARACTER_DEVICE -> device(InodeKind.CHARACTER_DEVICE, attributes);
            case FileType.BLOCK_DEVICE -> device(InodeKind.BLOCK_DEVICE, attributes);
            default -> Optional.empty();
        };
    }

    private static Optional<SpecialNode> device(InodeKind kind, Map<String, Object> attributes) {
        DeviceNumber number = DeviceNumber.of((Long) value(attributes, "rdev"));
        return SpecialNode.device(kind, number.major(), number.minor());
    }

    /**
     * Returns an attribute that the JDK has read. The JDK reads all requested attributes or fails, so none is missing.
     */
    private static Object value(Map<String, Object> attributes, String name) {
        return Objects.requireNonNull(attributes.get(name), name);
    }

    private static long id(Object number) {
        return Integer.toUnsignedLong((Integer) number);
    }

    private static HostAttributes portable(Path file) throws IOException {
        BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        Kind kind = found.isDirectory()
                ? Kind.DIRECTORY
                : found.isRegularFile() ? Kind.FILE : found.isSymbolicLink() ? Kind.LINK : Kind.OTHER;
        Permissions permissions = switch (kind) {
            case DIRECTORY -> Permissions.DIRECTORY;
            case LINK -> Permissions.LINK;
            case FILE, SOCKET, SPECIAL, OTHER -> Permissions.FILE;
        };
        return new HostAttributes(
                kind,
                permissions,
                found.size(),
                found.lastModifiedTime().toInstant(),
                Files.getFileStore(file),
                Objects.requireNonNullElse(found.fileKey(), file),
                1,
                Optional.empty());
    }
}
