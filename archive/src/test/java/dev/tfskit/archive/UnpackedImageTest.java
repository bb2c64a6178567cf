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
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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

    /** Makes the file {@code packed}, which begins with frames that lz4 and zstd pass over. */
    private Path packedBehindSkippedFrames(String compressor, int length) throws Exception {
        ByteBuffer frames = ByteBuffer.allocate(2 * 2 * Integer.BYTES + length).order(ByteOrder.LITTLE_ENDIAN);
        frames.putInt(0x184d2a5f).putInt(0).putInt(0x184d2a50).putInt(length);
        Files.write(directory.resolve("frames"), frames.array());
        HostProgram.BASH.runIn(
                directory,
                "C",
                "-c",
                "head -c 100000 /dev/urandom > image; { cat frames; " + compressor + " < image; } > packed; "
                        + compressor + " -d < packed | cmp - image");
        return directory.resolve("packed");
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 60_000})
    void lz4BehindSkippedFramesIsReadAsItIs(int length) throws Exception {
        assertEquals(
                Optional.empty(),
                UnpackedImage.of(packedBehindSkippedFrames("lz4 -q", length), directory, notices::add));
        assertEquals(List.of(), notices);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 60_000, 1_000_000})
    void zstdBehindSkippedFramesIsUnpacked(int length) throws Exception {
        try (TemporaryFile copy = UnpackedImage.of(
                        packedBehindSkippedFrames("zstd -q", length), directory, notices::add)
                .orElseThrow()) {
            assertEquals(100_000, copy.size());
        }
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
