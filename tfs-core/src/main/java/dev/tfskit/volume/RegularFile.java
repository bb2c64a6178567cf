package dev.tfskit.volume;

import dev.tfskit.TfsFormatException;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.value.Int;
import dev.tfskit.value.Tuple;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A regular file: a length, and extents that hold its bytes. Where no extent is, it reads as zeros. */
public final class RegularFile extends Inode {

    private static final int BLOCK = BlockDevice.BLOCK_BYTES;

    RegularFile(final Volume volume, final Tuple tuple) {
        super(volume, tuple);
    }

    /**
     * Bytes of a file that lie together on the volume.
     *
     * @param filePosition where they begin in the file, in bytes
     * @param volumeOffset where they begin on the volume, in bytes
     * @param length how many bytes, at least 1
     */
    public record DataRun(long filePosition, long volumeOffset, long length) {

        /** The position in the file behind the last byte. */
        public long fileEnd() {
            return filePosition + length;
        }
    }

    /**
     * The length in bytes.
     *
     * @throws TfsFormatException when the image holds no valid number there
     */
    public long length() throws TfsFormatException {
        return size(Attributes.FILE_LENGTH);
    }

    /**
     * Sets the length in bytes. No blocks are taken or given back: what no extent covers reads as zeros.
     *
     * @param bytes at least 0
     */
    public void setLength(final long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("a negative length: " + bytes);
        }
        set(Attributes.FILE_LENGTH, Int.of(bytes));
    }

    /**
     * The extents in the order of the file; they may reach, or lie, behind its end.
     *
     * @throws TfsFormatException when one is malformed, outside the volume, or overlaps another of the file
     */
    public List<Extent> extents() throws TfsFormatException {
        final Optional<Tuple> map = tuple.tuple(Attributes.EXTENTS);
        if (map.isEmpty()) {
            return List.of();
        }
        final List<Extent> extents = new ArrayList<>(map.get().size());
        for (int i = 0; i < map.get().size(); i++) {
            extents.add(Extent.of(map.get().nameAt(i), map.get().valueAt(i), volume.blocks()));
        }
        extents.sort(Comparator.comparingLong(Extent::fileBlock));
        for (int i = 1; i < extents.size(); i++) {
            if (extents.get(i).fileBlock() < extents.get(i - 1).fileEnd()) {
                throw new TfsFormatException("the extents at blocks " + extents.get(i - 1).fileBlock() + " and "
                        + extents.get(i).fileBlock() + " of the file overlap");
            }
        }
        return extents;
    }

    /**
     * Where the bytes that are not known to be zero lie, in the order of the file; neighbours are joined.
     *
     * @throws TfsFormatException as {@link #length} and {@link #extents}
     */
    public List<DataRun> dataRuns() throws TfsFormatException {
        final long end = length();
        final List<DataRun> runs = new ArrayList<>();
        for (final Extent extent : extents()) {
            final long position = Math.multiplyExact(extent.fileBlock(), (long) BLOCK);
            if (extent.uninitialised() || extent.length() == 0 || position >= end) {
                continue;
            }
            final DataRun run = new DataRun(position, extent.startBlock() * BLOCK,
                    Math.min(extent.length() * BLOCK, end - position));
            final DataRun before = runs.isEmpty() ? new DataRun(-1, -1, 0) : runs.getLast();
            if (before.fileEnd() == run.filePosition && before.volumeOffset + before.length == run.volumeOffset) {
                runs.set(runs.size() - 1, new DataRun(before.filePosition, before.volumeOffset, before.length + run.length));
            } else {
                runs.add(run);
            }
        }
        return runs;
    }

    /**
     * Reads bytes.
     *
     * @param position the first byte of the file to read
     * @param target filled as far as the file reaches
     * @return how many bytes were read; 0 at or behind the end of the file
     * @throws TfsFormatException as {@link #dataRuns}
     * @throws IOException when the device cannot be read
     */
    public int read(final long position, final ByteBuffer target) throws IOException {
        final int count = (int) Math.min(target.remaining(), Math.max(0, length() - position));
        final ByteBuffer window = target.slice(target.position(), count);
        window.put(new byte[count]);
        for (final DataRun run : dataRuns()) {
            final long from = Math.max(run.filePosition, position);
            final long to = Math.min(run.fileEnd(), position + count);
            if (from < to) {
                volume.device().read(run.volumeOffset + (from - run.filePosition),
                        window.slice((int) (from - position), (int) (to - from)));
            }
        }
        target.position(target.position() + count);
        return count;
    }

    /** Sets an extent, in place of one that began at the same block of the file. */
    void setExtent(final Extent extent) {
        volume.set(tuple.tuple(Attributes.EXTENTS).orElseThrow(), extent.key(), extent.toTuple());
    }

    @Override
    Permissions defaultPermissions() {
        return Permissions.FILE;
    }
}
