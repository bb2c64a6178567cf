// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source.tfs;

import dev.tfskit.io.ByteRange;
import dev.tfskit.source.Content;
import dev.tfskit.volume.FileLayout;
import dev.tfskit.volume.RunReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The bytes of a file of a volume. */
final class VolumeContent implements Content {

    private final Supplier<VolumeBytes> volume;
    private final FileLayout layout;

    /**
     * Creates the content of a file.
     *
     * @param volume supplies each reader of the content with the bytes of the volume
     * @param layout the positions of the bytes of the file
     */
    VolumeContent(Supplier<VolumeBytes> volume, FileLayout layout) {
        this.volume = volume;
        this.layout = layout;
    }

    @Override
    public Optional<List<ByteRange>> dataRanges() {
        return Optional.of(layout.runs().stream()
                .map(run -> new ByteRange(run.filePosition(), run.fileEnd()))
                .toList());
    }

    @Override
    public Reader open() {
        VolumeBytes bytes = volume.get();
        RunReader reader = new RunReader(bytes, layout, layout.length());
        return new Reader() {
            @Override
            public int read(ByteBuffer target, long position) throws IOException {
                return position >= layout.length() ? -1 : reader.read(position, target);
            }

            @Override
            public void close() {
                bytes.close();
            }
        };
    }
}
