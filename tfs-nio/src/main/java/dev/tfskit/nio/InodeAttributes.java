// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import dev.tfskit.posix.DeviceNumber;
import dev.tfskit.posix.FileType;
import dev.tfskit.schema.InodeKind;
import dev.tfskit.schema.Permissions;
import dev.tfskit.schema.SpecialNode;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.SpecialFile;
import dev.tfskit.volume.SymbolicLink;
import java.io.IOException;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;

/**
 * The attributes of an inode at one moment.
 *
 * @param kind the kind
 * @param size the length of a file or of the target of a link, in bytes; 0 for the others
 * @param lastModifiedTime mtime
 * @param lastAccessTime atime
 * @param changeTime ctime
 * @param access mode, owner and group
 * @param deviceNumber the number of a device as the C library encodes it; 0 for the others
 * @param links the number of names
 * @param fileKey identifies the inode
 */
record InodeAttributes(
        InodeKind kind,
        long size,
        FileTime lastModifiedTime,
        FileTime lastAccessTime,
        FileTime changeTime,
        Permissions access,
        long deviceNumber,
        long links,
        Key fileKey)
        implements PosixFileAttributes {

    /**
     * Identifies an inode while its file system is open.
     *
     * @param device the number of the file system in this process
     * @param number the number of the inode
     */
    record Key(long device, long number) {}

    static InodeAttributes of(TfsFileSystem fileSystem, Inode inode) throws IOException {
        return new InodeAttributes(
                inode.kind(),
                switch (inode) {
                    case RegularFile file -> file.length();
                    case SymbolicLink link -> link.target().length();
                    default -> 0;
                },
                FileTime.from(inode.modified()),
                FileTime.from(inode.accessed()),
                FileTime.from(inode.changed()),
                inode.permissions(),
                inode instanceof SpecialFile special ? encoded(special.node()) : 0,
                inode.linkCount(),
                new Key(fileSystem.device(), inode.sessionNumber()));
    }

    private static long encoded(SpecialNode node) {
        return new DeviceNumber(node.major(), node.minor()).encoded();
    }

    /** Returns mtime: TFS does not store when an inode was created. */
    @Override
    public FileTime creationTime() {
        return lastModifiedTime;
    }

    @Override
    public boolean isRegularFile() {
        return kind == InodeKind.FILE;
    }

    @Override
    public boolean isDirectory() {
        return kind == InodeKind.DIRECTORY;
    }

    @Override
    public boolean isSymbolicLink() {
        return kind == InodeKind.SYMBOLIC_LINK;
    }

    /** Returns whether the inode is a socket, a fifo or a device. */
    @Override
    public boolean isOther() {
        return !isRegularFile() && !isDirectory() && !isSymbolicLink();
    }

    @Override
    public UserPrincipal owner() {
        return new Principals.User(access.uid());
    }

    @Override
    public GroupPrincipal group() {
        return new Principals.Group(access.gid());
    }

    @Override
    public Set<PosixFilePermission> permissions() {
        return Mode.permissions(access.mode());
    }

    /** Returns type and permissions as {@code stat} does. */
    int mode() {
        int type = switch (kind) {
            case DIRECTORY -> FileType.DIRECTORY;
            case FILE -> FileType.REGULAR;
            case SYMBOLIC_LINK -> FileType.SYMBOLIC_LINK;
            case SOCKET -> FileType.SOCKET;
            case FIFO -> FileType.FIFO;
            case CHARACTER_DEVICE -> FileType.CHARACTER_DEVICE;
            case BLOCK_DEVICE -> FileType.BLOCK_DEVICE;
        };
        return type | access.mode();
    }
}
