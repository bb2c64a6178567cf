// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.codec.Encoder;
import dev.tfskit.device.filter.TrackedDevice;
import dev.tfskit.error.NoSpaceException;
import dev.tfskit.error.VolumeFailedException;
import dev.tfskit.log.Extension;
import dev.tfskit.log.LogWriter;
import dev.tfskit.space.BlockPool;
import dev.tfskit.space.BlockPool.Quarantine;
import dev.tfskit.space.BlockRun;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import java.io.IOException;
import java.nio.file.ClosedFileSystemException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes changes to the log in batches (docs/format.md, section 8). A commit first encodes the open batch, under the
 * lock of the namespace, and then writes it while other threads change the tree. Threads that call {@link #commit} in
 * the meantime share the next batch. The committer also continues with another log, which a {@link Compaction} has
 * written. After a failed write, it writes nothing more. Thread-safe; a method whose caller must hold a lock asserts
 * this.
 */
final class Committer {

    private final ReentrantLock committing = new ReentrantLock();
    private final SharedLock names;
    private final TrackedDevice device;
    private final Tuple root;
    private final BlockPool pool;
    private final LogReservations room;
    private final FreedBlocks freedBlocks;
    private final CommitPolicy commits;
    private final WriteGuard guard;
    private final ChangeNotes notes;
    private LogWriter log;
    private Encoder encoder;
    /** The number of entries in the log before this encoder continued it. */
    private long entriesBefore;

    private volatile long entries;
    /** The number of the batch that takes changes now. */
    private long openBatch = 1;

    /** The number of the last durable batch. */
    private volatile long durableBatch;

    /** Creates the committer of a volume whose tuples are guarded by the lock {@code names}. */
    Committer(SharedLock names, TrackedDevice device, ChangeNotes notes, LiveState.Start start) {
        this.names = names;
        this.device = device;
        this.notes = notes;
        this.root = start.root();
        this.pool = start.pool();
        this.room = start.room();
        this.log = start.log().writer();
        this.encoder = new Encoder(start.log().dictionary(), log);
        this.freedBlocks = start.policy().freedBlocks();
        this.commits = start.policy().commits();
        this.guard = new WriteGuard(device);
        this.entriesBefore = start.log().entries();
        this.entries = entriesBefore;
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

    /** Returns the number of the batch that takes changes now. */
    long openBatch() {
        names.assertHeld();
        return openBatch;
    }

    /** Returns whether a batch is durable. */
    boolean isDurable(long batch) {
        return durableBatch >= batch;
    }

    /** Returns whether the log has room for a further record. */
    boolean canAppend() {
        // A method reference would take the log before the lock; a compaction may exchange the log in between.
        return names.read(() -> log.canAppend());
    }

    /** Returns whether the log ends in block 0, so that its writer holds the bytes of that block. */
    boolean endsInBlockZero() {
        return names.read(() -> log.endsInBlockZero());
    }

    /** Returns whether a commit would write anything. */
    boolean hasChanges() {
        return names.read(
                () -> !notes.isEmpty() || !Changes.isLogged(root) || device.hasUnforcedWrites() || hasBlocksToZero());
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
     * Makes all changes durable, as {@link #commit} does, if the volume may do so by itself. A caller that finds no
     * room tries again afterwards: a commit replaces the worst-case reservations by the bytes really needed, and frees
     * blocks for reuse.
     *
     * @return false when only the user of the volume commits
     * @throws IOException when the device fails; nothing is written from then on
     */
    boolean commitIfAllowed() throws IOException {
        if (commits == CommitPolicy.BY_USER) {
            return false;
        }
        commit();
        return true;
    }

    /**
     * Waits until no other thread commits, makes all changes durable, and refuses further changes. The caller makes
     * sure that no compaction runs.
     *
     * @throws IOException when the device fails, or has failed before and left changes that are not durable
     */
    void close() throws IOException {
        committing.lock();
        try {
            if (names.write(guard::close) && hasChanges()) {
                guard.checkWorks();
                writeBatch();
                forceZeros();
            }
        } finally {
            committing.unlock();
        }
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
        return names.read(() -> openBatch);
    }

    /** Makes the open batch durable. */
    private void writeBatch() throws IOException {
        assert committing.isHeldByCurrentThread();
        try {
            EncodedBatch batch = names.write(this::encodeBatch);
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
        for (Map.Entry<Tuple, Map<Symbol, Boolean>> change : notes.sinceCommit()) {
            encoder.encode(change.getKey(), change.getValue().keySet());
        }
        boolean hasRecords = isFresh || !notes.isEmpty();
        notes.clear();
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

    /** Returns the number of entries in the log, including replaced entries (docs/format.md, section 9). */
    long entries() {
        return entries;
    }

    /**
     * Continues with the log that a compaction has written, and makes all changes durable with it. The blocks of the
     * old log become available. The caller makes sure that no other compaction runs.
     *
     * @throws NoSpaceException when there is no room for the last changes; the old log is valid then
     * @throws IOException when the device fails, or the exchange is half done; nothing is written from then on
     */
    void exchangeLog(Compaction begun) throws IOException {
        committing.lock();
        try {
            checkUsable();
            List<Extension> old = log.extensions();
            EncodedBatch batch = names.write(() -> adopt(begun));
            log.commit();
            release(Compaction.runsBehindFirst(old));
            finish(batch);
        } catch (RuntimeException | Error e) {
            throw fail(e);
        } finally {
            committing.unlock();
        }
    }

    private EncodedBatch adopt(Compaction begun) throws IOException {
        begun.writeRest();
        log = begun.log();
        encoder = begun.adopt();
        entriesBefore = 0;
        notes.clear();
        room.commitReservations(log.roomBytes());
        return new EncodedBatch(openBatch++, pool.freeze(), true, encoder.entries());
    }

    /**
     * Makes blocks available that no log and no tuple refers to.
     *
     * @throws IOException when the device fails
     */
    void release(List<BlockRun> runs) throws IOException {
        freedBlocks.clear(device, runs);
        runs.forEach(pool::release);
    }
}
