// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.codec.Encoder;
import dev.tfskit.device.filter.TrackedDevice;
import dev.tfskit.error.NoSpaceException;
import dev.tfskit.error.VolumeFailedException;
import dev.tfskit.io.IoSupplier;
import dev.tfskit.log.Extension;
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
import java.util.function.Supplier;

/**
 * Brings changes into the log, one batch after the other (docs/format.md, section 8). A batch is frozen and encoded
 * while no thread changes the namespace, and lands while other threads go on; callers that ask for a commit meanwhile
 * share the next batch. After any failure nothing more is written. Thread safe; a method that needs a lock says so.
 */
final class Committer {

    private final ReentrantLock compacting = new ReentrantLock();
    private final ReentrantLock committing = new ReentrantLock();
    private final ReentrantReadWriteLock names;
    private final TrackedDevice device;
    private final Identity identity;
    private final Tuple root;
    private final BlockPool pool;
    private final LogReservations room;
    private final Changes changes = new Changes();
    private LogWriter log;
    private Encoder encoder;
    /** The number of entries in the log before this encoder continued it. */
    private long settingsBefore;
    /** True if another tool left no room at the end of the log, not even for the link to a new extension. */
    private volatile boolean isFull;

    private Optional<Compaction> compaction = Optional.empty();
    /** The number of entries in the log, including replaced entries (docs/format.md, section 9). */
    private volatile long settings;
    /** The number of entries below which another compaction is useless. */
    private volatile long notBefore;
    /** The number of the batch that takes changes now. */
    private long openBatch = 1;

    private volatile long landedBatch;
    private volatile Optional<Throwable> failure = Optional.empty();
    private volatile boolean isClosed;

    /** A committer for a volume whose tuples a lock guards. */
    Committer(ReentrantReadWriteLock names, TrackedDevice device, LiveState.Start start) {
        this.names = names;
        this.device = device;
        this.identity = start.identity();
        this.root = start.root();
        this.pool = start.pool();
        this.room = start.room();
        this.log = start.log();
        this.encoder = new Encoder(start.dictionary(), log);
        this.settingsBefore = start.settings();
        this.settings = settingsBefore;
        this.isFull = !log.canAppend();
        room.commitReservations(log.roomBytes());
    }

    /** A frozen batch, which a commit brings to disk. */
    private record Frozen(long batch, Quarantine quarantine, boolean hasRecords, long settings) {}

    /**
     * Refuses when the volume has failed or is closed.
     *
     * @throws ClosedFileSystemException when it is closed
     * @throws VolumeFailedException naming the cause
     */
    void checkUsable() throws VolumeFailedException {
        if (isClosed) {
            throw new ClosedFileSystemException();
        }
        checkWorks();
    }

    private void checkWorks() throws VolumeFailedException {
        Optional<IOException> ofDevice = device.failure();
        if (ofDevice.isPresent()) {
            throw fail(ofDevice.get());
        }
        if (failure.isPresent()) {
            throw new VolumeFailedException(device.toString(), failure.get());
        }
    }

    /**
     * Marks the volume as failed. Nothing is written from then on, because the content of the device is unknown after a
     * failed write.
     *
     * @return the exception that the caller throws
     */
    synchronized VolumeFailedException fail(Throwable cause) {
        if (failure.isEmpty()) {
            failure = Optional.of(cause);
        }
        return new VolumeFailedException(device.toString(), failure.get());
    }

    /**
     * Notes that an attribute was set; the caller holds the namespace for writing.
     *
     * @param isNew whether the tuple did not have it before
     * @return whether the log needs room for it that was not counted before
     */
    boolean noteSet(Tuple tuple, Symbol name, boolean isNew) {
        compaction.ifPresent(running -> running.note(tuple, name));
        return Changes.isLogged(tuple) && changes.noteSet(tuple, name, isNew);
    }

    /**
     * Notes that an attribute was removed; the caller holds the namespace for writing.
     *
     * @return whether the log must say so
     */
    boolean noteRemoved(Tuple tuple, Symbol name) {
        compaction.ifPresent(running -> running.note(tuple, name));
        return Changes.isLogged(tuple) && changes.noteRemoved(tuple, name);
    }

    /** Forgets what is noted of an inode that is gone; the caller holds the namespace for writing. */
    void forget(Tuple tuple) {
        changes.forget(tuple);
        compaction.ifPresent(running -> running.forget(tuple));
    }

    /** The number of the batch that takes changes now; the caller holds the namespace. */
    long openBatch() {
        return openBatch;
    }

    /** Whether a batch has landed. */
    boolean hasLanded(long batch) {
        return landedBatch >= batch;
    }

    /**
     * Sees to it that records can be added to the log: one that another tool has filled to its end is written anew.
     *
     * @throws NoSpaceException when there is no room for that
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

    /** Whether there is anything that a commit would bring to disk. */
    boolean hasChanges() {
        names.readLock().lock();
        try {
            return !changes.isEmpty() || !Changes.isLogged(root) || device.isUnforced();
        } finally {
            names.readLock().unlock();
        }
    }

    /**
     * Makes everything durable that was changed before the call.
     *
     * @throws IOException when the device fails; nothing is written from then on
     */
    void commit() throws IOException {
        long mine = batchOfNow();
        committing.lock();
        try {
            checkUsable();
            if (!hasLanded(mine)) {
                land();
            }
        } finally {
            committing.unlock();
        }
    }

    /**
     * Waits until no other thread writes to the log, makes all changes durable, and refuses further changes.
     *
     * @throws IOException when the device fails, now or before and there were changes since
     */
    void close() throws IOException {
        locked(
                compacting,
                () -> locked(committing, () -> {
                    if (locked(names.writeLock(), this::refuseMore) && hasChanges()) {
                        checkWorks();
                        land();
                    }
                    return true;
                }));
    }

    private boolean refuseMore() {
        boolean wasOpen = !isClosed;
        isClosed = true;
        return wasOpen;
    }

    /**
     * Makes the bytes durable that were written before the call, where the log already refers to their blocks.
     *
     * @throws IOException when the device fails; nothing is written from then on
     */
    void forceData() throws IOException {
        checkUsable();
        try {
            if (device.isUnforced()) {
                device.force();
            }
        } catch (IOException e) {
            throw fail(e);
        }
    }

    private long batchOfNow() {
        names.readLock().lock();
        try {
            return openBatch;
        } finally {
            names.readLock().unlock();
        }
    }

    private void land() throws IOException {
        try {
            Frozen frozen = locked(names.writeLock(), this::freeze);
            if (frozen.hasRecords) {
                log.commit();
            } else if (device.isUnforced()) {
                device.force();
            }
            finish(frozen);
        } catch (IOException | RuntimeException | Error e) {
            throw fail(e);
        }
    }

    private Frozen freeze() throws IOException {
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
        return new Frozen(openBatch++, pool.freeze(), hasRecords, settingsBefore + encoder.entries());
    }

    private void finish(Frozen frozen) {
        pool.release(frozen.quarantine);
        settings = frozen.settings;
        landedBatch = frozen.batch;
    }

    /** The extensions of the log. */
    List<Extension> extensions() {
        committing.lock();
        try {
            return log.extensions();
        } finally {
            committing.unlock();
        }
    }

    /**
     * Whether compaction would help and was not tried in vain just now.
     *
     * @param live the number of entries that the log would hold if it were written anew
     */
    boolean isWorthCompacting(long live) {
        return settings >= notBefore && Compaction.isWorth(settings, live);
    }

    /**
     * Writes the log anew, without what later records have replaced. Others go on meanwhile.
     *
     * @return false when there is no room for the new log, or another thread is just doing it
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
            notBefore = settings + settings / 2;
            return false;
        } finally {
            compacting.unlock();
        }
    }

    /** The caller holds the lock for this. */
    private void replaceLog(Supplier<Optional<BlockRun>> runs) throws IOException {
        try {
            Compaction begun = locked(names.writeLock(), () -> beginCompaction(runs));
            try {
                begun.writeTree(names);
                locked(committing, () -> exchangeLog(begun));
            } finally {
                locked(names.writeLock(), () -> endCompaction(begun));
            }
        } catch (NoSpaceException e) {
            throw e;
        } catch (IOException | RuntimeException | Error e) {
            throw fail(e);
        }
    }

    private Compaction beginCompaction(Supplier<Optional<BlockRun>> runs) throws IOException {
        NextLogBlocks blocks = new NextLogBlocks(runs, room, device.toString());
        Compaction begun = Compaction.begin(device, identity, root, blocks, pool::giveBack);
        compaction = Optional.of(begun);
        return begun;
    }

    private boolean endCompaction(Compaction ended) {
        ended.close();
        compaction = Optional.empty();
        return true;
    }

    private boolean exchangeLog(Compaction begun) throws IOException {
        checkUsable();
        List<Extension> old = log.extensions();
        Frozen frozen = locked(names.writeLock(), () -> {
            begun.writeRest();
            log = begun.log();
            encoder = begun.adopt();
            settingsBefore = 0;
            changes.clear();
            room.commitReservations(log.roomBytes());
            return new Frozen(openBatch++, pool.freeze(), true, encoder.entries());
        });
        log.commit();
        for (Extension extension : old.subList(1, old.size())) {
            pool.giveBack(new BlockRun(extension.startBlock(), extension.blocks()));
        }
        isFull = false;
        finish(frozen);
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
