// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.codec.Dictionary;
import dev.tfskit.device.filter.TrackedDevice;
import dev.tfskit.error.NoSpaceException;
import dev.tfskit.log.Extension;
import dev.tfskit.log.LogWriter;
import dev.tfskit.log.Replay;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.Identity;
import dev.tfskit.space.BlockPool;
import dev.tfskit.value.Int;
import dev.tfskit.value.Tuple;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The state of a volume that can be changed, besides its tuples. Thread-safe.
 *
 * <p>Locks are taken in this order: the lock of a file's body; the lock for compacting; the lock for committing; the
 * lock of the namespace, which guards all tuples, {@link #parents}, {@link #files} and {@link #inodeCount}; the lock of
 * the block pool. No file data is read or written under the lock of the namespace; the log is written under that lock
 * only when an extension is full.
 *
 * @param root the tuple of the root
 * @param device the device of the volume
 * @param operations runs what changes the volume
 * @param mutations changes tuples
 * @param committer writes changes to the log
 * @param compactor replaces the log by a shorter one
 * @param parents the parent of each directory
 * @param files the open files
 * @param inodes the numbers and change times of the inodes
 * @param inodeCount the number of inodes
 */
record LiveState(
        Tuple root,
        TrackedDevice device,
        Operations operations,
        Mutations mutations,
        Committer committer,
        LogCompactor compactor,
        DirectoryParents parents,
        OpenFiles files,
        InodeTable inodes,
        AtomicLong inodeCount)
        implements TreeAccess {

    /**
     * The parts of a volume from which its live state is made.
     *
     * @param entries the number of entries in its log
     * @param clock supplies the times of changes; null when no times are stored
     * @param freedBlocks what happens to the bytes of freed blocks
     * @param commits whether the volume may commit by itself
     */
    record Start(
            Identity identity,
            Tuple root,
            BlockPool pool,
            LogReservations room,
            LogWriter log,
            Dictionary dictionary,
            long entries,
            @Nullable InstantSource clock,
            FreedBlocks freedBlocks,
            CommitPolicy commits,
            MountScan scan) {}

    static LiveState of(TrackedDevice device, Start start) {
        SharedLock names = new SharedLock();
        ChangeNotes notes = new ChangeNotes(names);
        Committer committer = new Committer(names, device, notes, start);
        LogCompactor compactor = new LogCompactor(names, device, notes, committer, start);
        Operations operations = new Operations(names, start.room, committer, compactor, device.toString());
        Mutations mutations = new Mutations(names, operations, notes, start);
        return new LiveState(
                start.root,
                device,
                operations,
                mutations,
                committer,
                compactor,
                start.scan.parents(),
                new OpenFiles(),
                new InodeTable(start.root),
                new AtomicLong(start.scan.inodes()));
    }

    /** Makes the state of a volume whose log has been replayed and goes on. Wrong link counts are corrected. */
    static LiveState continued(
            TrackedDevice device,
            Replay replay,
            Tuple root,
            BlockPool pool,
            LogReservations room,
            @Nullable InstantSource clock,
            FreedBlocks freedBlocks,
            CommitPolicy commits,
            MountScan scan)
            throws IOException {
        LiveState live = of(
                device,
                new Start(
                        replay.identity(),
                        root,
                        pool,
                        room,
                        LogWriter.append(device, replay, room),
                        replay.dictionary(),
                        replay.entries(),
                        clock,
                        freedBlocks,
                        commits,
                        scan));
        live.correct(scan.wrongLinkCounts());
        return live;
    }

    /** Sets link counts that another tool has left wrong. */
    private void correct(Map<Tuple, Long> linkCounts) throws IOException {
        for (Map.Entry<Tuple, Long> each : linkCounts.entrySet()) {
            change(
                    LogCost.ofNumber(Attributes.LINK_COUNT),
                    ReservationPurpose.REMOVING,
                    mutations -> mutations.set(each.getKey(), Attributes.LINK_COUNT, Int.of(each.getValue())));
        }
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
