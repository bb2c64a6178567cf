// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device.overlay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Seeds;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.BlockDeviceContract;
import dev.tfskit.device.Cuts;
import dev.tfskit.device.FileDevice;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.device.RecordingDevice;
import dev.tfskit.device.Sampling;
import dev.tfskit.device.SparseDevice;
import dev.tfskit.device.SparseImage;
import dev.tfskit.device.filter.FilterDevice;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.io.IoConsumer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OverlayDeviceTest extends BlockDeviceContract {

    private static final byte[] FINGERPRINT = new byte[32];
    private static final int BYTES = 50_000;
    private static final int PAGE = 4096;

    @TempDir
    private Path temp;

    @Override
    public BlockDevice holding(byte[] bytes) throws IOException {
        if (bytes.length == 0) {
            return new MemoryDevice();
        }
        MemoryDevice file = new MemoryDevice();
        OverlayDevice.create(file, bytes.length, FINGERPRINT);
        return OverlayDevice.open(new MemoryDevice(bytes), file, FINGERPRINT);
    }

    private static byte[] bytes(BlockDevice device) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) device.size());
        device.read(0, bytes);
        return bytes.array();
    }

    private static byte[] random(Random random, int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private static void change(BlockDevice device, byte[] model, Random random) throws IOException {
        int count = random.nextInt(9000);
        int at = random.nextInt(model.length - count + 1);
        if (random.nextInt(4) == 0) {
            Arrays.fill(model, at, at + count, (byte) 0);
            device.zero(at, count);
        } else {
            byte[] bytes = random(random, count);
            System.arraycopy(bytes, 0, model, at, count);
            device.write(at, ByteBuffer.wrap(bytes));
        }
    }

    /** Counts the bytes that a file gets, and those that become a hole. */
    private static final class CountingFile extends FilterDevice<BlockDevice> {
        private long written;
        private long zeroed;

        CountingFile(BlockDevice file) {
            super(file);
        }

        @Override
        public void write(long offset, ByteBuffer source) throws IOException {
            written += source.remaining();
            super.write(offset, source);
        }

        @Override
        public void zero(long offset, long bytes) throws IOException {
            zeroed += bytes;
            device().zero(offset, bytes);
        }
    }

    @Test
    void wholePagesOfZerosBecomeHolesOfTheFile() throws Exception {
        Seeds.repeat(50, random -> {
            byte[] start = random(random, BYTES);
            byte[] model = start.clone();
            MemoryDevice memory = new MemoryDevice();
            OverlayDevice.create(memory, BYTES, FINGERPRINT);
            CountingFile file = new CountingFile(memory);
            OverlayDevice device = OverlayDevice.open(new MemoryDevice(start.clone()), file, FINGERPRINT);
            change(device, model, random);
            long written = file.written;
            long zeroed = file.zeroed;
            int from = random.nextInt(BYTES);
            int to = random.nextBoolean() ? BYTES : from + random.nextInt(BYTES - from);
            device.zero(from, to - from);
            Arrays.fill(model, from, to, (byte) 0);
            assertArrayEquals(model, bytes(device));
            int firstPage = Math.ceilDiv(from, PAGE) * PAGE;
            int endOfPages = to == BYTES ? to : to / PAGE * PAGE;
            assertEquals(Math.max(0, endOfPages - firstPage), file.zeroed - zeroed);
            assertTrue(file.written - written <= 4 * PAGE, () -> file.written - written + " bytes were written");
            device.force();
            assertArrayEquals(model, bytes(OverlayDevice.open(new MemoryDevice(start.clone()), memory, FINGERPRINT)));
        });
    }

    /** Commits an overlay in a real file; returns how many bytes of the image have become holes. */
    private long holesAfterCommit(byte[] model, IoConsumer<OverlayDevice> change) throws IOException {
        CountingFile image = new CountingFile(new MemoryDevice(model.clone()));
        try (FileDevice file = FileDevice.openForWriting(Files.createFile(temp.resolve("changes")))) {
            OverlayDevice.create(file, model.length, FINGERPRINT);
            OverlayDevice device = OverlayDevice.open(image, file, FINGERPRINT);
            change.accept(device);
            device.force();
            byte[] changed = bytes(device);
            OverlayCommit.run(image, file, FINGERPRINT);
            assertArrayEquals(changed, bytes(image));
        }
        return image.zeroed;
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void discardedPagesBecomeHolesOfTheImage() throws IOException {
        int start = 1 << 20;
        int bytes = 3 << 20;
        byte[] model = random(new Random(1), bytes);
        assertEquals(bytes - start - PAGE, holesAfterCommit(model, device -> device.zero(start, bytes - start - PAGE)));
    }

    @Test
    void zerosThatAProgramHasWrittenTakeSpaceInTheImage() throws IOException {
        byte[] model = random(new Random(1), 3 << 20);
        assertEquals(0, holesAfterCommit(model, device -> {
            device.write(PAGE, ByteBuffer.allocate(PAGE));
            device.write(1 << 20, ByteBuffer.allocate(1 << 20));
        }));
    }

    /** As ZFS did for a while for data that it had not written yet. */
    @Test
    void dataThatTheHostTakesForAHoleGoIntoTheImage() throws IOException {
        byte[] start = random(new Random(1), BYTES);
        MemoryDevice image = new MemoryDevice(start.clone());
        MemoryDevice memory = new MemoryDevice();
        OverlayDevice.create(memory, BYTES, FINGERPRINT);
        FilterDevice<MemoryDevice> file = new FilterDevice<>(memory) {
            @Override
            public boolean isHole(long offset, long bytes) {
                return true;
            }
        };
        OverlayDevice device = OverlayDevice.open(image, file, FINGERPRINT);
        device.write(PAGE, ByteBuffer.wrap(random(new Random(2), 2 * PAGE)));
        device.force();
        byte[] changed = bytes(device);
        OverlayCommit.run(image, file, FINGERPRINT);
        assertArrayEquals(changed, bytes(image));
    }

    @Test
    void changesAreInTheFileAndNeverInTheImage() throws Exception {
        Seeds.repeat(20, random -> {
            byte[] start = random(random, BYTES);
            byte[] model = start.clone();
            MemoryDevice image = new MemoryDevice(start.clone());
            MemoryDevice file = new MemoryDevice();
            OverlayDevice.create(file, BYTES, FINGERPRINT);
            for (int round = 0; round < 3; round++) {
                OverlayDevice device = OverlayDevice.open(image, file, FINGERPRINT);
                for (int i = 0; i < 5; i++) {
                    change(device, model, random);
                    assertArrayEquals(model, bytes(device));
                }
                device.force();
            }
            assertArrayEquals(start, bytes(image));
            OverlayCommit.run(image, file, FINGERPRINT);
            assertArrayEquals(model, bytes(image));
        });
    }

    /** After a cut, each sector is as it was forced last or as it was written later. */
    @Test
    void powerCutLeavesAllThatWasForced() throws Exception {
        Seeds.repeat(5, random -> {
            byte[] start = random(random, BYTES);
            byte[] model = start.clone();
            SparseDevice empty = new SparseDevice(SparseImage.zeros(0));
            OverlayDevice.create(empty, BYTES, FINGERPRINT);
            RecordingDevice file = new RecordingDevice(empty.image());
            OverlayDevice device = OverlayDevice.open(new MemoryDevice(start.clone()), file, FINGERPRINT);
            for (int i = 0; i < 6; i++) {
                change(device, model, random);
                if (i % 2 == 1) {
                    device.force();
                    file.mark(new Forced(model.clone()));
                }
            }
            byte[] last = model.clone();
            int disks = Cuts.of(file.recording()).check(new Sampling(1 << 8, 100, 1), disk -> {
                byte[] forced = start;
                for (Object mark : disk.marks()) {
                    forced = ((Forced) mark).bytes;
                }
                byte[] found = bytes(OverlayDevice.open(new MemoryDevice(start.clone()), disk.open(), FINGERPRINT));
                if (Arrays.equals(forced, last)) {
                    assertArrayEquals(last, found);
                }
            });
            assertTrue(disks > 2);
        });
    }

    private record Forced(byte[] bytes) {}

    @Test
    void refusesOtherImage() throws IOException {
        MemoryDevice file = new MemoryDevice();
        OverlayDevice.create(file, BYTES, FINGERPRINT);
        byte[] other = new byte[32];
        other[31] = 1;
        for (int bytes : new int[] {BYTES, BYTES + 1}) {
            assertEquals(
                    "an overlay of another image, or of this one before it was changed; name the "
                            + "image that it was made for, or another file",
                    assertThrows(
                                    TfsFormatException.class,
                                    () -> OverlayDevice.open(
                                            new MemoryDevice(new byte[bytes]),
                                            file,
                                            bytes == BYTES ? other : FINGERPRINT))
                            .getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 9, 30, 48, 50, 82})
    void refusesDamagedHeader(int at) throws IOException {
        MemoryDevice file = new MemoryDevice();
        OverlayDevice.create(file, BYTES, FINGERPRINT);
        ByteBuffer one = ByteBuffer.allocate(1);
        file.read(at, one);
        file.write(at, ByteBuffer.wrap(new byte[] {(byte) (one.get(0) ^ 4)}));
        assertThrows(
                TfsFormatException.class,
                () -> OverlayDevice.open(new MemoryDevice(new byte[BYTES]), file, FINGERPRINT));
    }

    @Test
    void refusesFileThatWasCutShort() throws IOException {
        MemoryDevice file = new MemoryDevice();
        OverlayDevice.create(file, BYTES, FINGERPRINT);
        file.resize(file.size() - 1);
        assertThrows(
                TfsFormatException.class,
                () -> OverlayDevice.open(new MemoryDevice(new byte[BYTES]), file, FINGERPRINT));
    }

    @Test
    void cannotGrow() throws IOException {
        BlockDevice device = holding(new byte[BYTES]);
        assertThrows(IOException.class, () -> device.write(BYTES - 1, ByteBuffer.allocate(2)));
        assertThrows(IOException.class, () -> device.zero(BYTES - 1, 2));
    }
}
