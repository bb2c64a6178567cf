// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.error.VolumeFailedException;
import dev.tfskit.io.IoRunnable;
import dev.tfskit.schema.Permissions;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.Socket;
import dev.tfskit.volume.SymbolicLink;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.nio.file.NotDirectoryException;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import jnr.constants.platform.Errno;
import ru.serce.jnrfuse.struct.FileStat;

/**
 * What all operations of a mount share: the volume, the inodes that the kernel knows, and how they look. Thread safe.
 */
final class MountContext {

    private final Volume volume;
    private final Nodes nodes;
    private final Replies replies;
    private final OwnershipOverride appearance;
    private final Consumer<String> log;
    private final AtomicBoolean failed = new AtomicBoolean();

    MountContext(Volume volume, Replies replies, OwnershipOverride appearance, Consumer<String> log) {
        this.volume = volume;
        this.nodes = new Nodes(volume.root());
        this.replies = replies;
        this.appearance = appearance;
        this.log = log;
    }

    /** Has a request answered; where that fails, the answer is an error number. Nothing leaves this for libfuse. */
    void answer(long request, IoRunnable answer) {
        try {
            answer.run();
        } catch (VolumeFailedException e) {
            // The one who meets the failure hears of it, the others of what it means for them.
            replies.error(request, (isFirst(e) ? Errno.EIO : Errno.EROFS).intValue());
        } catch (IOException | RuntimeException | Error e) {
            Errno error = Errors.of(e);
            if (error == Errno.EIO) {
                log.accept("a request has failed: " + e);
            }
            replies.error(request, error.intValue());
        }
    }

    /** Takes note that nothing can be written any more, which is said once; whether it is the first to tell. */
    boolean isFirst(VolumeFailedException failure) {
        boolean first = failed.compareAndSet(false, true);
        if (first) {
            log.accept(failure.getReason());
        }
        return first;
    }

    /** Does what has no request that could be answered any more. */
    void unasked(IoRunnable action) {
        try {
            action.run();
        } catch (IOException | RuntimeException e) {
            log.accept("what nobody waits for has failed: " + e);
        }
    }

    Volume volume() {
        return volume;
    }

    Nodes nodes() {
        return nodes;
    }

    Replies replies() {
        return replies;
    }

    OwnershipOverride appearance() {
        return appearance;
    }

    Directory directory(long number) throws IOException {
        if (nodes.get(number) instanceof Directory directory) {
            return directory;
        }
        throw new NotDirectoryException("inode " + number);
    }

    /** The directory above; of one on a volume that cannot be changed, the kernel knows it better. */
    Directory parent(Directory directory) {
        return directory.parent().orElse(directory);
    }

    RegularFile file(long number) throws IOException {
        return switch (nodes.get(number)) {
            case RegularFile file -> file;
            case Directory _ -> throw new ErrnoException(Errno.EISDIR);
            case SymbolicLink _, Socket _ -> throw new ErrnoException(Errno.EINVAL);
        };
    }

    /** The attributes of an inode as the mount shows them. */
    FileStatus status(Inode inode) throws IOException {
        Permissions permissions = appearance.of(inode.permissions());
        long number = inode.sessionNumber();
        int bits = permissions.mode();
        return switch (inode) {
            case Directory directory ->
                new FileStatus(
                        number,
                        FileStat.S_IFDIR | bits,
                        linkCount(directory),
                        permissions.uid(),
                        permissions.gid(),
                        0,
                        0,
                        accessed(inode),
                        inode.modified(),
                        inode.changed());
            case RegularFile file ->
                status(inode, number, FileStat.S_IFREG | bits, permissions, file.length(), file.allocatedBlocks());
            case SymbolicLink link ->
                status(
                        inode,
                        number,
                        FileStat.S_IFLNK | bits,
                        permissions,
                        link.target().length(),
                        0);
            case Socket _ -> status(inode, number, FileStat.S_IFSOCK | bits, permissions, 0, 0);
        };
    }

    /** The name of a directory, the dot in it, and the two dots in each directory that it holds. */
    private static long linkCount(Directory directory) {
        return directory.linkCount() == 0 ? 0 : 2L + directory.subdirectories();
    }

    /** The time of the last access; where nobody has set it, that of the content. */
    static Instant accessed(Inode inode) {
        return inode.storedAccessed().orElseGet(inode::modified);
    }

    private static FileStatus status(
            Inode inode, long number, int mode, Permissions permissions, long bytes, long blocks) {
        return new FileStatus(
                number,
                mode,
                inode.linkCount(),
                permissions.uid(),
                permissions.gid(),
                bytes,
                blocks,
                accessed(inode),
                inode.modified(),
                inode.changed());
    }
}
