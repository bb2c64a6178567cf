// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.tfskit.check.Checks;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.device.filter.DeviceSlice;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.value.Symbol;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What a disk held before the volume, and what a file held before it became shorter, never shows in a file that grows
 * (docs/format.md, section 8, rule 3).
 */
class GrowingFilesTest {

    private static final byte OLD = 0x55;
    private static final byte WRITTEN = 1;
    private static final byte LOST = 2;
    /** Behind the end of a file that ends inside a block. */
    private static final int BEHIND = 200;

    /** A volume on a disk that is full of old bytes, and a file in it. */
    private static final class Disk {

        private final MemoryDevice device;
        private WritableVolume volume;
        private OpenFile file;

        Disk() throws IOException {
            byte[] bytes = new byte[6 << 20];
            Arrays.fill(bytes, OLD);
            device = new MemoryDevice(bytes);
            volume = Volume.format(slice(), new Identity(new UUID(1, 2), Label.of("")), InstantSource.system());
            file = volume.root().createFile(Symbol.of("f")).open();
        }

        private DeviceSlice slice() throws IOException {
            return new DeviceSlice(device, 0, device.size());
        }

        private void reopen() throws IOException {
            close();
            volume = Volume.openForWriting(slice(), InstantSource.system());
            file = ((RegularFile) volume.root().find(Symbol.of("f")).orElseThrow()).open();
        }

        private void write(int position, int count, byte value) throws IOException {
            byte[] bytes = new byte[count];
            Arrays.fill(bytes, value);
            assertEquals(count, file.write(position, ByteBuffer.wrap(bytes)));
        }

        private void shorten(int length, int from) throws IOException {
            write(0, length, WRITTEN);
            write(length, from - length, LOST);
            file.truncate(length);
        }

        private void close() throws IOException {
            file.close();
            volume.close();
            Checks.assertSound(device);
        }
    }

    @FunctionalInterface
    private interface Step {
        void take(Disk disk, int length) throws IOException;
    }

    /** How the file gets bytes up to its length. */
    private enum Beginning {
        EMPTY(0, (disk, length) -> {}),
        SMALL(700, (disk, length) -> disk.write(0, length, WRITTEN)),
        LARGE(300_001, (disk, length) -> disk.write(0, length, WRITTEN)),
        WHOLE_BLOCKS(1024, (disk, length) -> disk.write(0, length, WRITTEN)),
        SHORTENED(700, (disk, length) -> disk.shorten(length, 900)),
        SHORTENED_BY_BLOCKS(700, (disk, length) -> disk.shorten(length, 90_000)),
        SHORTENED_AFTER_COMMIT(700, (disk, length) -> {
            disk.write(0, length, WRITTEN);
            disk.write(length, 5000, LOST);
            disk.volume.commit();
            disk.file.truncate(length);
        }),
        SHORTENED_AND_COMMITTED(700, (disk, length) -> {
            disk.shorten(length, 5000);
            disk.volume.commit();
        }),
        SHORTENED_AND_OPENED_AGAIN(700, (disk, length) -> {
            disk.shorten(length, 5000);
            disk.reopen();
        }),
        PREALLOCATED(700, (disk, length) -> {
            disk.file.allocate(0, 9000, SizeChange.KEEP);
            disk.write(0, length, WRITTEN);
        }),
        WITH_A_HOLE_PUNCHED(5000, (disk, length) -> {
            disk.write(0, length, WRITTEN);
            disk.file.punchHole(4000, 9000);
            disk.write(4000, 1000, WRITTEN);
        });

        private final int length;
        private final Step step;

        Beginning(int length, Step step) {
            this.length = length;
            this.step = step;
        }
    }

    /** How the file grows. Bytes behind the old length are zeros afterwards, except for the last one. */
    private enum Growth {
        TRUNCATE((disk, length) -> disk.file.truncate(length + BEHIND)),
        TRUNCATE_FAR((disk, length) -> disk.file.truncate(length + 40_000L)),
        WRITE((disk, length) -> disk.write(length + BEHIND, 1, WRITTEN)),
        WRITE_FAR((disk, length) -> disk.write(length + 40_000, 1, WRITTEN)),
        ALLOCATE((disk, length) -> disk.file.allocate(length + 1L, BEHIND, SizeChange.GROW)),
        ALLOCATE_FAR((disk, length) -> disk.file.allocate(length + 40_000L, BEHIND, SizeChange.GROW)),
        ZERO((disk, length) -> disk.file.zeroRange(length + 3L, BEHIND, SizeChange.GROW)),
        ZERO_FAR((disk, length) -> disk.file.zeroRange(length + 40_000L, BEHIND, SizeChange.GROW));

        private final Step step;

        Growth(Step step) {
            this.step = step;
        }
    }

    @TestFactory
    Stream<DynamicTest> newBytesAreZeros() {
        return Stream.of(Beginning.values())
                .flatMap(beginning -> Stream.of(Growth.values())
                        .map(growth ->
                                dynamicTest(beginning + ", " + growth, () -> assertGrowsByZeros(beginning, growth))));
    }

    private static void assertGrowsByZeros(Beginning beginning, Growth growth) throws IOException {
        Disk disk = new Disk();
        beginning.step.take(disk, beginning.length);
        growth.step.take(disk, beginning.length);
        byte[] expected = new byte[(int) disk.file.length()];
        Arrays.fill(expected, 0, beginning.length, WRITTEN);
        if (growth == Growth.WRITE || growth == Growth.WRITE_FAR) {
            expected[expected.length - 1] = WRITTEN;
        }
        assertArrayEquals(expected, content(disk.file), "at once");
        disk.reopen();
        assertArrayEquals(expected, content(disk.file), "opened again");
        disk.close();
    }

    private static byte[] content(OpenFile file) throws IOException {
        ByteBuffer read = ByteBuffer.allocate((int) file.length());
        assertEquals(read.capacity(), file.read(0, read));
        return read.array();
    }
}
