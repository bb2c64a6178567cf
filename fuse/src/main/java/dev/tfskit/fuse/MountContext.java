// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.error.NoSpaceException;
import dev.tfskit.error.VolumeFailedException;
import dev.tfskit.io.IoConsumer;
import dev.tfskit.io.IoRunnable;
import dev.tfskit.message.Messages;
import dev.tfskit.posix.FileType;
import dev.tfskit.schema.Permissions;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.OpenFile;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.Socket;
import dev.tfskit.volume.SpecialFile;
import dev.tfskit.volume.SymbolicLink;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.nio.file.NotDirectoryException;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import jnr.constants.platform.Errno;

/**
 * The shared state of all operations of a mount: the volume, the inodes that the kernel knows, and the shown owners and
 * modes. Thread-safe.
 */
final class MountContext {

    private final Volume volume;
    private final Nodes nodes;
    private final Replies replies;
    private final OwnershipOverride appearance;
    private final WritePolicy policy;
    private final NamelessFiles nameless;
    private final OpenForWriting writers = new OpenForWriting();
    private final LostWrites lostWrites;
    private final ListingPositions listingPositions = new ListingPositions();
    private final Consumer<String> log;
    private final AtomicBoolean failed = new AtomicBoolean();
    private final RunningRequests requests = new RunningRequests();

    MountContext(
            Volume volume, Replies replies, OwnershipOverride appearance, WritePolicy policy, Consumer<String> log) {
        this(volume, replies, appearance, policy, log, System::nanoTime);
    }

    /**
     * The same with another clock.
     *
     * @param nanoTime a clock such as {@link System#nanoTime}
     */
    MountContext(
            Volume volume,
            Replies replies,
            OwnershipOverride appearance,
            WritePolicy policy,
            Consumer<String> log,
            LongSupplier nanoTime) {
        this.volume = volume;
        this.nodes = new Nodes(volume);
        this.lostWrites = new LostWrites(() -> volume.statistics().freeBlocks());
        this.replies = replies;
        this.appearance = appearance;
        this.policy = policy;
        this.nameless = new NamelessFiles(nanoTime);
        this.log = log;
    }

    /** Answers a request; a failure is answered with an error number. No exception reaches libfuse. */
    void answer(long request, IoRunnable answer) {
        answer(request, answer, _ -> {});
    }

    /**
     * The same for a request with consequences when it fails.
     *
     * @param failing called before the answer is an error, with the one that such a request gets from now on; that it
     *     fails itself is only logged
     */
    void answer(long request, IoRunnable answer, IoConsumer<Errno> failing) {
        requests.begin();
        try {
            replies.begin();
            run(answer);
        } catch (VolumeFailedException e) {
            // The first request that meets the failure gets the failure itself; later ones get its consequence, a
            // read-only volume.
            fail(request, isFirst(e) ? Errno.EIO : Errno.EROFS, () -> failing.accept(Errno.EROFS));
        } catch (IOException | RuntimeException | Error e) {
            Errno error = Errors.of(e);
            // A loss that a later write reports has its line already.
            if (error == Errno.EIO && !(e instanceof ErrnoException)) {
                log.accept("a request has failed: " + reason(e));
            }
            fail(request, error, () -> failing.accept(error));
        } finally {
            requests.end();
        }
    }

    /** Returns the reason of a failure. That of a defect keeps the name of its class, which helps to find it. */
    private static String reason(Throwable failure) {
        return failure instanceof IOException ? Messages.reasonInSentence(failure) : failure.toString();
    }

    /** Runs an answer again that needs the space of files which the kernel is just forgetting. */
    private void run(IoRunnable answer) throws IOException {
        try {
            answer.run();
        } catch (NoSpaceException full) {
            if (replies.isAnswered() || !nameless.releaseNewest()) {
                throw full;
            }
            answer.run();
        }
    }

    /** What fails after the answer, such as closing a file whose opener has given up, is not answered again. */
    private void fail(long request, Errno error, IoRunnable failing) {
        if (!replies.isAnswered()) {
            logOnly(failing);
            replies.error(request, error.intValue());
        }
    }

    /** Returns the requests so far. */
    RunningRequests requests() {
        return requests;
    }

    /**
     * Notes that the volume can no longer be written, which is reported once. Returns whether this is the first report.
     */
    boolean isFirst(VolumeFailedException failure) {
        boolean first = failed.compareAndSet(false, true);
        if (first) {
            log.accept(failure.getReason());
        }
        return first;
    }

    /** Runs an action without a request that could be answered. */
    void logOnly(IoRunnable action) {
        try {
            action.run();
        } catch (IOException | RuntimeException e) {
            log.accept("an action without a request has failed: " + reason(e));
        }
    }

    Volume volume() {
        return volume;
    }

    Nodes nodes() {
        return nodes;
    }

    /** Subtracts lookups that the kernel has forgotten. */
    void forget(long number, long lookups) {
        if (!nodes.forget(number, lookups)) {
            logOnly(() -> nameless.release(number));
            logOnly(() -> listingPositions.forgetRemoved(number));
        }
    }

    /** Closes a file for one user. A file without a name stays open until the kernel forgets it or it gets a name. */
    void close(OpenFile open) throws IOException {
        RegularFile file = open.file();
        if (file.linkCount() > 0) {
            open.close();
            return;
        }
        long number = file.sessionNumber();
        logOnly(() -> nameless.keep(number, open));
        // Either may have happened meanwhile.
        if (!nodes.contains(number) || file.linkCount() > 0) {
            logOnly(() -> nameless.release(number));
        }
    }

    /** Notes that an inode has got a name, which may be its first one. */
    void noteName(Inode inode) {
        logOnly(() -> nameless.release(inode.sessionNumber()));
    }

    /** Returns the files that have no name and that the kernel knows. */
    NamelessFiles nameless() {
        return nameless;
    }

    Replies replies() {
        return replies;
    }

    OwnershipOverride appearance() {
        return appearance;
    }

    WritePolicy policy() {
        return policy;
    }

    OpenForWriting writers() {
        return writers;
    }

    LostWrites lostWrites() {
        return lostWrites;
    }

    ListingPositions listingPositions() {
        return listingPositions;
    }

    Directory directory(long number) throws IOException {
        if (nodes.get(number) instanceof Directory directory) {
            return directory;
        }
        throw new NotDirectoryException("inode " + number);
    }

    /**
     * Returns the parent of a directory. A read-only volume does not know it: then this returns the directory itself,
     * and the kernel uses the parent that it remembers.
     */
    Directory parent(Directory directory) {
        return directory.parent().orElse(directory);
    }

    RegularFile file(long number) throws IOException {
        return switch (nodes.get(number)) {
            case RegularFile file -> file;
            case Directory _ -> throw new ErrnoException(Errno.EISDIR);
            case SymbolicLink _, Socket _, SpecialFile _ -> throw new ErrnoException(Errno.EINVAL);
        };
    }

    /** Returns the attributes of an inode as the mount shows them. */
    FileStatus status(Inode inode) throws IOException {
        Permissions permissions = appearance.of(inode.permissions());
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

    /** Returns the link count of a directory: its name, the dot in it, and the two dots in each directory inside. */
    private static long linkCount(Directory directory) {
        return directory.linkCount() == 0 ? 0 : 2L + directory.subdirectories();
    }

    /** Returns the time of the last access, or of the last change of the content if the former was never set. */
    static Instant accessed(Inode inode) {
        return inode.storedAccessed().orElseGet(inode::modified);
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
