// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device.overlay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Seeds;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.CutDisk;
import dev.tfskit.device.Cuts;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.device.RecordingDevice;
import dev.tfskit.device.Sampling;
import dev.tfskit.device.SparseDevice;
import dev.tfskit.device.SparseImage;
import dev.tfskit.device.filter.FilterDevice;
import dev.tfskit.error.TfsFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The power is cut while the changes of an overlay go into the image. */
class OverlayCommitTest {

    private static final byte[] FINGERPRINT = new byte[32];
    /** The mtime of an image changes when it is written. */
    private static final byte[] OTHER_FINGERPRINT = {1};

    private static final int BYTES = 50_000;

    private static byte[] random(Random random, int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] bytes(BlockDevice device) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) device.size());
        device.read(0, bytes);
        return bytes.array();
    }

    private static SparseImage holding(byte[] bytes) {
        return SparseImage.zeros(bytes.length).written(0, ByteBuffer.wrap(bytes));
    }

    /** An overlay file that tells an image what it held whenever it was made durable. */
    private static final class ReportingFile extends FilterDevice<SparseDevice> {
        private final RecordingDevice image;

        ReportingFile(SparseImage file, RecordingDevice image) {
            super(new SparseDevice(file));
            this.image = image;
        }

        @Override
        public void force() {
            image.mark(device().image());
        }
    }

    /** An overlay with random changes, before and after a commit. */
    private static final class Example {
        private final byte[] start;
        private final byte[] changed;
        private final SparseImage file;

        Example(Random random, int changes, int from) throws IOException {
            start = random(random, BYTES);
            changed = start.clone();
            SparseDevice overlay = new SparseDevice(SparseImage.zeros(0));
            OverlayDevice.create(overlay, BYTES, FINGERPRINT);
            OverlayDevice device = OverlayDevice.open(new MemoryDevice(start.clone()), overlay, FINGERPRINT);
            for (int i = 0; i < changes; i++) {
                byte[] bytes = random(random, random.nextInt(9000));
                int at = from + random.nextInt(BYTES - from - bytes.length + 1);
                System.arraycopy(bytes, 0, changed, at, bytes.length);
                device.write(at, ByteBuffer.wrap(bytes));
            }
            device.force();
            file = overlay.image();
        }

        /** Commits, and cuts the power at many moments. */
        int cut(long seed) throws Exception {
            RecordingDevice image = new RecordingDevice(holding(start));
            OverlayCommit.run(image, new ReportingFile(file, image), FINGERPRINT);
            assertArrayEquals(changed, bytes(image));
            return Cuts.of(image.recording()).check(new Sampling(1 << 6, 200, seed), this::completes);
        }

        private void completes(CutDisk disk) throws IOException {
            BlockDevice torn = disk.open();
            if (!OverlayCommit.hasBegun(torn)) {
                byte[] found = bytes(torn);
                assertTrue(Arrays.equals(start, found) || Arrays.equals(changed, found));
            }
            SparseDevice durable = new SparseDevice(
                    disk.marks().isEmpty() ? file : (SparseImage) disk.marks().getLast());
            boolean isWritten = OverlayHeader.read(durable).progress() != OverlayHeader.Progress.NONE;
            OverlayCommit.run(torn, durable, isWritten ? OTHER_FINGERPRINT : FINGERPRINT);
            assertArrayEquals(changed, bytes(torn));
            assertFalse(OverlayCommit.hasBegun(torn));
        }
    }

    @Test
    void imageIsWholeOrMarkedAndAnotherCommitCompletesIt() throws Exception {
        Seeds.repeat(5, random -> {
            for (int from : List.of(0, 8192)) {
                assertTrue(new Example(random, 4, from).cut(random.nextLong()) > 4);
            }
        });
    }

    @Test
    void overlayWithoutChangesCanBeCut() throws Exception {
        assertTrue(new Example(new Random(1), 0, 0).cut(1) > 2);
    }

    @Test
    void overlayIsRefusedForOtherImageOnceItsChangesHaveBegunToGoIntoOne() throws IOException {
        Example example = new Example(new Random(1), 4, 8192);
        RecordingDevice image = new RecordingDevice(holding(example.start));
        SparseDevice file = new SparseDevice(example.file);
        OverlayCommit.run(image, file, FINGERPRINT);
        byte[] other = example.changed.clone();
        other[BYTES - 1] ^= 1;
        for (byte[] wrong : List.of(example.start, random(new Random(2), BYTES), new byte[BYTES + 1])) {
            MemoryDevice device = new MemoryDevice(wrong.clone());
            assertEquals(
                    "an overlay of another image, or of this one before it was changed; name the image that it was "
                            + "made for, or another file",
                    assertThrows(TfsFormatException.class, () -> OverlayCommit.run(device, file, FINGERPRINT))
                            .getMessage());
            assertArrayEquals(wrong, bytes(device));
        }
        assertEquals(
                "an overlay whose changes have begun to go into the image; complete that with tfs-fuse "
                        + "--commit-overlay",
                assertThrows(TfsFormatException.class, () -> OverlayDevice.open(image, file, FINGERPRINT))
                        .getMessage());
    }
}
