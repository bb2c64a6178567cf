// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.tfskit.HostProgram;
import dev.tfskit.error.ArchiveException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Data that the program lz4 has compressed, whole and damaged. */
class Lz4FramesTest {

    private static final int MAGIC_BYTES = 4;
    private static final String LONG_SKIPPED_FRAME =
            "printf '\\x5a\\x2a\\x4d\\x18\\0\\0\\2\\0'; head -c 131072 /dev/zero; ";

    @TempDir
    private Path directory;

    private byte[] plain;

    /** One block that can be compressed, one that cannot, and a short one. */
    @BeforeEach
    void makeContent() throws Exception {
        HostProgram.BASH.runIn(
                directory, "C", "-ec", "{ seq 20000 | head -c 65536; head -c 65536 /dev/urandom; seq 200; } >plain");
        plain = Files.readAllBytes(directory.resolve("plain"));
    }

    private byte[] pack(String command) throws Exception {
        HostProgram.BASH.runIn(directory, "C", "-ec", "{ " + command + "\n} >packed");
        return Files.readAllBytes(directory.resolve("packed"));
    }

    private static byte[] unpack(byte[] packed) throws IOException {
        try (InputStream unpacked = Archives.unpack(new ByteArrayInputStream(packed), "it")) {
            return unpacked.readAllBytes();
        }
    }

    /** All bytes of the header and of the end of the frame, and some in between; the magic number decides before. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-BD",
                "-B4 -BX",
                "-B4 -BD -BX",
                "-B4 --content-size",
                "-B4 -BX --no-frame-crc",
                "-B4 -BD -BX --no-frame-crc"
            })
    void changedByteIsRefused(String options) throws Exception {
        byte[] packed = pack("lz4 -q -c " + options + " plain");
        assertArrayEquals(plain, unpack(packed));
        for (int at = MAGIC_BYTES; at < packed.length; at += at < 20 || at >= packed.length - 20 ? 1 : 4999) {
            byte[] damaged = packed.clone();
            damaged[at] ^= 0x10;
            String message = assertThrows(ArchiveException.class, () -> unpack(damaged), "byte " + at)
                    .getMessage();
            assertTrue(message.endsWith("incomplete: copy or make it again"), message);
        }
    }

    /** The frame is longer than the bytes from which the compression follows. */
    @ParameterizedTest
    @ValueSource(strings = {"lz4 -q -c -B4", "lz4 -q -c -BD", "zstd -q -c"})
    void longFramesToBeSkippedMayComeFirst(String compressor) throws Exception {
        byte[] packed = pack(LONG_SKIPPED_FRAME + LONG_SKIPPED_FRAME + compressor + " plain; " + compressor + " plain");
        byte[] unpacked = unpack(packed);
        assertEquals(2 * plain.length, unpacked.length);
        assertArrayEquals(plain, Arrays.copyOf(unpacked, plain.length));
    }

    @Test
    void endWithinAFrameToBeSkippedIsRefused() throws Exception {
        byte[] packed = pack(LONG_SKIPPED_FRAME);
        assertEquals(
                "it: ends within a frame to be skipped; it is incomplete: copy or make it again",
                assertThrows(ArchiveException.class, () -> unpack(Arrays.copyOf(packed, packed.length - 1)))
                        .getMessage());
    }

    /** It stays compressed: only a file that is compressed in another way is copied. */
    @Test
    void imageBehindALongFrameToBeSkippedCountsAsLz4() throws Exception {
        pack(LONG_SKIPPED_FRAME + "lz4 -q -c plain");
        assertEquals(
                Optional.empty(),
                UnpackedImage.of(directory.resolve("packed"), directory, notice -> fail(notice.text())));
    }
}
