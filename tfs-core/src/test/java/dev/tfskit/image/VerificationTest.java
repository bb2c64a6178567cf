// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.device.MemoryDevice;
import dev.tfskit.device.ReadCountingDevice;
import dev.tfskit.device.ResizableDevice;
import dev.tfskit.device.filter.FilterDevice;
import dev.tfskit.io.ByteRange;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.source.Content;
import dev.tfskit.source.ListSource;
import dev.tfskit.source.MemoryContent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The differences that the comparison of an image with its sources finds. */
class VerificationTest {

    private static final int SIZE = 3_000_001;

    private static byte[] data() {
        byte[] bytes = new byte[SIZE];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    /** Bytes that come as from a pipe: opened once, never backwards. */
    private static Content streamed(byte[] bytes, Optional<List<ByteRange>> ranges) {
        return new Content() {
            private boolean opened;

            @Override
            public Reader open() {
                if (opened) {
                    throw new IllegalStateException("opened twice");
                }
                opened = true;
                Reader reader = new MemoryContent(bytes).open();
                return new Reader() {
                    private long passed;

                    @Override
                    public int read(ByteBuffer target, long position) throws IOException {
                        if (position < passed) {
                            throw new IllegalStateException("read backwards");
                        }
                        int count = reader.read(target, position);
                        passed = position + Math.max(0, count);
                        return count;
                    }

                    @Override
                    public void close() throws IOException {
                        reader.close();
                    }
                };
            }

            @Override
            public Optional<List<ByteRange>> dataRanges() {
                return ranges;
            }

            @Override
            public boolean isStreamed() {
                return true;
            }

            @Override
            public String toString() {
                return "the pipe";
            }
        };
    }

    private static void build(ResizableDevice device, Content content, long size) throws IOException {
        new ImageBuilder(new Identity(new UUID(1, 2), Label.of("")), notice -> {
                    throw new AssertionError(notice.toString());
                })
                .verified()
                .build(
                        () -> device,
                        List.of(new ListSource()
                                .directory("d")
                                .file("before", 3, new MemoryContent(new byte[] {1, 2, 3}))
                                .file("a", size, content)
                                .hardLink("b", "a")
                                .link("l", "a")));
    }

    /** A device on which a byte turns over on its way. */
    private static final class CorruptingDevice extends FilterDevice<MemoryDevice> implements ResizableDevice {

        private final long failing;

        CorruptingDevice(long failing) {
            super(new MemoryDevice());
            this.failing = failing;
        }

        @Override
        public void write(long at, ByteBuffer source) throws IOException {
            int index = (int) (failing - at);
            if (index >= 0 && index < source.remaining()) {
                byte[] bytes = new byte[source.remaining()];
                source.get(bytes);
                bytes[index] ^= 1;
                super.write(at, ByteBuffer.wrap(bytes));
            } else {
                super.write(at, source);
            }
        }

        @Override
        public void resize(long bytes) throws IOException {
            device().resize(bytes);
        }
    }

    /** Demands that an image is built, and that so much of it is read for the comparison. */
    private static void passes(Content content, long leastRead) throws IOException {
        ReadCountingDevice device = new ReadCountingDevice(new MemoryDevice());
        build(device, content, SIZE);
        assertTrue(device.bytes() >= leastRead, () -> "only " + device.bytes() + " bytes were read");
    }

    @Test
    void soundImagePassesAfterFullRead() throws IOException {
        passes(new MemoryContent(data()), SIZE);
        passes(streamed(data(), Optional.empty()), SIZE);
    }

    @Test
    void sparseImagePassesAfterReadOfItsData() throws IOException {
        byte[] bytes = new byte[SIZE];
        bytes[2_500_000] = 1;
        Optional<List<ByteRange>> ranges = Optional.of(List.of(new ByteRange(2_499_584, 2_500_608)));
        passes(new MemoryContent(bytes, ranges), 1024);
        passes(streamed(bytes, ranges), 1024);
        passes(streamed(bytes, Optional.empty()), 1024);
    }

    @Test
    void findsFlippedByte() {
        long inTheFile = 3073L * 512 + 512 + 1_234_567;
        FileSystemException first = assertThrows(
                FileSystemException.class,
                () -> build(new CorruptingDevice(inTheFile), new MemoryContent(data()), SIZE));
        assertEquals("/a", first.getFile());
        assertTrue(first.getReason().contains("at byte 1234567;"), first.getReason());
        FileSystemException second = assertThrows(
                FileSystemException.class,
                () -> build(new CorruptingDevice(inTheFile), streamed(data(), Optional.empty()), SIZE));
        assertEquals("/a", second.getFile());
        assertTrue(second.getReason().contains("the bytes of the pipe;"), second.getReason());
    }

    /** The tree goes into a second draft then, and no inode of the first draft is in its log. */
    @Test
    void soundImagePassesWhenASourceReplacesAnEntryOfAnother() throws IOException {
        List<MemoryDevice> drafts = new ArrayList<>();
        new ImageBuilder(new Identity(new UUID(1, 2), Label.of("")), notice -> {
                    throw new AssertionError(notice.toString());
                })
                .verified()
                .build(
                        () -> {
                            drafts.add(new MemoryDevice());
                            return drafts.getLast();
                        },
                        List.of(
                                new ListSource()
                                        .file("a", 1, new MemoryContent(new byte[] {1}))
                                        .file("b", 1, new MemoryContent(new byte[] {2}))
                                        .hardLink("b2", "b")
                                        .file("c", 1, new MemoryContent(new byte[] {3})),
                                new ListSource().file("a", 1, new MemoryContent(new byte[] {4}))));
        assertEquals(2, drafts.size());
    }
}
