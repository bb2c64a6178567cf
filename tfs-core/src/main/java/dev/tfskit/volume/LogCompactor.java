// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.device.filter.TrackedDevice;
import dev.tfskit.error.NoSpaceException;
import dev.tfskit.io.IoRunnable;
import dev.tfskit.io.IoSupplier;
import dev.tfskit.log.HeaderBlock;
import dev.tfskit.log.LogEntries;
import dev.tfskit.schema.Identity;
import dev.tfskit.space.BlockPool;
import dev.tfskit.space.BlockRun;
import dev.tfskit.value.Tuple;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Replaces the log of a volume by a new one without obsolete entries (docs/format.md, section 9): when enough entries
 * are obsolete, when nothing can be appended, or when the volume gets another label. At most one {@link Compaction}
 * runs at a time. The old log stays valid until the {@link Committer} has exchanged the two, so a compaction that finds
 * no room changes nothing. Thread-safe.
 */
final class LogCompactor {

    /** Held for a whole compaction. It is taken before the lock for committing and the lock of the namespace. */
    private final ReentrantLock compacting = new ReentrantLock();

    private final SharedLock names;
    private final TrackedDevice device;
    private final Tuple root;
    private final BlockPool pool;
    private final LogReservations room;
    private final ChangeNotes notes;
    private final Committer committer;
    /** The label and UUID of the present log; they change under the lock for compacting. */
    private volatile Identity identity;
    /**
     * True if another tool left no room at the end of the log, not even for the link to a new extension, and the volume
     * may replace the log before the user commits.
     */
    private volatile boolean isFull;
    /** The number of logs that have replaced another one. */
    private final AtomicLong logsWritten = new AtomicLong();
    /** The number of entries from which on another compaction is tried. */
    private volatile long entriesToRetryAt;
    /** How many live entries the count of them lacked when {@link #correct} was called. */
    private volatile long uncountedEntries;

    /** Creates the compactor of a volume whose tuples are guarded by the lock {@code names}. */
    LogCompactor(
            SharedLock names, TrackedDevice device, ChangeNotes notes, Committer committer, LiveState.Start start) {
        this.names = names;
        this.device = device;
        this.root = start.root();
        this.pool = start.pool();
        this.room = start.room();
        this.notes = notes;
        this.committer = committer;
        this.identity = start.log().identity();
        this.isFull = !start.log().writer().canAppend() && start.policy().commits() == CommitPolicy.AS_NEEDED;
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
            committer.checkUsable();
            if (isFull) {
                replaceLog(identity, pool::takeLogRun);
            }
        } finally {
            compacting.unlock();
        }
    }

    /**
     * Returns whether the log has enough obsolete entries for a compaction. After a compaction that found no room or no
     * memory, returns false until the log has grown by half. After one that succeeded, returns false until the log has
     * grown by {@link LogEntries#LEAST_OBSOLETE} entries: a wrong number of live entries then does not start one
     * compaction after another.
     *
     * @param live the number of entries that a compacted log would have, as far as they were counted
     */
    boolean isWorthwhile(long live) {
        long entries = committer.entries();
        return entries >= entriesToRetryAt && new LogEntries(entries, live + uncountedEntries).isCompactionDue();
    }

    /**
     * Compares the number of live entries with the log that a compaction has just written. What the number lacks is
     * added to it from now on. The number may also be larger than the log, which has no files without a name.
     *
     * @param live the number of entries that a compacted log would have, as far as they were counted
     */
    void correct(long live) {
        uncountedEntries = Math.max(0, committer.entries() - live);
    }

    /**
     * Writes the log anew, without obsolete entries, while other threads change the tree.
     *
     * @return false when there is no room or no memory for the new log, or another thread is compacting
     * @throws IOException when the device fails
     */
    boolean compact() throws IOException {
        if (!compacting.tryLock()) {
            return false;
        }
        try {
            return tryToReplaceLog();
        } finally {
            compacting.unlock();
        }
    }

    /**
     * Waits until the log has been written anew, by this thread or by another one that is compacting already.
     *
     * @return false when there is no room or no memory for the new log
     * @throws IOException when the device fails
     */
    boolean awaitCompaction() throws IOException {
        long before = logsWritten.get();
        compacting.lock();
        try {
            return logsWritten.get() != before || tryToReplaceLog();
        } finally {
            compacting.unlock();
        }
    }

    /** Writes the log anew if there is room and memory. */
    private boolean tryToReplaceLog() throws IOException {
        try {
            committer.checkUsable();
            replaceLog(identity, room::takeSpareRun);
            return true;
        } catch (NoSpaceException e) {
            long entries = committer.entries();
            entriesToRetryAt = entries + entries / 2;
            return false;
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
            committer.checkUsable();
            replaceLog(next, runs);
        } finally {
            compacting.unlock();
        }
    }

    /**
     * Writes another label and UUID over the present ones, which is durable when this returns.
     *
     * @param next the label and UUID
     * @return false when block 0 has no room for them, or the log ends there; nothing has changed then
     * @throws IOException when the device fails; nothing is written from then on
     */
    boolean writeIdentity(Identity next) throws IOException {
        compacting.lock();
        try {
            committer.checkUsable();
            if (committer.endsInBlockZero()) {
                return false;
            }
            Optional<ByteBuffer> block = HeaderBlock.with(device, next);
            if (block.isPresent()) {
                writeFirstBlock(block.get());
                identity = next;
            }
            return block.isPresent();
        } finally {
            compacting.unlock();
        }
    }

    private void writeFirstBlock(ByteBuffer block) throws IOException {
        try {
            device.write(0, block);
            device.force();
        } catch (IOException | RuntimeException | Error e) {
            throw committer.fail(e);
        }
    }

    /** Returns the label and UUID of the present log. */
    Identity identity() {
        return identity;
    }

    /** Waits until no compaction runs, and takes a step while none can begin. */
    void exclude(IoRunnable step) throws IOException {
        compacting.lock();
        try {
            step.run();
        } finally {
            compacting.unlock();
        }
    }

    /**
     * Writes a new log and makes it the log of the volume.
     *
     * @throws NoSpaceException when there is no room or no memory for the new log; the old one is valid then
     */
    private void replaceLog(Identity next, IoSupplier<Optional<BlockRun>> runs) throws IOException {
        assert compacting.isHeldByCurrentThread();
        try {
            Compaction begun = begin(next, runs);
            try {
                writeTree(begun);
                committer.exchangeLog(begun);
                identity = next;
                isFull = false;
                logsWritten.incrementAndGet();
                entriesToRetryAt = committer.entries() + LogEntries.LEAST_OBSOLETE;
            } finally {
                end(begun);
                committer.release(begun.unusedRuns());
            }
        } catch (NoSpaceException e) {
            throw e;
        } catch (IOException | RuntimeException | Error e) {
            throw committer.fail(e);
        }
    }

    /** Only free blocks are written, so a lack of memory ends the compaction, and not the volume. */
    private void writeTree(Compaction begun) throws IOException {
        try {
            begun.writeTree();
        } catch (OutOfMemoryError e) {
            NoSpaceException givenUp = new NoSpaceException(
                    device.toString(),
                    "not enough memory to write the log anew; give the Java runtime a larger heap with -Xmx");
            givenUp.initCause(e);
            throw givenUp;
        }
    }

    private Compaction begin(Identity next, IoSupplier<Optional<BlockRun>> runs) throws IOException {
        NextLogBlocks blocks = new NextLogBlocks(runs, room, device.toString());
        return names.write(() -> {
            Compaction begun = Compaction.begin(names, device, next, root, blocks);
            notes.begin(begun);
            return begun;
        });
    }

    private void end(Compaction ended) {
        names.write(() -> {
            ended.close();
            notes.end();
            return true;
        });
    }
}
