// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.device.filter.TrackedDevice;
import dev.tfskit.error.NoSpaceException;
import dev.tfskit.log.Extension;
import dev.tfskit.schema.Attributes;
import dev.tfskit.space.BlockPool;
import dev.tfskit.value.Int;
import dev.tfskit.value.Tuple;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The state of a volume that can be changed, besides its tuples. Thread-safe.
 *
 * <p>Locks are taken in this order: the lock of a file's body; the lock for compacting; the lock for committing; the
 * lock of the namespace, which guards all tuples, {@link #parents}, {@link #files} and {@link #inodeCount}; the lock of
 * the block pool. No file data is read or written under the lock of the namespace; the log is written under that lock
 * only when an extension is full.
 */
final class LiveState implements TreeAccess {

    private final Tuple root;
    private final TrackedDevice device;
    private final Operations operations;
    private final Mutations mutations;
    private final Committer committer;
    private final LogCompactor compactor;
    private final DirectoryParents parents;
    private final OpenFiles files = new OpenFiles();
    private final InodeTable inodes;
    private final AtomicLong inodeCount;

    /**
     * The parts of a volume from which its live state is made.
     *
     * @param root the tuple of the root
     * @param pool the blocks of the volume
     * @param room the log space
     * @param log the log
     * @param scan what a walk of the tree has found
     * @param policy what the volume does by itself
     */
    record Start(Tuple root, BlockPool pool, LogReservations room, PresentLog log, MountScan scan, LivePolicy policy) {}

    private LiveState(TrackedDevice device, Start start) {
        SharedLock names = new SharedLock();
        ChangeNotes notes = new ChangeNotes(names);
        this.root = start.root;
        this.device = device;
        this.committer = new Committer(names, device, notes, start);
        this.compactor = new LogCompactor(names, device, notes, committer, start);
        this.operations = new Operations(names, start.room, committer, compactor, device.toString());
        this.mutations = new Mutations(names, operations, notes, start);
        this.parents = start.scan.parents();
        this.inodes = new InodeTable(start.root);
        this.inodeCount = new AtomicLong(start.scan.inodes());
    }

    /** Makes the state of a volume. Wrong link counts, which other tools leave, are corrected. */
    static LiveState of(TrackedDevice device, Start start) throws IOException {
        LiveState live = new LiveState(device, start);
        live.correct(start.scan.wrongLinkCounts());
        return live;
    }

    private void correct(Map<Tuple, Long> linkCounts) throws IOException {
        for (Map.Entry<Tuple, Long> each : linkCounts.entrySet()) {
            change(
                    LogCost.ofNumber(Attributes.LINK_COUNT),
                    ReservationPurpose.REMOVING,
                    mutations -> mutations.set(each.getKey(), Attributes.LINK_COUNT, Int.of(each.getValue())));
        }
    }

    @Override
    public Tuple root() {
        return root;
    }

    @Override
    public TrackedDevice device() {
        return device;
    }

    @Override
    public InodeTable inodes() {
        return inodes;
    }

    /** Returns what runs an operation that changes the volume. */
    Operations operations() {
        return operations;
    }

    /** Returns what changes tuples. */
    Mutations mutations() {
        return mutations;
    }

    /** Returns what writes changes to the log. */
    Committer committer() {
        return committer;
    }

    /** Returns what replaces the log by a shorter one. */
    LogCompactor compactor() {
        return compactor;
    }

    /** Returns the parent of each directory. */
    DirectoryParents parents() {
        return parents;
    }

    /** Returns the open files. */
    OpenFiles files() {
        return files;
    }

    /** Returns the counter of inodes. Change it only under the lock of the namespace. */
    AtomicLong inodeCount() {
        return inodeCount;
    }

    @Override
    public LiveState live() {
        return this;
    }

    @Override
    public long blocks() {
        return mutations.pool().blocks();
    }

    @Override
    public List<Extension> logExtensions() {
        return committer.extensions();
    }

    @Override
    public Volume.Statistics statistics() {
        return read(() -> new Volume.Statistics(blocks(), mutations.pool().freeBlocksAfterCommit(), inodeCount.get()));
    }

    @Override
    public <T, E extends Exception> T read(GuardedAction<T, E> action) throws E {
        return operations.read(action);
    }

    @Override
    public Optional<Tuple> parent(Tuple directory) {
        return read(() -> Optional.of(parents.parent(directory).orElse(directory)));
    }

    @Override
    public int subdirectories(Directory directory) {
        return read(() -> parents.subdirectories(directory.tuple));
    }

    /** Each file may: a volume with a tuple of extents that files share is refused. */
    @Override
    public ExtentAdmission extentAdmission() {
        return (_, _) -> {};
    }

    @Override
    public long allocatedBlocks(RegularFile file) {
        return read(() -> files.allocatedBlocks(file));
    }

    @Override
    public OpenFile open(RegularFile file) throws IOException {
        return new OpenLiveFile(file, this, operations.exclusively(() -> files.open(this, file)));
    }

    /**
     * Makes all changes durable, and compacts the log if it has enough obsolete entries.
     *
     * @throws IOException when the device fails; nothing can be changed any more then
     */
    void commit() throws IOException {
        committer.commit();
        compactIfWorthwhile();
    }

    /** Compacts the log if it has enough obsolete entries. */
    void compactIfWorthwhile() throws IOException {
        if (compactor.isWorthwhile(read(mutations::liveEntries)) && compactor.compact()) {
            compactor.correct(read(mutations::liveEntries));
        }
    }

    /**
     * Waits until no thread writes to the log, makes all changes durable, and refuses further changes.
     *
     * @throws IOException when the device fails, or has failed before and left changes that are not durable
     */
    void close() throws IOException {
        compactor.exclude(committer::close);
    }

    /** Returns whether an open file has one user and no name. */
    boolean freesBlocksOnClose(FileBody body) {
        return read(() -> files.freesBlocksOnClose(body));
    }

    /** Closes a file for one user. After the last user has closed a file without a name, its blocks are free. */
    void close(FileBody body) {
        operations.exclusively(() -> {
            if (files.close(body)) {
                body.freeAll();
                mutations.detach(body.inode());
            }
            return true;
        });
    }

    /**
     * Checks that an inode is of this volume.
     *
     * @throws IllegalArgumentException when it is not
     */
    void checkOwns(Inode inode) {
        if (inode.tree != this) {
            throw new IllegalArgumentException("an inode of another volume");
        }
    }

    /** Makes an exception that says that no block is free. */
    NoSpaceException full() {
        return new NoSpaceException(device.toString(), "the volume is full; remove something or use a larger image");
    }

    /**
     * Notes that the content of an inode has changed, with the time. Call this only inside an operation of
     * {@link Operations}.
     *
     * @return true, so that the call can be the last expression of an operation
     */
    boolean touchContent(Tuple inode) {
        mutations.touch(inode);
        inodes.clearStatusChange(inode);
        return true;
    }

    /**
     * Notes that an inode has changed, but not its content, with the time. Call this only inside an operation of
     * {@link Operations}.
     */
    void touchStatus(Tuple inode) {
        Optional<Instant> now = mutations.now();
        now.ifPresent(time -> inodes.setStatusChange(inode, time));
    }
}
