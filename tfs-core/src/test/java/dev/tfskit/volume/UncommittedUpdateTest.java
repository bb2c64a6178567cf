// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.check.Checks;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.FailingDevice;
import dev.tfskit.device.Fault;
import dev.tfskit.device.Fault.Operation;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.device.filter.DeviceSlice;
import dev.tfskit.error.NoSpaceException;
import dev.tfskit.io.IoConsumer;
import dev.tfskit.log.Extension;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.space.FreeSpace;
import dev.tfskit.value.Symbol;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A full volume is as it was after an update that changes files and never commits, or whose commit fails early. */
class UncommittedUpdateTest {

    private static final int BLOCK = BlockDevice.BLOCK_BYTES;
    private static final Symbol LARGE = Symbol.of("large");
    private static final Symbol OTHER = Symbol.of("other");

    private final MemoryDevice device = new MemoryDevice(new byte[8 << 20]);

    private static byte[] filled(int bytes, char with) {
        byte[] array = new byte[bytes];
        Arrays.fill(array, (byte) with);
        return array;
    }

    @BeforeEach
    void fillVolume() throws IOException {
        BlockDevice fixed = new DeviceSlice(device, 0, device.size());
        try (WritableVolume volume =
                        Volume.format(fixed, new Identity(new UUID(1, 2), Label.of("full")), new StepClock());
                OpenFile other = volume.root().createFile(OTHER).open();
                OpenFile large = volume.root().createFile(LARGE).open()) {
            other.write(0, ByteBuffer.wrap(filled(3 * BLOCK, 'o')));
            volume.commit();
            while (volume.statistics().freeBlocks() > 0) {
                large.append(ByteBuffer.wrap(filled(BLOCK, 'l')));
            }
        }
    }

    private static RegularFile file(Volume volume, Symbol name) throws IOException {
        return (RegularFile) volume.root().find(name).orElseThrow();
    }

    private void assertLeavesNoTrace(BlockDevice opened, IoConsumer<UpdatedVolume> update) throws IOException {
        long before = device.size();
        try (UpdatedVolume volume = Volume.openForUpdate(opened)) {
            update.accept(volume);
        }
        assertEquals(before, device.size());
        Checks.assertReadable(device);
        try (Volume volume = Volume.open(device)) {
            assertEquals(2, volume.root().entries().size());
            assertContent(file(volume, OTHER), 'o');
            assertContent(file(volume, LARGE), 'l');
        }
    }

    private static void assertContent(RegularFile file, char with) throws IOException {
        try (OpenFile open = file.open()) {
            ByteBuffer found = ByteBuffer.allocate((int) open.length());
            while (found.hasRemaining() && open.read(found.position(), found) > 0) {}
            assertArrayEquals(filled(found.capacity(), with), found.array());
        }
    }

    /** A volume that cannot grow. */
    private BlockDevice fixed() throws IOException {
        return new DeviceSlice(device, 0, device.size());
    }

    @Test
    void syncBeforeTheCommitLeavesNoTrace() throws IOException {
        assertLeavesNoTrace(device, volume -> {
            try (OpenFile open = volume.root().createFile(Symbol.of("new")).open()) {
                open.append(ByteBuffer.wrap(filled(1 << 20, 'n')));
                open.sync(SyncScope.DATA);
                open.sync(SyncScope.ALL);
            }
        });
    }

    @Test
    void blocksOfARemovedFileAreNotWritten() throws IOException {
        assertLeavesNoTrace(fixed(), volume -> {
            volume.root().unlink(LARGE);
            try (OpenFile open = volume.root().createFile(Symbol.of("new")).open()) {
                assertThrows(NoSpaceException.class, () -> open.append(ByteBuffer.wrap(filled(BLOCK, 'n'))));
                assertThrows(NoSpaceException.class, () -> open.allocate(0, BLOCK, SizeChange.GROW));
            }
        });
    }

    @Test
    void shorterFileDoesNotGrowWhereNoBlockIsFreeForItsEnd() throws IOException {
        assertLeavesNoTrace(fixed(), volume -> {
            try (OpenFile open = file(volume, OTHER).open()) {
                open.truncate(2 * BLOCK + 100);
                assertThrows(NoSpaceException.class, () -> open.truncate(3 * BLOCK));
            }
        });
    }

    /** How an update that makes the image grow is committed. */
    private enum Commit {
        OF_RECORDS(1),
        /** After the commit point, the file may grow once more, and is flushed. */
        OF_NEW_LOG(2);

        private final int flushesFromCommitPoint;

        Commit(int flushesFromCommitPoint) {
            this.flushesFromCommitPoint = flushesFromCommitPoint;
        }

        UpdatedVolume open(BlockDevice image) throws IOException {
            UpdatedVolume volume = Volume.openForUpdate(image);
            try (OpenFile open = volume.root().createFile(Symbol.of("new")).open()) {
                open.append(ByteBuffer.wrap(filled(1 << 20, 'n')));
            }
            for (int i = 0; i < 2000; i++) {
                volume.root().createFile(Symbol.of("n".repeat(250) + i));
            }
            if (this == OF_NEW_LOG) {
                volume.rewriteLog();
            }
            return volume;
        }
    }

    @ParameterizedTest
    @EnumSource
    void onlyCommitThatFailsAtItsLastBlockKeepsTheNewSize(Commit commit) throws IOException {
        FailingDevice sound = new FailingDevice(new MemoryDevice(device.toByteArray()));
        try (UpdatedVolume volume = commit.open(sound)) {
            sound.arm(Fault.none());
            volume.commit();
        }
        long writes = sound.count(Operation.WRITE);
        long flushes = sound.count(Operation.FORCE);
        assertTrue(writes > 2);
        for (long write = 0; write < writes; write++) {
            assertEquals(
                    write == writes - 1, keepsNewSize(commit, Fault.once(write, Operation.WRITE)), "write " + write);
        }
        for (long flush = 0; flush < flushes; flush++) {
            assertEquals(
                    flush >= flushes - commit.flushesFromCommitPoint,
                    keepsNewSize(commit, Fault.once(flush, Operation.FORCE)),
                    "flush " + flush);
        }
    }

    private boolean keepsNewSize(Commit commit, Fault fault) throws IOException {
        MemoryDevice image = new MemoryDevice(device.toByteArray());
        FailingDevice failing = new FailingDevice(image);
        try (UpdatedVolume volume = commit.open(failing)) {
            failing.arm(fault);
            assertThrows(IOException.class, volume::commit);
            failing.arm(Fault.none());
        }
        Checks.assertReadable(image);
        return image.size() > device.size();
    }

    private long logBlocks() throws IOException {
        try (Volume volume = Volume.open(device)) {
            return volume.logExtensions().stream().mapToLong(Extension::blocks).sum();
        }
    }

    /** The most bytes that the log can need for so many new files are several times what it needs. */
    @Test
    void imageGrowsByTheLogThatAnUpdateNeeds() throws IOException {
        long before = device.size() - logBlocks() * BLOCK;
        try (UpdatedVolume volume = Volume.openForUpdate(device)) {
            for (int i = 0; i < 30_000; i++) {
                volume.root().createFile(Symbol.of("n" + i));
            }
            volume.commit();
        }
        // Two runs stay free for the kernel; the file has whole steps of 1024 blocks.
        long most = before + (logBlocks() + 3 * Extension.NEXT_BLOCKS) * BLOCK;
        assertTrue(device.size() <= most, () -> device.size() + " bytes, at most " + most + " are needed");
        Checks.assertSound(device);
    }

    /** A new log takes the runs that were free for the kernel. */
    @Test
    void imageWithNewLogKeepsTwoFreeRunsForTheKernel() throws IOException {
        try (UpdatedVolume volume = Volume.openForUpdate(device)) {
            for (int i = 0; i < 12_000; i++) {
                volume.root().createFile(Symbol.of("n".repeat(200) + i));
            }
            volume.setIdentity(new Identity(new UUID(1, 2), Label.of("other")));
            volume.commit();
        }
        Checks.assertSound(device);
        try (Volume volume = Volume.open(device)) {
            FreeSpace space = MountScan.of(Tuples.of(volume.root()), volume.logExtensions(), volume.blocks())
                    .space();
            assertTrue(space.allocateFirst(Extension.NEXT_BLOCKS).isPresent());
            assertTrue(space.allocateFirst(Extension.NEXT_BLOCKS).isPresent());
        }
    }
}
