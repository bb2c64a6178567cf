// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source.tfs;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.io.ByteRange;
import dev.tfskit.message.Messages;
import dev.tfskit.source.Content;
import dev.tfskit.volume.FileLayout;
import dev.tfskit.volume.RunReader;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The bytes of a file of a volume. Blocks that the device fails to read become zeros, and are reported. */
final class VolumeContent implements Content {

    private final Volume volume;
    private final FileLayout layout;
    private final Consumer<String> problems;

    VolumeContent(Volume volume, FileLayout layout, Consumer<String> problems) {
        this.volume = volume;
        this.layout = layout;
        this.problems = problems;
    }

    @Override
    public Optional<List<ByteRange>> dataRanges() {
        return Optional.of(layout.runs().stream()
                .map(run -> new ByteRange(run.filePosition(), run.fileEnd()))
                .toList());
    }

    @Override
    public Reader open() {
        RunReader reader = new RunReader(this::fill, layout, layout.length());
        return new Reader() {
            @Override
            public int read(ByteBuffer target, long position) throws IOException {
                return position >= layout.length() ? -1 : reader.read(position, target);
            }

            @Override
            public void close() {
                // The device stays open for the other files.
            }
        };
    }

    /** Falls back to single blocks where a large read fails, so that only unreadable blocks are lost. */
    private void fill(long offset, ByteBuffer target) {
        int start = target.position();
        try {
            volume.read(offset, target);
        } catch (IOException e) {
            target.position(start);
            if (target.remaining() <= BlockDevice.BLOCK_BYTES) {
                target.put(new byte[target.remaining()]);
                problems.accept(
                        "the device fails at byte " + offset + "; zeros instead: " + Messages.reasonInSentence(e));
                return;
            }
            int end = target.limit();
            for (int from = start; from < end; from += BlockDevice.BLOCK_BYTES) {
                fill(offset + (from - start), target.limit(Math.min(end, from + BlockDevice.BLOCK_BYTES)));
            }
        }
    }
}
