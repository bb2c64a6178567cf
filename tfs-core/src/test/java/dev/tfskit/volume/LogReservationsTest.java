// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Await;
import dev.tfskit.check.Checks;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.device.SparseDevice;
import dev.tfskit.device.filter.DeviceSlice;
import dev.tfskit.error.NoSpaceException;
import dev.tfskit.log.Extension;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.Extent;
import dev.tfskit.schema.Permissions;
import dev.tfskit.space.BlockPool;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The log space that is reserved for changes that no commit has written yet. */
class LogReservationsTest {

    private static final Symbol X = Symbol.of("user.x");

    @Test
    void bytesThatABatchDidNotNeedAreFreeAfterItsCommit() throws IOException {
        SparseDevice device = new SparseDevice(Story.empty(256 << 20));
        try (WritableVolume volume =
                Volume.openForWriting(new DeviceSlice(device, 0, device.size()), new StepClock())) {
            RegularFile file = volume.root().createFile(Symbol.of("a"));
            volume.commit();
            long before = volume.statistics().freeBlocks();
            for (int i = 0; i < 100; i++) {
                file.setExtendedAttribute(X, Text.of("x".repeat(100_000)));
            }
            BlockPool pool = volume.root().tree.live().mutations().pool();
            assertTrue(pool.freeBlocks() < before - 10L * Extension.NEXT_BLOCKS);
            volume.commit();
            long after = volume.statistics().freeBlocks();
            assertTrue(
                    after >= before - 2L * Extension.NEXT_BLOCKS,
                    () -> before + " blocks were free, and " + after + " are");
        }
        Checks.assertSound(device);
    }

    @Test
    void writeKeepsItsLogSpaceWhileOthersFillLog() throws IOException {
        SparseDevice sparse = new SparseDevice(Story.empty(3 << 20));
        InterruptedDevice device = new InterruptedDevice(new DeviceSlice(sparse, 0, sparse.size()));
        try (WritableVolume volume = Volume.openForWriting(device, new StepClock())) {
            RegularFile file = volume.root().createFile(Symbol.of("a"));
            RegularFile other = volume.root().createFile(Symbol.of("b"));
            try (OpenFile open = file.open()) {
                int pieces = 20;
                for (int i = 0; i < pieces; i++) {
                    open.write(4096L * i, ByteBuffer.allocate(512));
                }
                volume.commit();
                device.atNextWrite(() -> {
                    fillLog(volume, other);
                    volume.compact();
                    fillLog(volume, other);
                });
                byte[] bytes = "z".repeat(4096 * pieces).getBytes(StandardCharsets.US_ASCII);
                assertEquals(bytes.length, open.write(0, ByteBuffer.wrap(bytes)));
            }
        }
        Checks.assertReadable(sparse);
    }

    @Test
    void removedFileThatBecomesShorterMakesNoRoomInTheLog() throws IOException {
        SparseDevice device = new SparseDevice(Story.empty(16 << 20));
        try (WritableVolume volume = Volume.openForWriting(new DeviceSlice(device, 0, device.size()), new StepClock());
                OpenFile data = volume.root().createFile(Symbol.of("data")).open();
                OpenFile removed =
                        volume.root().createFile(Symbol.of("removed")).open()) {
            for (int i = 0; i < 8000; i++) {
                removed.write(1024L * i, ByteBuffer.allocate(512));
            }
            while (volume.statistics().freeBlocks() > 0) {
                data.append(ByteBuffer.allocate(1 << 16));
            }
            volume.commit();
            volume.root().unlink(Symbol.of("removed"));
            removed.truncate(0);
            for (int i = 0; i < 25; i++) {
                data.file().setExtendedAttribute(Symbol.of("user." + i), Text.of("x".repeat(100_000)));
            }
            volume.commit();
        }
        Checks.assertReadable(device);
    }

    @Test
    void extentsThatANewFileLosesNeedNoRoomInTheLog() throws IOException {
        int blocks = 4000;
        SparseDevice device = new SparseDevice(Story.empty(4 << 20));
        try (UpdatedVolume volume = Volume.openForUpdate(new DeviceSlice(device, 0, device.size()));
                OpenFile file = volume.root().createFile(Symbol.of("new")).open()) {
            file.allocate(0, 512L * blocks, SizeChange.GROW);
            for (int round = 0; round < 4; round++) {
                file.zeroRange(0, 512L * blocks, SizeChange.KEEP);
                for (int i = 0; i < blocks; i++) {
                    // First a block in the middle of zeros, then the one before, which joins it with what is before.
                    file.write(512L * (i ^ 1), ByteBuffer.allocate(512));
                }
            }
            volume.commit();
        }
        Checks.assertReadable(device);
    }

    @Test
    void changeWaitsForTheThreadThatCompacts() throws Exception {
        SparseDevice sparse = new SparseDevice(Story.empty(4 << 20));
        try (WritableVolume volume = Volume.openForWriting(new DeviceSlice(sparse, 0, sparse.size()), new StepClock());
                OpenFile data = volume.root().createFile(Symbol.of("data")).open()) {
            while (volume.statistics().freeBlocks() > 0) {
                data.append(ByteBuffer.allocate(1 << 16));
            }
            for (int i = 0; i < 9; i++) {
                data.file().setExtendedAttribute(X, Text.of("x".repeat(50_000)));
                volume.commit();
            }
            // Only a log without the old values has room for this.
            FutureTask<Boolean> change = new FutureTask<>(() -> {
                data.file().setExtendedAttribute(Symbol.of("user.y"), Text.of("y".repeat(600_000)));
                return true;
            });
            Thread thread = new Thread(change);
            volume.root().tree.live().compactor().exclude(() -> startAndAwaitWaiting(thread));
            assertTrue(change.get());
        }
        Checks.assertReadable(sparse);
    }

    /** The file gets its extents while the thread that names it waits for room. */
    @Test
    void fileThatGrowsBeforeItGetsItsFirstNameIsRefusedWhereItFindsNoRoom() throws Exception {
        int extents = 30_000;
        SparseDevice sparse = new SparseDevice(Story.empty(32 << 20));
        try (WritableVolume volume = Volume.openForWriting(new DeviceSlice(sparse, 0, sparse.size()), new StepClock());
                OpenFile file = volume.root().createUnnamedFile(Permissions.FILE);
                OpenFile room = volume.root().createFile(Symbol.of("room")).open();
                OpenFile data = volume.root().createFile(Symbol.of("data")).open()) {
            room.allocate(0, 512L * extents, SizeChange.GROW);
            fill(volume, data);
            fillLog(volume, data.file());
            FutureTask<Boolean> naming = new FutureTask<>(() -> {
                volume.root().link(Symbol.of("named"), file.file());
                return true;
            });
            Thread thread = new Thread(naming);
            volume.root().tree.live().compactor().exclude(() -> {
                startAndAwaitWaiting(thread);
                room.truncate(0);
                volume.commit();
                assertTrue(volume.compact());
                for (int i = 0; i < extents; i++) {
                    file.write(1024L * i, ByteBuffer.allocate(512));
                }
                fill(volume, data);
                // Leaves some room for a name, and the run of the log that is for removals.
                while (setAsLongAsPossible(data.file(), 6000)) {
                    volume.commit();
                }
            });
            assertInstanceOf(
                    NoSpaceException.class,
                    assertThrows(ExecutionException.class, naming::get).getCause());
            volume.commit();
        }
        Checks.assertReadable(sparse);
    }

    private static void startAndAwaitWaiting(Thread thread) {
        thread.start();
        Await.state(thread, Thread.State.WAITING);
    }

    /** The length and the extents that an image gets from {@link BulkWriter}. */
    @Test
    void updateIsRefusedWhereTheLogHasLessRoomThanItCosts() throws IOException {
        SparseDevice device = new SparseDevice(Story.empty(4 << 20));
        try (UpdatedVolume volume = Volume.openForUpdate(new DeviceSlice(device, 0, device.size()))) {
            RegularFile file = volume.root().createFile(Symbol.of("a"));
            volume.commit();
            List<BulkWriter.Piece> pieces = List.of(new BulkWriter.Piece(file, 0, 1));
            leaveRoom(LogCost.ofNumber(Attributes.FILE_LENGTH).bytes() - 1, volume);
            assertThrows(NoSpaceException.class, () -> volume.setLength(file, 100));
            assertThrows(NoSpaceException.class, () -> volume.bulkWriter().allocate(pieces));
            volume.commit();
            leaveRoom(LogCost.ofNumber(Attributes.FILE_LENGTH).bytes(), volume);
            volume.setLength(file, 100);
            volume.commit();
            assertEquals(100, file.length());
            volume.bulkWriter().allocate(pieces);
            volume.commit();
            assertEquals(1, file.extents().size());
        }
        Checks.assertReadable(device);
    }

    @Test
    void blocksAreFreeAgainWhereTheLogHasNoRoomForTheirExtents() throws IOException {
        SparseDevice device = new SparseDevice(Story.empty(4 << 20));
        try (UpdatedVolume volume = Volume.openForUpdate(new DeviceSlice(device, 0, device.size()))) {
            RegularFile file = volume.root().createFile(Symbol.of("a"));
            volume.commit();
            List<BulkWriter.Piece> pieces = IntStream.range(0, 100)
                    .mapToObj(i -> new BulkWriter.Piece(file, 2L * i, 1))
                    .toList();
            BulkWriter writer = volume.bulkWriter();
            leaveRoom(1000, volume);
            BlockPool pool = volume.root().tree.live().mutations().pool();
            long before = pool.freeBlocks();
            assertThrows(NoSpaceException.class, () -> writer.allocate(pieces));
            int entered = file.extents().size();
            assertTrue(entered > 0 && entered < 100, entered + " extents");
            assertEquals(before - entered, pool.freeBlocks());
            volume.commit();
            writer.allocate(pieces.subList(entered, 100));
            assertEquals(100, file.extents().size());
            volume.commit();
        }
        Checks.assertReadable(device);
    }

    @Test
    void defragmentationFreesItsBlocksWhereTheLogHasNoRoomForTheMove() throws IOException {
        SparseDevice device = new SparseDevice(Story.empty(4 << 20));
        try (UpdatedVolume volume = Volume.openForUpdate(new DeviceSlice(device, 0, device.size()))) {
            RegularFile file = volume.root().createFile(Symbol.of("a"));
            RegularFile other = volume.root().createFile(Symbol.of("b"));
            for (int i = 0; i < 20; i++) {
                volume.bulkWriter()
                        .allocate(List.of(new BulkWriter.Piece(file, i, 1), new BulkWriter.Piece(other, i, 1)));
            }
            volume.commit();
            List<Extent> fragments = file.extents();
            leaveRoom(100, volume);
            BlockPool pool = volume.root().tree.live().mutations().pool();
            long before = pool.freeBlocks();
            assertThrows(NoSpaceException.class, () -> volume.defragment(file));
            assertEquals(before, pool.freeBlocks());
            assertEquals(fragments, file.extents());
            volume.commit();
            assertEquals(new VolumeBuilder.Defragmented(true, true), volume.defragment(file));
            volume.commit();
            // The check finds blocks that were freed although the moved file has them: these would be taken again.
            RegularFile last = volume.root().createFile(Symbol.of("c"));
            volume.bulkWriter().allocate(List.of(new BulkWriter.Piece(last, 0, 1000)));
            volume.commit();
            assertEquals(1, file.extents().size());
        }
        Checks.assertReadable(device);
    }

    /** Changes the root, until the log has room for so many more bytes. */
    private static void leaveRoom(long bytes, VolumeBuilder volume) throws IOException {
        long around = LogCost.ofValue(X, Text.of("")).bytes();
        for (long rest = room(volume) - bytes; rest > 0; rest = room(volume) - bytes) {
            long length = rest > 20_000 ? 10_000 : rest - around;
            volume.root().setExtendedAttribute(X, Text.of("x".repeat((int) length)));
        }
        assertEquals(bytes, room(volume));
    }

    /** The most bytes for which the log has room. */
    private static long room(Volume volume) throws IOException {
        Operations operations = volume.root().tree.live().operations();
        long least = 0;
        for (long more = 1 << 26; more > 0; more /= 2) {
            try (Operations.Reservation _ = operations.reserve(new LogCost(least + more), ReservationPurpose.ADDING)) {
                least += more;
            } catch (NoSpaceException _) {
                // The log has less room.
            }
        }
        return least;
    }

    @Test
    void namesThatAreLongerThanThisLibraryAllowsAreReplacedAndRemoved() throws IOException {
        Symbol exchanged = Symbol.of("e".repeat(5000));
        Symbol renamed = Symbol.of("r".repeat(5000));
        Symbol removed = Symbol.of("u".repeat(5000));
        Symbol shortName = Symbol.of("short");
        MemoryDevice device = HandMadeVolume.device(
                HandMadeVolume.tuple("(children:(" + exchanged + ":(linktarget:a) " + renamed + ":(linktarget:b) "
                        + removed + ":(linktarget:c) short:(children:())))"),
                100);
        device.resize(4 << 20);
        try (WritableVolume volume = Volume.openForWriting(device, new StepClock())) {
            Directory root = volume.root();
            root.unlink(removed);
            root.rename(renamed, root, Symbol.of("new"), RenameMode.KEEP);
            root.rename(exchanged, root, shortName, RenameMode.EXCHANGE);
            volume.commit();
            root.removeDirectory(exchanged);
        }
        Checks.assertReadable(device);
        assertEquals(List.of(Symbol.of("new"), shortName), Reopened.names(device));
    }

    private static void fillLog(WritableVolume volume, Inode inode) throws IOException {
        boolean hasChanged = true;
        for (int round = 0; hasChanged && round < 100; round++) {
            hasChanged = false;
            for (int bytes = 100_000; bytes > 0; bytes /= 4) {
                hasChanged |= setAsLongAsPossible(inode, bytes);
            }
            volume.commit();
        }
    }

    private static boolean setAsLongAsPossible(Inode inode, int bytes) throws IOException {
        for (int i = 0; i < 1000; i++) {
            try {
                inode.setExtendedAttribute(X, Text.of(Integer.toString(i % 10).repeat(bytes)));
            } catch (NoSpaceException _) {
                return i > 0;
            }
        }
        return true;
    }

    private static void setAgainAndAgain(Inode inode, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            inode.setExtendedAttribute(X, Text.of(Integer.toString(i % 10).repeat(60_000)));
        }
    }

    /** The blocks behind reservations wait for a commit as freed blocks do. */
    @Test
    void dataGetBlocksThatReservationsNeedOnlyUntilTheCommit() throws IOException {
        SparseDevice device = new SparseDevice(Story.empty(64 << 20));
        try (WritableVolume volume = Volume.openForWriting(new DeviceSlice(device, 0, device.size()), new StepClock());
                OpenFile data = volume.root().createFile(Symbol.of("data")).open();
                OpenFile more = volume.root().createFile(Symbol.of("more")).open()) {
            RegularFile file = volume.root().createFile(Symbol.of("a"));
            volume.commit();
            long free = volume.statistics().freeBlocks();
            data.allocate(0, 512 * (free - 20_000), SizeChange.GROW);
            volume.commit();
            reserveOneMoreRun(volume, file);
            int bytes = 512 * 19_900;
            assertEquals(bytes, more.write(0, ByteBuffer.allocate(bytes)));
            more.truncate(0);
            volume.commit();
            reserveOneMoreRun(volume, file);
            more.allocate(0, bytes, SizeChange.GROW);
        }
        Checks.assertReadable(device);
    }

    private static void reserveOneMoreRun(WritableVolume volume, Inode inode) throws IOException {
        BlockPool pool = volume.root().tree.live().mutations().pool();
        int kept = pool.logRuns();
        for (int i = 0; pool.logRuns() == kept; i++) {
            assertTrue(i < 1000, "no run was taken");
            setAgainAndAgain(inode, 1);
        }
    }

    @Test
    void reservationsTakeFewOfTheBlocksOfAVolumeWithLittleRoom() throws IOException {
        SparseDevice device = new SparseDevice(Story.empty(12 << 20));
        try (WritableVolume volume = Volume.openForWriting(new DeviceSlice(device, 0, device.size()), new StepClock());
                OpenFile data = volume.root().createFile(Symbol.of("data")).open()) {
            RegularFile file = volume.root().createFile(Symbol.of("a"));
            setAgainAndAgain(file, 150);
            BlockPool pool = volume.root().tree.live().mutations().pool();
            assertTrue(pool.logRuns() <= 4, () -> pool.logRuns() + " runs");
            assertEquals(5 << 20, data.write(0, ByteBuffer.allocate(5 << 20)));
        }
        Checks.assertReadable(device);
    }

    private static void fill(WritableVolume volume, OpenFile data) throws IOException {
        while (volume.statistics().freeBlocks() > 0) {
            data.append(ByteBuffer.allocate(1 << 16));
        }
        volume.commit();
    }

    @Test
    void imageGrowsNotByReservationsThatACommitEnds() throws IOException {
        SparseDevice device = new SparseDevice(Story.empty(4 << 20));
        try (WritableVolume volume = Volume.openForWriting(device, new StepClock());
                OpenFile data = volume.root().createFile(Symbol.of("data")).open()) {
            fill(volume, data);
            long before = device.size();
            setAgainAndAgain(data.file(), 100);
            // Each of the few commits writes one value: less than the 6 MB of the reservations.
            assertTrue(device.size() <= before + (1 << 20), () -> device.size() - before + " bytes more");
        }
        Checks.assertReadable(device);
    }

    @Test
    void logOfAFullImageIsCompacted() throws IOException {
        SparseDevice device = new SparseDevice(Story.empty(4 << 20));
        try (WritableVolume volume = Volume.openForWriting(device, new StepClock());
                OpenFile data = volume.root().createFile(Symbol.of("data")).open()) {
            for (int i = 0; i < 12; i++) {
                data.file().setExtendedAttribute(Symbol.of("user.large" + i), Text.of("x".repeat(100_000)));
            }
            volume.commit();
            fill(volume, data);
            for (int i = 0; i < 12_000; i++) {
                data.file().setExtendedAttribute(Symbol.of("user." + i % 20), Text.of("v" + i));
                if (i % 20 == 19) {
                    volume.commit();
                }
            }
            volume.commit();
            long entries = volume.root().tree.live().committer().entries();
            assertTrue(entries < 9000, () -> entries + " entries");
        }
        Checks.assertReadable(device);
    }
}
