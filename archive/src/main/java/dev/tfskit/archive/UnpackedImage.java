// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import dev.tfskit.error.ArchiveException;
import dev.tfskit.io.Handover;
import dev.tfskit.io.IoConsumer;
import dev.tfskit.source.Notice;
import dev.tfskit.tar.TarHeader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Copies an image to a temporary file when it cannot be read at any offset: because it comes through a pipe, or because
 * it is compressed with gzip, xz, zstd or bzip2.
 */
public final class UnpackedImage {

    private UnpackedImage() {}

    /**
     * Copies and uncompresses an image where necessary. An image compressed by lz4 stays compressed. Other bytes behind
     * the compressed ones are left out with a warning, or refused, as the program of the format does.
     *
     * @param image an existing file or pipe; this opens it only once, so that a pipe loses no bytes
     * @param temporaryDirectory where the copy is made
     * @param notices receives a note when a copy is made, and the warning
     * @return the copy, which the caller closes; empty when the image can be read as it is
     * @throws ArchiveException when the image cannot be uncompressed
     * @throws TemporaryFile.FullException when there is no room for the copy
     * @throws IOException when the image cannot be read
     */
    public static Optional<TemporaryFile> of(Path image, Path temporaryDirectory, Consumer<Notice> notices)
            throws IOException {
        if (Files.isDirectory(image)) {
            return Optional.empty();
        }
        try (ArchiveInput input = ArchiveInput.open(image)) {
            CompressionFormat packing =
                    CompressionFormat.of(SkippedFrames.start(input.stream(), TarHeader.BYTES, input.name()));
            boolean isPacked = packing != CompressionFormat.NONE && packing != CompressionFormat.LZ4;
            if (!isPacked && input.file().isPresent()) {
                return Optional.empty();
            }
            notices.accept(Notice.note(
                    image.toString(),
                    (isPacked ? "is compressed with " + packing : "comes through a pipe")
                            + "; it is read from a temporary copy in " + temporaryDirectory));
            try (InputStream bytes = isPacked
                    ? Archives.unpack(input.stream(), input.name(), otherBytes(input.name(), packing, notices))
                    : input.stream()) {
                return Optional.of(copy(bytes, temporaryDirectory, input.name()));
            }
        }
    }

    private static IoConsumer<String> otherBytes(String image, CompressionFormat packing, Consumer<Notice> notices) {
        return report -> {
            if (!packing.allowsOtherBytes()) {
                throw new ArchiveException(image, report + "; it is damaged or incomplete: copy or make it again");
            }
            notices.accept(new Notice(image, report + "; they are left out"));
        };
    }

    private static TemporaryFile copy(InputStream bytes, Path directory, String name) throws IOException {
        TemporaryFile copy = TemporaryFile.in(directory, name);
        try (Handover handover = new Handover(copy)) {
            copy.appendAll(bytes);
            return handover.to(copy);
        }
    }
}
