// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.io.IoRunnable;
import dev.tfskit.value.Tuple;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The content of one regular file while it is open; all {@link OpenFile}s of the file share it. A write goes to the
 * device before the tuples change, and so before the commit that stores them (docs/format.md, section 8, rules 2 and
 * 3). Thread-safe: many threads read a file at the same time, one writes it.
 */
final class FileBody {

    private final SharedLock lock = new SharedLock();
    private final LiveState live;
    private final BlockDevice device;
    private final FileExtents layout;
    private final EndOfFile eof;
    private final FileRanges ranges;
    private final FileWrites writes;

    /** The batch in which a file without a name got its first one; 0 for other files. */
    private volatile long namedIn;

    /**
     * What a file that is opened again must know of changes before its last close that are not durable yet.
     *
     * @param shrunkIn the batch in which it became shorter last
     * @param laidOutIn the batch in which its length or its extents changed last
     */
    record LastChanges(long shrunkIn, long laidOutIn) {}

    /**
     * Opens the content of a file. The caller holds the lock of the namespace.
     *
     * @param before changes from an earlier opening of the file that may not be durable yet; null for none
     * @throws TfsFormatException when its length or its extents are malformed
     */
    FileBody(LiveState live, RegularFile file, @Nullable LastChanges before) throws TfsFormatException {
        this.live = live;
        this.device = live.device();
        DataWriter data = new DataWriter(device, live.committer());
        long length = file.storedLength();
        this.layout = new FileExtents(live, file, before == null ? lastBatchOf(file) : before.laidOutIn);
        this.eof = new EndOfFile(live, data, layout, length, before == null ? 0 : before.shrunkIn);
        this.ranges = new FileRanges(live, data, layout, eof);
        this.writes = new FileWrites(live, data, layout, eof);
    }

    /** Returns the last batch that may change the file: the records of a new one may be on their way to the log. */
    private long lastBatchOf(RegularFile file) {
        long open = live.committer().openBatch();
        return Changes.isLogged(file.tuple) ? open - 1 : open;
    }

    /**
     * Returns what to remember of the file after its last close; empty when all changes are durable. The caller holds
     * the lock of the namespace.
     */
    Optional<LastChanges> lastChanges() {
        LastChanges changes = new LastChanges(eof.shrunkIn(), Math.max(layout.changedIn(), namedIn));
        return Optional.of(changes).filter(each -> !isDurable(each));
    }

    /** Returns whether changes of any file of this volume are durable. The caller holds the lock of the namespace. */
    boolean isDurable(LastChanges changes) {
        return live.committer().isDurable(changes.laidOutIn());
    }

    Tuple inode() {
        return layout.inode();
    }

    /** Returns the number of blocks of the file. The caller holds the lock of the namespace, under which it changes. */
    long allocatedBlocks() {
        return layout.extents().allocatedBlocks();
    }

    long length() {
        return lock.read(eof::length);
    }

    int read(long position, ByteBuffer target) throws IOException {
        return lock.read(() -> reader().read(position, target));
    }

    /** Returns the first position from {@code position} on that is not in a hole; empty if there is none. */
    OptionalLong seekData(long position) {
        return lock.read(() -> reader().seekData(position));
    }

    /**
     * Returns the first position from {@code position} on that is in a hole; the end of the file counts as a hole.
     * Empty if {@code position} is not before the end.
     */
    OptionalLong seekHole(long position) {
        return lock.read(() -> reader().seekHole(position));
    }

    /** Returns a reader of the file as it is now, for use under the lock. */
    private RunReader reader() {
        lock.assertHeld();
        return new RunReader(device::read, layout, eof.length());
    }

    int write(long position, ByteBuffer source) throws IOException {
        return lock.write(() -> writes.write(position, source, live::touchContent));
    }

    /** Writes bytes without setting the times of the file. */
    int writeKeepingTimes(long position, ByteBuffer source) throws IOException {
        return lock.write(() -> writes.write(position, source, _ -> {}));
    }

    /** Writes at the end of the file; returns the position of the first byte. */
    long append(ByteBuffer source) throws IOException {
        return lock.write(() -> {
            long end = eof.length();
            writes.write(end, source, live::touchContent);
            return end;
        });
    }

    void truncate(long newLength) throws IOException {
        truncate(newLength, live::touchContent);
    }

    /** Sets the length without setting the times of the file. */
    void truncateKeepingTimes(long newLength) throws IOException {
        truncate(newLength, _ -> {});
    }

    private void truncate(long newLength, Consumer<Tuple> touch) throws IOException {
        changeRange(() -> {
            eof.checkReaches(0, newLength);
            if (newLength > eof.length()) {
                eof.grow(newLength, touch);
            } else {
                eof.shrink(newLength, touch);
            }
        });
    }

    void allocate(long position, long count, SizeChange sizeChange) throws IOException {
        changeRange(() -> ranges.allocate(position, count, sizeChange));
    }

    void punchHole(long position, long count) throws IOException {
        changeRange(() -> ranges.punchHole(position, count));
    }

    void zeroRange(long position, long count, SizeChange sizeChange) throws IOException {
        changeRange(() -> ranges.zero(position, count, sizeChange));
    }

    private void changeRange(IoRunnable change) throws IOException {
        lock.write(() -> {
            live.committer().checkUsable();
            change.run();
            return true;
        });
    }

    void sync(SyncScope scope) throws IOException {
        Committer committer = live.committer();
        boolean needsLog = scope == SyncScope.ALL || !committer.isDurable(Math.max(lastLayout(), namedIn));
        if (needsLog && committer.commitIfAllowed()) {
            live.compactIfWorthwhile();
        } else {
            committer.forceData();
        }
    }

    private long lastLayout() {
        return lock.read(layout::changedIn);
    }

    /** Notes that the file gets its first name. Its earlier changes were in no batch. */
    void noteFirstName() {
        namedIn = live.committer().openBatch();
    }

    /** Frees the blocks that are set aside for the file to grow, after its last close. */
    void stopGrowing() {
        layout.stopGrowing();
    }

    /** Frees all blocks of a removed file. The caller holds the lock of the namespace for writing. */
    void freeAll() {
        layout.freeAll();
    }
}
