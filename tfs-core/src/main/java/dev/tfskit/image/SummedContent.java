package dev.tfskit.image;

import dev.tfskit.ByteRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** Bytes that pass by once, and whose checksum stays. */
final class SummedContent implements Content {

    private final Content content;
    private final long size;
    private final WindowSum sum = new WindowSum();
    private byte[] result = new byte[0];

    SummedContent(final Content content, final long size) {
        this.content = content;
        this.size = size;
    }

    /** The checksum, once everything was read. */
    byte[] sum() {
        return result;
    }

    @Override
    public Reader open() throws IOException {
        return new Summing(content.open());
    }

    @Override
    public Optional<List<ByteRange>> dataRanges() throws IOException {
        return content.dataRanges();
    }

    @Override
    public boolean isStreamed() {
        return content.isStreamed();
    }

    @Override
    public String toString() {
        return content.toString();
    }

    /** Reads whole windows, whatever it is asked for. */
    private final class Summing implements Reader {

        private final Reader reader;
        private TakenContent window = new TakenContent(new byte[0], 0, 0, "");

        Summing(final Reader reader) {
            this.reader = reader;
        }

        @Override
        public int read(final ByteBuffer target, final long position) throws IOException {
            if (position >= size) {
                return -1;
            }
            final boolean isInWindow = position >= window.start() && position < window.start() + window.count();
            if (!isInWindow) {
                final long start = position / Window.BYTES * Window.BYTES;
                window = TakenContent.from(reader, start, (int) Math.min(Window.BYTES, size - start), content.toString());
                sum.add(start, window.bytes(), window.count());
            }
            return window.open().read(target, position);
        }

        @Override
        public void close() throws IOException {
            result = sum.result();
            reader.close();
        }
    }
}
