// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tfskit.device.SparseDevice;
import dev.tfskit.error.NoSpaceException;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** A write reaches the device, but the log has no room for its records. */
class UnpublishedBytesTest {

    private static final Symbol FULL = Symbol.of("user.full");

    private final WritableVolume volume = open();

    private static WritableVolume open() {
        try {
            SparseDevice device = new SparseDevice(Story.empty(3 << 20));
            return Volume.openForWriting(new InterruptedDevice(device), new StepClock());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Until there is not even room for what a write needs. */
    private void fillLog(Inode inode) throws IOException {
        for (int bytes = 100_000; bytes > 0; bytes /= 2) {
            boolean isRoom = true;
            for (int i = 0; isRoom; i++) {
                Text value = Text.of(Integer.toString(i % 10).repeat(bytes));
                try {
                    inode.setExtendedAttribute(FULL, value);
                } catch (NoSpaceException _) {
                    isRoom = false;
                }
            }
        }
    }

    @Test
    void oldBytesDoNotShowWhenTheFileGrows() throws IOException {
        RegularFile file = volume.root().createFile(Symbol.of("a"));
        RegularFile big = volume.root().createFile(Symbol.of("b"));
        try (OpenFile open = file.open()) {
            open.write(0, ByteBuffer.wrap(new byte[100]));
            open.write(100, ByteBuffer.wrap(new byte[1]));
            try (OpenFile other = big.open()) {
                other.allocate(0, 512 * (volume.statistics().freeBlocks() - 1), SizeChange.GROW);
            }
            fillLog(big);
            byte[] bytes = new byte[200];
            Arrays.fill(bytes, (byte) 7);
            assertThrows(NoSpaceException.class, () -> open.write(101, ByteBuffer.wrap(bytes)));
            volume.root().unlink(Symbol.of("b"));
            volume.commit();
            open.truncate(400);
            ByteBuffer found = ByteBuffer.allocate(400);
            open.read(0, found);
            assertArrayEquals(new byte[400], found.array());
        }
    }
}
