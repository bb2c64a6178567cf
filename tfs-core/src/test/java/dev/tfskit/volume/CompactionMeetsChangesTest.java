// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Await;
import dev.tfskit.check.Checks;
import dev.tfskit.device.SparseDevice;
import dev.tfskit.error.NoSpaceException;
import dev.tfskit.error.VolumeFailedException;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** A compaction while other threads change the tree. */
class CompactionMeetsChangesTest {

    private static final Symbol A = Symbol.of("a");
    private static final int BLOCK = 512;

    private SparseDevice device;
    private InterruptedDevice interrupted;
    private WritableVolume volume;

    private void open(long bytes) throws IOException {
        device = new SparseDevice(Story.empty(bytes));
        interrupted = new InterruptedDevice(device);
        volume = Volume.openForWriting(interrupted, new StepClock());
    }

    /** Starts an action in another thread, which then waits for a lock of this thread. */
    private static FutureTask<Boolean> startAndWait(Callable<Boolean> work) {
        FutureTask<Boolean> task = new FutureTask<>(work);
        Thread thread = Thread.ofPlatform().start(task);
        Await.state(thread, Thread.State.WAITING);
        return task;
    }

    /** What a change that only the new log knows leads to must be written there once more. */
    @Test
    void changesOfAFileOnlyInTheNewLogAreKept() throws Exception {
        open(4 << 20);
        volume.root().createDirectory(Symbol.of("d"));
        interrupted.atNextForce(() -> {
            RegularFile file = volume.root().createFile(A);
            FutureTask<Boolean> compaction = startAndWait(volume::compact);
            volume.root().link(Symbol.of("b"), file);
            interrupted.atNextForce(() -> assertFalse(compaction.isDone()));
        });
        volume.commit();
        volume.close();
        Checks.assertSound(device);
        Inode found = Volume.open(device).root().find(A).orElseThrow();
        assertEquals(2, found.linkCount());
    }

    /** Its extents need many records, and go away when some of them are written. */
    @Test
    void removalOfFileDuringCompactionOfItsExtentsHolds() throws Exception {
        open(128 << 20);
        RegularFile file = volume.root().createFile(A);
        try (OpenFile open = file.open()) {
            for (int i = 0; i < 100_000; i++) {
                open.allocate(2L * i * BLOCK, BLOCK, SizeChange.GROW);
            }
        }
        volume.root().createFile(Symbol.of("b"));
        volume.commit();
        interrupted.atNextWrite(() -> startAndWait(() -> {
            volume.root().unlink(A);
            return true;
        }));
        assertTrue(volume.compact());
        volume.close();
        Checks.assertSound(device);
        Volume found = Volume.open(device);
        assertTrue(found.root().find(A).isEmpty());
        assertTrue(found.root().find(Symbol.of("b")).isPresent());
    }

    /**
     * Space that was reserved for the changes that are not committed yet stays theirs, also when the new log does not
     * find enough.
     */
    @Test
    void newLogTakesNoReservedSpace() throws Exception {
        open(5 << 20);
        RegularFile file = volume.root().createFile(A);
        for (int i = 0; i < 6; i++) {
            file.setExtendedAttribute(Symbol.of("user." + i), Text.of("x".repeat(300_000)));
        }
        try (OpenFile open = file.open()) {
            open.allocate(0, BLOCK * (volume.statistics().freeBlocks() - 10), SizeChange.GROW);
            assertFalse(volume.compact());
            long free = volume.statistics().freeBlocks();
            open.allocate(1L << 30, BLOCK * (free - 1), SizeChange.GROW);
        }
        volume.commit();
        volume.close();
        Checks.assertReadable(device);
    }

    /** The log that was written anew grows like any other: removals get the last run that is kept for it. */
    @Test
    void newLogGetsLastRun() throws Exception {
        open(4 << 20);
        RegularFile file = volume.root().createFile(A);
        for (int i = 0; i < 200; i++) {
            file.setExtendedAttribute(Symbol.of("user." + i), Text.of("x"));
        }
        assertTrue(volume.compact());
        try (OpenFile open = file.open()) {
            open.allocate(0, BLOCK * (volume.statistics().freeBlocks() - 10), SizeChange.GROW);
        }
        for (int bytes = 100_000; bytes > 0; bytes /= 2) {
            fillLog(file, bytes);
        }
        for (int i = 0; i < 200; i++) {
            file.removeExtendedAttribute(Symbol.of("user." + i));
        }
        volume.commit();
        volume.close();
        Checks.assertReadable(device);
    }

    private static void fillLog(RegularFile file, int bytes) throws IOException {
        boolean isRoom = true;
        for (int i = 0; isRoom; i++) {
            Text value = Text.of(Integer.toString(i % 10).repeat(bytes));
            try {
                file.setExtendedAttribute(Symbol.of("user.full"), value);
            } catch (NoSpaceException _) {
                isRoom = false;
            }
        }
    }

    /** A compaction that no program needs must not end the work of a mount. */
    @Test
    void compactionWithoutMemoryIsGivenUp() throws Exception {
        open(8 << 20);
        RegularFile file = volume.root().createFile(A);
        for (int i = 0; i < 20; i++) {
            file.setExtendedAttribute(Symbol.of("user." + i), Text.of("x".repeat(60_000)));
        }
        volume.commit();
        long free = volume.statistics().freeBlocks();
        interrupted.atNextWrite(() -> {
            throw new OutOfMemoryError("as the test wants");
        });
        assertFalse(volume.compact());
        assertEquals(free, volume.statistics().freeBlocks());
        volume.root().createFile(Symbol.of("b"));
        volume.commit();
        assertTrue(volume.compact());
        volume.close();
        Checks.assertSound(device);
        assertEquals(2, Volume.open(device).root().entries().size());
    }

    /** From the exchange on, the volume in memory is that of the new log. */
    @Test
    void exchangeOfTheLogsWithoutMemoryFailsTheVolume() throws Exception {
        open(8 << 20);
        volume.root().createFile(A);
        volume.commit();
        interrupted.atNextForce(() -> {
            throw new OutOfMemoryError("as the test wants");
        });
        assertThrows(VolumeFailedException.class, volume::compact);
        assertThrows(VolumeFailedException.class, volume::commit);
        Checks.assertSound(device);
    }
}
