package dev.tfskit.image;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.volume.RegularFile.DataRun;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A file of a volume. Blocks that the device fails to read come as zeros, and are named. */
final class VolumeContent implements Content {

    private final Volume volume;
    private final List<DataRun> runs;
    private final long length;
    private final Consumer<String> problems;

    VolumeContent(final Volume volume, final List<DataRun> runs, final long length, final Consumer<String> problems) {
        this.volume = volume;
        this.runs = runs;
        this.length = length;
        this.problems = problems;
    }

    @Override
    public Optional<List<Range>> dataRanges() {
        return Optional.of(runs.stream().map(run -> new Range(run.filePosition(), run.fileEnd())).toList());
    }

    @Override
    public Reader open() {
        return new Reader() {
            @Override
            public int read(final ByteBuffer target, final long position) {
                return VolumeContent.this.read(target, position);
            }

            @Override
            public void close() {
                // The device stays open for the others.
            }
        };
    }

    /** Reads as far as the run or the hole reaches that holds the position. */
    private int read(final ByteBuffer target, final long position) {
        if (position >= length) {
            return -1;
        }
        final int next = firstRunBehind(position);
        final boolean isHole = next == runs.size() || position < runs.get(next).filePosition();
        final long end = next == runs.size() ? length : isHole ? runs.get(next).filePosition() : runs.get(next).fileEnd();
        final int count = (int) Math.min(target.remaining(), end - position);
        final ByteBuffer part = target.slice(target.position(), count);
        if (isHole) {
            clear(part);
        } else {
            fill(part, runs.get(next).volumeOffset() + position - runs.get(next).filePosition());
        }
        target.position(target.position() + count);
        return count;
    }

    /** The number of the first run that ends behind a position; as many as there are runs when none does. */
    private int firstRunBehind(final long position) {
        int from = 0;
        int to = runs.size();
        while (from < to) {
            final int middle = (from + to) >>> 1;
            if (runs.get(middle).fileEnd() <= position) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    private static void clear(final ByteBuffer target) {
        target.clear().put(new byte[target.capacity()]);
    }

    /** Block by block where reading at once fails, so that no more is lost than cannot be read. */
    private void fill(final ByteBuffer target, final long offset) {
        try {
            volume.read(offset, target);
        } catch (IOException e) {
            if (target.capacity() <= BlockDevice.BLOCK_BYTES) {
                clear(target);
                problems.accept("the device fails at byte " + offset + "; zeros instead: " + e.getMessage());
                return;
            }
            for (int from = 0; from < target.capacity(); from += BlockDevice.BLOCK_BYTES) {
                final int count = Math.min(BlockDevice.BLOCK_BYTES, target.capacity() - from);
                fill(target.slice(from, count), offset + from);
            }
        }
    }
}
