// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.codec.Encoder;
import dev.tfskit.device.filter.TrackedDevice;
import dev.tfskit.error.NoSpaceException;
import dev.tfskit.error.VolumeFailedException;
import dev.tfskit.io.IoSupplier;
import dev.tfskit.log.Extension;
import dev.tfskit.log.LogEntries;
import dev.tfskit.log.LogWriter;
import dev.tfskit.schema.Identity;
import dev.tfskit.space.BlockPool;
import dev.tfskit.space.BlockPool.Quarantine;
import dev.tfskit.space.BlockRun;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import java.io.IOException;
import java.nio.file.ClosedFileSystemException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * Writes changes to the log in batches (docs/format.md, section 8). A commit first encodes the open batch, under the
 * lock of the namespace, and then writes it while other threads change the tree. Threads that call {@link #commit} in
 * the meantime share the next batch. After a failed write, the committer writes nothing more. Thread-safe; a method
 * whose caller must hold a lock says so.
 */
final class Committer {

    private final ReentrantLock compacting = new ReentrantLock();
    private final ReentrantLock committing = new ReentrantLock();
    private final ReentrantReadWriteLock names;
    private final TrackedDevice device;
    private volatile Identity identity;
    private final Tuple root;
    private final BlockPool pool;
    private final LogReservations room;
    private final FreedBlocks freedBlocks;
    private final WriteGuard guard;
    private final Changes changes = new Changes();
    private LogWriter log;
    private Encoder encoder;
    /** The number of entries in the log before this encoder continued it. */
    private long entriesBefore;
    /** True if another tool left no room at the end of the log, not even for the link to a new extension. */
    private volatile boolean isFull;

    private @Nullable Compaction compaction;
    /** The number of entries in the log, including replaced entries (docs/format.md, section 9). */
    private volatile long entries;
    /** After a compaction that found no room, the number of entries from which on another one is tried. */
    private volatile long entriesToRetryAt;
    /** The number of the batch that takes changes now. */
    private long openBatch = 1;

    /** The number of the last durable batch. */
    private volatile long durableBatch;

    /** Creates the committer of a volume whose tuples are guarded by the lock {@code names}. */
    Committer(ReentrantReadWriteLock names, TrackedDevice device, LiveState.Start start) {
        this.names = names;
        this.device = device;
        this.identity = start.identity();
        this.root = start.root();
        this.pool = start.pool();
        this.room = start.room();
        this.log = start.log();
        this.encoder = new Encoder(start.dictionary(), log);
        this.freedBlocks = start.freedBlocks();
        this.guard = new WriteGuard(device);
        this.entriesBefore = start.entries();
        this.entries = entriesBefore;
        this.isFull = !log.canAppend();
        room.commitReservations(log.roomBytes());
    }

    /**
     * An encoded batch that is not durable yet.
     *
     * @param entries the number of entries in the log, this batch included
     */
    private record EncodedBatch(long number, Quarantine freed, boolean hasRecords, long entries) {}

    /**
     * Checks that the volume can be changed.
     *
     * @throws ClosedFileSystemException when it is closed
     * @throws VolumeFailedException naming the cause
     */
    void checkUsable() throws VolumeFailedException {
        guard.checkUsable();
    }

    /**
     * Marks the volume as failed, because a write has failed or an operation may be half done. Nothing is written from
     * then on.
     *
     * @return the exception that the caller throws
     */
    VolumeFailedException fail(Throwable cause) {
        return guard.fail(cause);
    }

    /**
     * Notes that an attribute was set. The caller holds the lock of the namespace for writing.
     *
     * @param isNew whether the tuple did not have the attribute before
     * @return true if the log needs space for the attribute that is not reserved yet
     */
    boolean noteSet(Tuple tuple, Symbol name, boolean isNew) {
        if (compaction != null) {
            compaction.note(tuple, name);
        }
        return Changes.isLogged(tuple) && changes.noteSet(tuple, name, isNew);
    }

    /**
     * Notes that an attribute was removed. The caller holds the lock of the namespace for writing.
     *
     * @return true if the log needs an entry for the removal
     */
    boolean noteRemoved(Tuple tuple, Symbol name) {
        if (compaction != null) {
            compaction.note(tuple, name);
        }
        return Changes.isLogged(tuple) && changes.noteRemoved(tuple, name);
    }

    /** Drops the noted changes of a removed inode. The caller holds the lock of the namespace for writing. */
    void forget(Tuple tuple) {
        changes.forget(tuple);
        if (compaction != null) {
            compaction.forget(tuple);
        }
    }

    /** Returns the number of the batch that takes changes now. The caller holds the lock of the namespace. */
    long openBatch() {
        return openBatch;
    }

    /** Returns whether a batch is durable. */
    boolean isDurable(long batch) {
        return durableBatch >= batch;
    }

    /**
     * Compacts the log if another tool has filled it so far that no record can be appended.
     *
     * @throws NoSpaceException when there is no room for the new log
     */
    void makeAppendable() throws IOException {
        if (!isFull) {
            return;
        }
        compacting.lock();
        try {
            checkUsable();
            if (isFull) {
                replaceLog(pool::takeLogRun);
            }
        } finally {
            compacting.unlock();
        }
    }

    /** Returns whether a commit would write anything. */
    boolean hasChanges() {
        names.readLock().lock();
        try {
            return !changes.isEmpty() || !Changes.isLogged(root) || device.isUnforced() || hasBlocksToZero();
        } finally {
            names.readLock().unlock();
        }
    }

    private boolean hasBlocksToZero() {
        return freedBlocks == FreedBlocks.ZERO && pool.hasWaiting();
    }

    /**
     * Makes all changes durable that were made before the call.
     *
     * @throws IOException when the device fails; nothing is written from then on
     */
    void commit() throws IOException {
        long batch = currentBatch();
        committing.lock();
        try {
            checkUsable();
            if (!isDurable(batch)) {
                writeBatch();
            }
        } finally {
            committing.unlock();
        }
    }

    /**
     * Waits until no other thread writes to the log, makes all changes durable, and refuses further changes.
     *
     * @throws IOException when the device fails, or has failed before and left changes that are not durable
     */
    void close() throws IOException {
        locked(
                compacting,
                () -> locked(committing, () -> {
                    if (locked(names.writeLock(), guard::close) && hasChanges()) {
                        guard.checkWorks();
                        writeBatch();
                        forceZeros();
                    }
                    return true;
                }));
    }

    /**
     * Makes data durable that was written before the call to blocks that the log refers to.
     *
     * @throws IOException when the device fails; nothing is written from then on
     */
    void forceData() throws IOException {
        checkUsable();
        forceUnforced();
    }

    private void forceUnforced() throws IOException {
        try {
            if (device.isUnforced()) {
                device.force();
            }
        } catch (IOException e) {
            throw fail(e);
        }
    }

    private long currentBatch() {
        names.readLock().lock();
        try {
            return openBatch;
        } finally {
            names.readLock().unlock();
        }
    }

    /** Makes the open batch durable. The caller holds the lock for committing. */
    private void writeBatch() throws IOException {
        try {
            EncodedBatch batch = locked(names.writeLock(), this::encodeBatch);
            if (batch.hasRecords) {
                log.commit();
            } else if (device.isUnforced()) {
                device.force();
            }
            finish(batch);
        } catch (IOException | RuntimeException | Error e) {
            throw fail(e);
        }
    }

    private EncodedBatch encodeBatch() throws IOException {
        boolean isFresh = !Changes.isLogged(root);
        if (isFresh) {
            encoder.encode(
                    root, root.sorted().stream().map(Tuple.Attribute::name).toList());
        }
        for (Map.Entry<Tuple, Map<Symbol, Boolean>> change : changes.entries()) {
            encoder.encode(change.getKey(), change.getValue().keySet());
        }
        boolean hasRecords = isFresh || !changes.isEmpty();
        changes.clear();
        room.commitReservations(log.roomBytes());
        return new EncodedBatch(openBatch++, pool.freeze(), hasRecords, entriesBefore + encoder.entries());
    }

    /** Makes the blocks available that a durable batch has freed. */
    private void finish(EncodedBatch batch) throws IOException {
        // At this point, neither the log nor a tuple refers to these blocks, and the pool does not have them yet.
        freedBlocks.clear(device, batch.freed.runs());
        pool.release(batch.freed);
        entries = batch.entries;
        durableBatch = batch.number;
    }

    /** Makes the zeros in freed blocks durable; no later commit would do so. */
    private void forceZeros() throws IOException {
        if (freedBlocks == FreedBlocks.ZERO) {
            forceUnforced();
        }
    }

    /** Returns the extensions of the log in order. */
    List<Extension> extensions() {
        committing.lock();
        try {
            return log.extensions();
        } finally {
            committing.unlock();
        }
    }

    /**
     * Returns whether the log has enough obsolete entries for a compaction. After a compaction that found no room,
     * returns false until the log has grown by half.
     *
     * @param live the number of entries that a compacted log would have
     */
    boolean isWorthCompacting(long live) {
        return entries >= entriesToRetryAt && new LogEntries(entries, live).isCompactionDue();
    }

    /**
     * Writes the log anew, without obsolete entries, while other threads change the tree.
     *
     * @return false when there is no room for the new log, or another thread is compacting
     * @throws IOException when the device fails
     */
    boolean compact() throws IOException {
        if (!compacting.tryLock()) {
            return false;
        }
        try {
            checkUsable();
            replaceLog(room::takeSpareRun);
            return true;
        } catch (NoSpaceException e) {
            entriesToRetryAt = entries + entries / 2;
            return false;
        } finally {
            compacting.unlock();
        }
    }

    /**
     * Makes all changes durable, and another label and UUID with them, by a new log.
     *
     * @param next the label and UUID
     * @param runs allocates the blocks of the new log
     * @throws NoSpaceException when there is no room for the new log; the old one is valid then
     */
    void commitAnew(Identity next, IoSupplier<Optional<BlockRun>> runs) throws IOException {
        compacting.lock();
        try {
            checkUsable();
            identity = next;
            replaceLog(runs);
        } finally {
            compacting.unlock();
        }
    }

    /** Writes a new log and makes it the log of the volume. The caller holds the lock for compacting. */
    private void replaceLog(IoSupplier<Optional<BlockRun>> runs) throws IOException {
        try {
            Compaction begun = locked(names.writeLock(), () -> beginCompaction(runs));
            try {
                begun.writeTree(names);
                locked(committing, () -> exchangeLog(begun));
            } finally {
                locked(names.writeLock(), () -> endCompaction(begun));
                release(begun.unusedRuns());
            }
        } catch (NoSpaceException e) {
            throw e;
        } catch (IOException | RuntimeException | Error e) {
            throw fail(e);
        }
    }

    private Compaction beginCompaction(IoSupplier<Optional<BlockRun>> runs) throws IOException {
        NextLogBlocks blocks = new NextLogBlocks(runs, room, device.toString());
        Compaction begun = Compaction.begin(device, identity, root, blocks);
        compaction = begun;
        return begun;
    }

    private boolean endCompaction(Compaction ended) {
        ended.close();
        compaction = null;
        return true;
    }

    private void release(List<BlockRun> runs) throws IOException {
        freedBlocks.clear(device, runs);
        runs.forEach(pool::release);
    }

    private boolean exchangeLog(Compaction begun) throws IOException {
        checkUsable();
        List<Extension> old = log.extensions();
        EncodedBatch batch = locked(names.writeLock(), () -> {
            begun.writeRest();
            log = begun.log();
            encoder = begun.adopt();
            entriesBefore = 0;
            changes.clear();
            room.commitReservations(log.roomBytes());
            return new EncodedBatch(openBatch++, pool.freeze(), true, encoder.entries());
        });
        log.commit();
        release(old.subList(1, old.size()).stream()
                .map(extension -> new BlockRun(extension.startBlock(), extension.blocks()))
                .toList());
        isFull = false;
        finish(batch);
        return true;
    }

    private static <T> T locked(Lock lock, IoSupplier<T> step) throws IOException {
        lock.lock();
        try {
            return step.get();
        } finally {
            lock.unlock();
        }
    }
}
