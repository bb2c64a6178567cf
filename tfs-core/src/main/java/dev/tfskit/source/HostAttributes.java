// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source;

import dev.tfskit.schema.Permissions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * What the host says of a file, without following a link. Where the host knows no modes and owners, the defaults of TFS
 * stand in for them, and no two names are known to be the same file.
 *
 * @param kind what it is
 * @param permissions mode, owner and group
 * @param size in bytes
 * @param modified time of the last change
 * @param device identifies the file system it is on
 * @param key equal for two names of the same file
 * @param links how many names it has
 */
record HostAttributes(
        Kind kind, Permissions permissions, long size, Instant modified, Object device, Object key, int links) {

    /** Kinds of files, as far as TFS can tell them apart. */
    enum Kind {
        DIRECTORY,
        FILE,
        LINK,
        SOCKET,
        OTHER
    }

    private static final String UNIX = "unix:mode,uid,gid,ino,dev,nlink,size,lastModifiedTime";
    private static final int KIND_BITS = 0170000;
    private static final int PERMISSION_BITS = 07777;

    private record FileKey(Object device, Object inode) {}

    static HostAttributes of(Path file) throws IOException {
        return file.getFileSystem().supportedFileAttributeViews().contains("unix") ? unix(file) : portable(file);
    }

    private static HostAttributes unix(Path file) throws IOException {
        // Named one by one: asking for all of them looks up the names of users and groups, six times as slow.
        Map<String, Object> found = Files.readAttributes(file, UNIX, LinkOption.NOFOLLOW_LINKS);
        int mode = (Integer) value(found, "mode");
        Kind kind = switch (mode & KIND_BITS) {
            case 0040000 -> Kind.DIRECTORY;
            case 0100000 -> Kind.FILE;
            case 0120000 -> Kind.LINK;
            case 0140000 -> Kind.SOCKET;
            default -> Kind.OTHER;
        };
        Object device = value(found, "dev");
        return new HostAttributes(
                kind,
                new Permissions(mode & PERMISSION_BITS, id(value(found, "uid")), id(value(found, "gid"))),
                (Long) value(found, "size"),
                ((FileTime) value(found, "lastModifiedTime")).toInstant(),
                device,
                new FileKey(device, value(found, "ino")),
                (Integer) value(found, "nlink"));
    }

    /** Readers of attributes answer all that they were asked for, or fail. */
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
            case FILE, SOCKET, OTHER -> Permissions.FILE;
        };
        return new HostAttributes(
                kind,
                permissions,
                found.size(),
                found.lastModifiedTime().toInstant(),
                Files.getFileStore(file),
                Objects.requireNonNullElse(found.fileKey(), file),
                1);
    }
}
