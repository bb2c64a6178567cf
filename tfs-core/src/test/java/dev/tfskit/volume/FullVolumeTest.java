// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.check.Checks;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.device.filter.DeviceSlice;
import dev.tfskit.error.NoSpaceException;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The operations that still work on a full volume that cannot grow. */
class FullVolumeTest {

    private static final int SMALLEST_VOLUME = 3073;

    private final MemoryDevice memory = new MemoryDevice();
    private BlockDevice device = memory;

    private WritableVolume format(int freeBlocks) throws IOException {
        memory.resize((long) (SMALLEST_VOLUME + freeBlocks) * BlockDevice.BLOCK_BYTES);
        device = new DeviceSlice(memory, 0, memory.size());
        Volume.format(device, new Identity(new UUID(1, 2), Label.of("test")), InstantSource.system())
                .close();
        return Volume.openForWriting(device, InstantSource.system());
    }

    private static RegularFile create(WritableVolume volume, String name, int bytes) throws IOException {
        RegularFile file = volume.root().createFile(Symbol.of(name));
        try (OpenFile open = file.open()) {
            ByteBuffer source = ByteBuffer.allocate(bytes);
            open.write(0, source);
            if (source.hasRemaining()) {
                open.append(source);
            }
        }
        return file;
    }

    /** Makes files of one block, until nothing more fits. */
    private static List<Symbol> fill(WritableVolume volume, String name) throws IOException {
        List<Symbol> names = new ArrayList<>();
        try {
            for (int i = 0; ; i++) {
                names.add(Symbol.of(name + i));
                create(volume, name + i, 10);
            }
        } catch (NoSpaceException full) {
            if (volume.root().find(names.getLast()).isEmpty()) {
                names.removeLast();
            }
        }
        return names;
    }

    @Test
    void everythingCanBeRemovedInAnyOrder() throws Exception {
        for (String name : List.of("n", "n".repeat(240))) {
            WritableVolume volume = format(5000);
            List<Symbol> names = fill(volume, name);
            Collections.shuffle(names, new Random(1));
            int count = 0;
            for (Symbol each : names) {
                volume.root().unlink(each);
                if (++count % 10 == 0) {
                    volume.commit();
                }
            }
            assertEquals(List.of(), volume.root().entries());
            volume.close();
            Checks.assertReadable(device);
        }
    }

    @Test
    void removalWorksWhenFreeSpaceIsFragmented() throws IOException {
        WritableVolume volume = format(40_000);
        List<Symbol> names = fill(volume, "n");
        for (int i = 0; i < names.size(); i += 2) {
            volume.root().unlink(names.get(i));
            volume.commit();
        }
        volume.close();
        Checks.assertReadable(device);
    }

    /** The kernel of a mount passes the times of a file on again when a name of it changes. */
    @Test
    void timesThatAreStoredAlreadyNeedNoRoom() throws IOException {
        WritableVolume volume = format(3000);
        RegularFile file = create(volume, "a", 10);
        fill(volume, "b");
        assertThrows(NoSpaceException.class, () -> {
            for (int i = 0; ; i++) {
                file.setExtendedAttribute(Symbol.of("user." + i), Text.of("value"));
            }
        });
        Instant modified = file.modified();
        assertThrows(NoSpaceException.class, () -> file.setModified(Instant.EPOCH));
        Instant changed = modified.plusSeconds(1);
        file.change(new StatusChange(Optional.empty(), Optional.empty(), Optional.of(modified), Optional.of(changed)));
        assertEquals(modified, file.modified());
        assertEquals(changed, file.changed());
        volume.close();
        Checks.assertReadable(device);
    }

    @Test
    void holesCanBePunchedInAFullVolume() throws IOException {
        WritableVolume volume = format(40_000);
        RegularFile file = create(volume, "a", 36_000 * BlockDevice.BLOCK_BYTES);
        fill(volume, "b");
        try (OpenFile open = file.open()) {
            for (long at = 0; at < file.length(); at += 2 * BlockDevice.BLOCK_BYTES) {
                open.punchHole(at, BlockDevice.BLOCK_BYTES);
            }
            open.truncate(0);
        }
        volume.close();
        Checks.assertReadable(device);
    }

    @Test
    void fillingAndRemovingAgainAndAgainLosesNoRoom() throws IOException {
        WritableVolume volume = format(3000);
        Deque<Integer> counts = new ArrayDeque<>();
        for (int round = 0; round < 20; round++) {
            List<Symbol> names = fill(volume, "x" + round + "-");
            counts.add(names.size());
            for (Symbol each : names) {
                volume.root().unlink(each);
            }
            volume.commit();
        }
        assertTrue(counts.getLast() > counts.getFirst() * 2 / 3, counts::toString);
        volume.close();
    }

    @Test
    void bigFileFitsInPlaceOfRemovedOne() throws IOException {
        WritableVolume volume = format(5000);
        create(volume, "a", 2_000_000);
        fill(volume, "b");
        for (int i = 0; i < 10; i++) {
            volume.root().unlink(Symbol.of("a"));
            assertEquals(2_000_000, create(volume, "a", 2_000_000).length());
        }
        volume.close();
    }

    @Test
    void truncatedFileCanBeWrittenAgain() throws IOException {
        WritableVolume volume = format(5000);
        RegularFile file = create(volume, "a", 2_000_000);
        fill(volume, "b");
        try (OpenFile open = file.open()) {
            for (int i = 0; i < 100; i++) {
                open.truncate(0);
                assertTrue(open.write(0, ByteBuffer.allocate(2_000_000)) > 1_000_000);
            }
        }
        volume.close();
        Checks.assertReadable(device);
    }

    @Test
    void compactedLogUsesLastRunToo() throws IOException {
        WritableVolume volume = format(100);
        assertTrue(volume.compact());
        RegularFile file = create(volume, "a", 10);
        fillLog(volume, file);
        try (OpenFile open = file.open()) {
            for (int i = 0; i < 2000; i++) {
                open.truncate(0);
                volume.commit();
            }
        }
        volume.close();
        Checks.assertReadable(device);
    }

    @Test
    void logRegainsItsRunBeforeDataGetBlocks() throws IOException {
        WritableVolume volume = format(3000);
        RegularFile big = create(volume, "big", 800_000);
        RegularFile small = create(volume, "small", 10);
        fillLog(volume, create(volume, "log", 10));
        try (OpenFile open = big.open();
                OpenFile other = small.open()) {
            while (volume.root().tree.live().mutations().pool().logRuns() > 0) {
                other.truncate(0);
                volume.commit();
            }
            open.truncate(0);
            assertTrue(other.write(0, ByteBuffer.allocate(800_000)) > 0);
        }
        volume.close();
        Checks.assertReadable(device);
    }

    @Test
    void bytesOfAFailedWriteDoNotShowWhenTheFileGrows() throws IOException {
        WritableVolume volume = format(3000);
        RegularFile file = create(volume, "a", 100);
        RegularFile log = create(volume, "log", 10);
        create(volume, "big", 800_000);
        fillLog(volume, log);
        byte[] ones = new byte[300];
        Arrays.fill(ones, (byte) 1);
        try (OpenFile open = file.open()) {
            assertThrows(NoSpaceException.class, () -> {
                for (int i = 0; i < 10_000; i++) {
                    open.truncate(100);
                    volume.commit();
                    open.write(100, ByteBuffer.wrap(ones));
                }
            });
            assertEquals(100, open.length());
            volume.root().unlink(Symbol.of("big"));
            volume.commit();
            open.truncate(600);
            ByteBuffer read = ByteBuffer.allocate(500);
            open.read(100, read);
            assertArrayEquals(new byte[500], read.array());
        }
        volume.close();
    }

    /** Writes to the log until it can grow no more. */
    private static void fillLog(WritableVolume volume, Inode inode) throws IOException {
        fill(volume, "f");
        assertThrows(NoSpaceException.class, () -> {
            for (int i = 0; i < 1000; i++) {
                inode.setExtendedAttribute(Symbol.of("user.x"), Text.of("v".repeat(10_000)));
                volume.commit();
            }
        });
    }
}
