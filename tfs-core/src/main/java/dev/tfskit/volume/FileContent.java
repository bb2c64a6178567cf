package dev.tfskit.volume;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.volume.RegularFile.DataRun;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

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
                device.read(data.volumeOffset() + (at - data.filePosition()), target);
                target.limit(callersLimit);
                at = dataEnd;
            }
        }
        return count;
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
