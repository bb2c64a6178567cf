package dev.tfskit.volume;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.volume.RegularFile.DataRun;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;

/** The bytes of a file as they were laid out when this was made; for many reads of a file that nobody writes. Thread safe. */
public final class FileContent {

    private static final byte[] ZEROS = new byte[8192];

    private final BlockDevice device;
    private final List<DataRun> runs;
    private final long length;

    FileContent(final BlockDevice device, final List<DataRun> runs, final long length) {
        this.device = device;
        this.runs = runs;
        this.length = length;
    }

    /** The length of the file in bytes. */
    public long length() {
        return length;
    }

    /**
     * Reads bytes.
     *
     * @param position the first byte of the file to read
     * @param target filled as far as the file reaches
     * @return how many bytes were read; 0 at or behind the end of the file
     * @throws IOException when the device cannot be read
     */
    public int read(final long position, final ByteBuffer target) throws IOException {
        final int count = (int) Math.min(target.remaining(), Math.max(0, length - position));
        final int callersLimit = target.limit();
        final long end = position + count;
        long at = position;
        for (int run = firstRunBehind(position); at < end; run++) {
            final long dataStart = run < runs.size() ? Math.min(end, Math.max(at, runs.get(run).filePosition())) : end;
            putZeros(target, dataStart - at);
            at = dataStart;
            if (at < end) {
                final DataRun data = runs.get(run);
                final long dataEnd = Math.min(end, data.fileEnd());
                target.limit(target.position() + (int) (dataEnd - at));
                try {
                    device.read(data.volumeOffset() + (at - data.filePosition()), target);
                } finally {
                    target.limit(callersLimit);
                }
                at = dataEnd;
            }
        }
        return count;
    }

    /** The first position from {@code position} on that is in no hole; empty if there is none. */
    OptionalLong seekData(final long position) {
        final int run = firstRunBehind(position);
        return run == runs.size() ? OptionalLong.empty() : OptionalLong.of(Math.max(position, runs.get(run).filePosition()));
    }

    /** The first position from {@code position} on that is in a hole, as the end is; empty if that is behind the end. */
    OptionalLong seekHole(final long position) {
        long at = position;
        for (int run = firstRunBehind(position); run < runs.size() && runs.get(run).filePosition() <= at; run++) {
            at = runs.get(run).fileEnd();
        }
        return position >= length ? OptionalLong.empty() : OptionalLong.of(at);
    }

    /** Fills the rest of a buffer. */
    static void putZeros(final ByteBuffer target) {
        putZeros(target, target.remaining());
    }

    private static void putZeros(final ByteBuffer target, final long count) {
        for (long left = count; left > 0; left -= Math.min(left, ZEROS.length)) {
            target.put(ZEROS, 0, (int) Math.min(left, ZEROS.length));
        }
    }

    /** The index of the first run that ends behind a position. */
    private int firstRunBehind(final long position) {
        int low = 0;
        int high = runs.size();
        while (low < high) {
            final int middle = (low + high) >>> 1;
            if (runs.get(middle).fileEnd() <= position) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
