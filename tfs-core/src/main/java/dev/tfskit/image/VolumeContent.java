package dev.tfskit.image;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.volume.RegularFile.DataRun;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A file of a volume. Blocks that the device fails to read come as zeros, and are named. */
final class VolumeContent implements Content {

    private final BlockDevice device;
    private final List<DataRun> runs;
    private final Consumer<String> problems;

    VolumeContent(final BlockDevice device, final List<DataRun> runs, final Consumer<String> problems) {
        this.device = device;
        this.runs = runs;
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

    /** Reads as far as the run reaches that holds the position; only such positions are asked for. */
    private int read(final ByteBuffer target, final long position) {
        for (final DataRun run : runs) {
            if (position >= run.filePosition() && position < run.fileEnd()) {
                final int count = (int) Math.min(target.remaining(), run.fileEnd() - position);
                fill(target.slice(target.position(), count), run.volumeOffset() + position - run.filePosition());
                target.position(target.position() + count);
                return count;
            }
        }
        return -1;
    }

    /** Block by block where reading at once fails, so that no more is lost than cannot be read. */
    private void fill(final ByteBuffer target, final long offset) {
        try {
            device.read(offset, target);
        } catch (IOException e) {
            if (target.capacity() <= BlockDevice.BLOCK_BYTES) {
                target.clear().put(new byte[target.capacity()]);
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
