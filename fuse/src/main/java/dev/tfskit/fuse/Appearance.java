// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.posix.FileType;
import dev.tfskit.schema.Permissions;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.Socket;
import dev.tfskit.volume.SpecialFile;
import dev.tfskit.volume.SymbolicLink;
import java.io.IOException;
import java.time.Instant;

/** How the inodes of a volume look on the mount: the attributes that {@code stat} shows. Thread-safe. */
final class Appearance {

    private final OwnershipOverride ownership;
    private final WritePolicy policy;
    private final OpenForWriting writers;
    private final LostWrites lostWrites;

    /**
     * Creates the appearance of a mount.
     *
     * @param ownership the owners and modes that it shows
     * @param lostWrites the files whose attributes the kernel may not cache
     */
    Appearance(OwnershipOverride ownership, WritePolicy policy, OpenForWriting writers, LostWrites lostWrites) {
        this.ownership = ownership;
        this.policy = policy;
        this.writers = writers;
        this.lostWrites = lostWrites;
    }

    /** Returns the attributes of an inode as the mount shows them. */
    FileStatus status(Inode inode) throws IOException {
        Permissions permissions = ownership.of(inode.permissions());
        long number = inode.sessionNumber();
        int bits = permissions.mode();
        return switch (inode) {
            case Directory directory ->
                new FileStatus(
                        number,
                        FileType.DIRECTORY | bits,
                        0,
                        linkCount(directory),
                        permissions.uid(),
                        permissions.gid(),
                        0,
                        0,
                        accessed(inode),
                        inode.modified(),
                        inode.changed(),
                        Replies.SECONDS);
            case RegularFile file ->
                status(
                        inode,
                        number,
                        FileType.REGULAR | bits,
                        0,
                        permissions,
                        file.length(),
                        showsOneBlock(file) ? 1 : file.allocatedBlocks());
            case SymbolicLink link ->
                status(
                        inode,
                        number,
                        FileType.SYMBOLIC_LINK | bits,
                        0,
                        permissions,
                        link.target().length(),
                        0);
            case Socket _ -> status(inode, number, FileType.SOCKET | bits, 0, permissions, 0, 0);
            case SpecialFile special ->
                status(
                        inode,
                        number,
                        NodeType.of(special.kind()) | bits,
                        NodeType.device(special.node()),
                        permissions,
                        0,
                        0);
        };
    }

    /**
     * Returns whether a file that owns no block shows one. The kernel may have collected bytes of it, and tar takes a
     * file without blocks for one large hole.
     */
    boolean showsOneBlock(RegularFile file) {
        return policy == WritePolicy.BACK && writers.contains(file.sessionNumber()) && file.allocatedBlocks() == 0;
    }

    /** Returns the time of the last access, or of the last change of the content if the former was never set. */
    static Instant accessed(Inode inode) {
        return inode.storedAccessed().orElseGet(inode::modified);
    }

    /** Returns the link count of a directory: its name, the dot in it, and the two dots in each directory inside. */
    private static long linkCount(Directory directory) {
        return directory.linkCount() == 0 ? 0 : 2L + directory.subdirectories();
    }

    private FileStatus status(
            Inode inode, long number, int mode, int device, Permissions permissions, long bytes, long blocks) {
        return new FileStatus(
                number,
                mode,
                device,
                inode.linkCount(),
                permissions.uid(),
                permissions.gid(),
                bytes,
                blocks,
                accessed(inode),
                inode.modified(),
                inode.changed(),
                // With cached attributes, the kernel would not ask before the next write.
                lostWrites.contains(number) ? 0 : Replies.SECONDS);
    }
}
