// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.HostProgram;
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

    /** gzip unpacks such a file, with a warning. */
    @ParameterizedTest
    @ValueSource(strings = {"gzip", "xz", "zstd -q", "bzip2"})
    void otherBytesBehindCompressedImageAreLeftOutWithWarning(String compressor) throws Exception {
        HostProgram.BASH.runIn(
                directory,
                "C",
                "-c",
                "head -c 3000000 /dev/urandom > image; { " + compressor + " < image; echo 'more text'; } > packed");
        byte[] image = Files.readAllBytes(directory.resolve("image"));
        Path packed = directory.resolve("packed");
        List<Notice> notices = new ArrayList<>();
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
                warning.matches("its " + compressor.split(" ")[0]
                        + " data are followed by other bytes, near byte [0-9]+; they are left out"),
                warning);
    }
}
