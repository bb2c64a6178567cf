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
import dev.tfskit.device.FailingDevice;
import dev.tfskit.device.Fault;
import dev.tfskit.device.Fault.Operation;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.device.RecordingDevice;
import dev.tfskit.device.ResizableDevice;
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
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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

    /** Notes each change and flush of an overlay file in the recording of the image. */
    private static final class ReportingFile extends FilterDevice<ResizableDevice> implements ResizableDevice {
        private final RecordingDevice file;
        private final RecordingDevice image;

        ReportingFile(RecordingDevice file, RecordingDevice image) {
            super(file);
            this.file = file;
            this.image = image;
        }

        private void report() {
            image.mark(new FilePosition(file.position()));
        }

        @Override
        public void write(long offset, ByteBuffer source) throws IOException {
            super.write(offset, source);
            report();
        }

        @Override
        public void force() throws IOException {
            super.force();
            report();
        }

        @Override
        public void resize(long bytes) throws IOException {
            device().resize(bytes);
            report();
        }
    }

    /** How many events the recording of the overlay file had. */
    private record FilePosition(int events) {}

    /** What becomes of bytes that a flush did not make durable. */
    private enum Unforced {
        /** The program was killed: the next flush takes them. */
        WAIT {
            @Override
            void failIn(RecordingDevice device) {
                // The host keeps them.
            }
        },
        /** The flush failed: no later flush takes them. */
        LOST {
            @Override
            void failIn(RecordingDevice device) {
                device.giveUpUnforced();
            }
        };

        abstract void failIn(RecordingDevice device);
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
            return new Commit(this, Unforced.WAIT, Fault.none(), Fault.none()).cut(seed);
        }
    }

    /** The commit of an example, perhaps in several runs. */
    private static final class Commit {
        private final Example example;
        private final RecordingDevice image;
        private final RecordingDevice file;
        private final FailingDevice failingImage;
        private final FailingDevice failingFile;

        Commit(Example example, Unforced unforced, Fault imageFault, Fault fileFault) {
            this.example = example;
            this.image = new RecordingDevice(holding(example.start));
            this.file = new RecordingDevice(example.file);
            this.failingImage = new FailingDevice(image, () -> unforced.failIn(image));
            this.failingFile = new FailingDevice(new ReportingFile(file, image), () -> unforced.failIn(file));
            failingImage.arm(imageFault);
            failingFile.arm(fileFault);
        }

        /** Commits until a call fails; returns whether one did. */
        boolean isInterrupted() throws IOException {
            try {
                run();
                return false;
            } catch (IOException e) {
                assertTrue(e.getMessage().contains("as the test wants"), e.getMessage());
                return true;
            }
        }

        private void run() throws IOException {
            complete(failingImage, failingFile);
        }

        /** Commits without a fault, and cuts the power at many moments of this run and of one before. */
        int cut(long seed) throws Exception {
            failingImage.arm(Fault.none());
            failingFile.arm(Fault.none());
            run();
            assertArrayEquals(example.changed, bytes(image));
            return Cuts.of(image.recording()).check(new Sampling(1 << 5, 16, seed), disk -> check(disk, seed));
        }

        /** The file may hold any part of what was not durable, too. */
        private void check(CutDisk disk, long seed) throws IOException {
            int position = disk.cut()
                    .lastMark(FilePosition.class)
                    .map(FilePosition::events)
                    .orElse(0);
            try (Stream<CutDisk> files = Cuts.of(file.recording()).at(position).disks(new Sampling(4, 1, seed))) {
                for (CutDisk each : files.toList()) {
                    check(disk.open(), each);
                }
            }
        }

        private void check(BlockDevice torn, CutDisk overlay) throws IOException {
            if (!OverlayCommit.hasBegun(torn)) {
                byte[] found = bytes(torn);
                assertTrue(Arrays.equals(example.start, found) || Arrays.equals(example.changed, found));
            }
            try {
                complete(torn, overlay.open());
                assertArrayEquals(example.changed, bytes(torn));
                assertFalse(OverlayCommit.hasBegun(torn));
            } catch (IOException | AssertionError e) {
                throw new AssertionError("the overlay file: " + overlay, e);
            }
        }

        /** The image has another mtime as soon as it was written. */
        private void complete(BlockDevice torn, BlockDevice overlay) throws IOException {
            boolean isWritten = !Arrays.equals(example.start, bytes(torn));
            OverlayCommit.run(torn, overlay, isWritten ? OTHER_FINGERPRINT : FINGERPRINT);
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

    /** A run that goes on may rely only on what is durable, and not on all that it reads. */
    @Tag("slow")
    @ParameterizedTest
    @EnumSource
    void commitThatGoesOnAfterAnInterruptionCanBeCut(Unforced unforced) throws Exception {
        Seeds.repeat(1, random -> {
            Example example = new Example(random, 4, 8192);
            for (Operation operation : List.of(Operation.FORCE, Operation.WRITE)) {
                cutAfterEachFault(
                        number -> new Commit(example, unforced, Fault.once(number, operation), Fault.none()),
                        random.nextLong());
                cutAfterEachFault(
                        number -> new Commit(example, unforced, Fault.none(), Fault.once(number, operation)),
                        random.nextLong());
            }
        });
    }

    /** Lets each call in turn end a first run, and cuts a second one. */
    private static void cutAfterEachFault(LongFunction<Commit> commits, long seed) throws Exception {
        boolean isInterrupted = true;
        for (long number = 0; isInterrupted; number++) {
            Commit commit = commits.apply(number);
            isInterrupted = commit.isInterrupted();
            try {
                commit.cut(seed);
            } catch (IOException | AssertionError e) {
                throw new AssertionError("after call " + number + " failed in the first run", e);
            }
        }
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
