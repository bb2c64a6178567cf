// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.RecordingDevice;
import dev.tfskit.device.Sampling;
import dev.tfskit.device.SparseDevice;
import dev.tfskit.device.filter.FilterDevice;
import dev.tfskit.value.Symbol;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * Writers that break one of the rules of docs/format.md, section 8, are found out: what the other tests check would
 * show it.
 */
class WrongWriterTest {

    private static final long BYTES = 4 << 20;
    private static final Symbol A = Symbol.of("a");
    private static final int BLOCK = 512;

    private static void assertCaught(Story story) {
        AssertionError caught = assertThrows(AssertionError.class, () -> story.check(Sampling.of(1)));
        assertTrue(caught.getMessage().contains("cut at event"), caught.getMessage());
    }

    private static Story begin(Function<RecordingDevice, BlockDevice> layer) throws IOException {
        Story story = Story.of(Story.empty(BYTES), layer, false);
        story.journal().create("a", 1300);
        story.commit();
        return story;
    }

    private static long blockOf(Story story) throws IOException {
        return ((RegularFile) story.volume().root().find(A).orElseThrow())
                .extents()
                .getFirst()
                .startBlock();
    }

    private static void writeJunk(Story story, long block) {
        story.device()
                .write(
                        block * BLOCK,
                        ByteBuffer.wrap(
                                "another file ".repeat(40).substring(0, BLOCK).getBytes()));
    }

    /**
     * A device that passes on only every other flush, so that a commit is one write with all else. The flush before the
     * first write does not count.
     */
    private static final class FlushLeftOut extends FilterDevice<BlockDevice> {
        private long flushes = -1;

        FlushLeftOut(BlockDevice device) {
            super(device);
        }

        @Override
        public void force() throws IOException {
            if (++flushes % 2 == 0) {
                super.force();
            }
        }
    }

    /**
     * A device that holds back what is written until the second flush, and then writes and flushes the last first. The
     * flush before the first write does not count.
     */
    private static final class CommitBlockFirst extends FilterDevice<SparseDevice> {
        private final RecordingDevice recording;
        private final Deque<Held> held = new ArrayDeque<>();
        private long flushes = -1;

        private record Held(long offset, ByteBuffer bytes) {}

        CommitBlockFirst(RecordingDevice recording) {
            super(new SparseDevice(recording.image()));
            this.recording = recording;
        }

        @Override
        public void write(long offset, ByteBuffer source) {
            ByteBuffer copy = ByteBuffer.allocate(source.remaining())
                    .put(source.duplicate())
                    .flip();
            held.push(new Held(offset, copy));
            device().write(offset, source);
        }

        @Override
        public void force() {
            if (++flushes % 2 == 0) {
                while (!held.isEmpty()) {
                    Held next = held.pop();
                    recording.write(next.offset, next.bytes);
                    recording.force();
                }
            }
        }

        @Override
        public void close() {
            recording.close();
        }
    }

    @Test
    void correctWriterPasses() throws IOException {
        Story story = begin(device -> device);
        story.journal().truncate((RegularFile) story.volume().root().find(A).orElseThrow(), 1100);
        story.journal().create("b", 1300);
        story.commit();
        assertTrue(story.check(Sampling.of(1)) > 2);
    }

    @Test
    void missingFlushIsCaught() throws IOException {
        assertCaught(begin(FlushLeftOut::new));
    }

    @Test
    void commitBlockWrittenFirstIsCaught() throws IOException {
        assertCaught(begin(CommitBlockFirst::new));
    }

    /** What was freed is given to another file before the commit. */
    @Test
    void nothingIsInQuarantine() throws IOException {
        Story story = begin(device -> device);
        long block = blockOf(story);
        story.journal().step(() -> story.volume().root().unlink(A));
        writeJunk(story, block);
        story.commit();
        assertCaught(story);
    }

    /** What is freed while a commit is under way is given to another file when that one has landed. */
    @Test
    void allBatchesShareOneQuarantine() throws IOException {
        Deque<InterruptedDevice> layers = new ArrayDeque<>();
        Story story = begin(device -> {
            layers.push(new InterruptedDevice(device));
            return layers.getFirst();
        });
        long block = blockOf(story);
        layers.getFirst()
                .atNextForce(
                        () -> story.journal().step(() -> story.volume().root().unlink(A)));
        story.journal().create("b", 100);
        story.commit();
        writeJunk(story, block);
        assertCaught(story);
    }

    @Test
    void zeroedEndOfShrunkFileIsCaught() throws IOException {
        Story story = begin(device -> device);
        RegularFile file = (RegularFile) story.volume().root().find(A).orElseThrow();
        long end = (blockOf(story) + 2) * BLOCK + 76;
        story.journal().truncate(file, 1100);
        story.device().write(end, ByteBuffer.allocate(3 * BLOCK - 1100));
        story.commit();
        assertCaught(story);
    }
}
