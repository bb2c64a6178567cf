// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.HostProgram;
import dev.tfskit.error.ArchiveException;
import dev.tfskit.source.Notice;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnpackedImageTest {

    @TempDir
    private Path directory;

    private final List<Notice> notices = new ArrayList<>();

    /** Makes the files {@code image} and {@code packed}, which ends with other bytes. */
    private Path packed(String compressor) throws Exception {
        HostProgram.BASH.runIn(
                directory,
                "C",
                "-c",
                "head -c 3000000 /dev/urandom > image; { " + compressor + " < image; echo 'more text'; } > packed");
        return directory.resolve("packed");
    }

    /** These programs unpack such a file, with a warning. */
    @ParameterizedTest
    @ValueSource(strings = {"gzip", "bzip2"})
    void otherBytesBehindCompressedImageAreLeftOutWithWarning(String compressor) throws Exception {
        Path packed = packed(compressor);
        byte[] image = Files.readAllBytes(directory.resolve("image"));
        try (TemporaryFile copy =
                UnpackedImage.of(packed, directory, notices::add).orElseThrow()) {
            ByteBuffer bytes = ByteBuffer.allocate(image.length + 1);
            assertEquals(image.length, copy.size());
            while (copy.channel().read(bytes, bytes.position()) > 0) {
                // Go on until the file ends.
            }
            assertArrayEquals(image, Arrays.copyOf(bytes.array(), bytes.position()));
        }
        assertEquals(
                List.of(Notice.Level.NOTE, Notice.Level.WARNING),
                notices.stream().map(Notice::level).toList());
        String warning = notices.getLast().text();
        assertTrue(
                warning.matches(
                        "its " + compressor + " data are followed by other bytes, near byte [0-9]+; they are left out"),
                warning);
    }

    /** These programs refuse such a file: the bytes may be a frame or a stream whose beginning is damaged. */
    @ParameterizedTest
    @ValueSource(strings = {"xz", "zstd -q"})
    void refusesOtherBytesBehindCompressedImage(String compressor) throws Exception {
        Path packed = packed(compressor);
        String refusal = assertThrows(ArchiveException.class, () -> UnpackedImage.of(packed, directory, notices::add))
                .getMessage();
        assertTrue(
                refusal.matches("\\Q" + packed + "\\E: its " + compressor.split(" ")[0] + " data are followed by other "
                        + "bytes, near byte [0-9]+; it is damaged or incomplete: copy or make it again"),
                refusal);
    }
}
