// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tfskit.HostProgram;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompressionFormatTest {

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"NONE", "BZIP2"})
    void compressedDataIsRecognisedByItsStartAndReadBack(CompressionFormat format) throws IOException {
        byte[] bytes = new byte[100_000];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * i >> 7);
        }
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream stream = format.compress(packed)) {
            stream.write(bytes);
        }
        byte[] start = Arrays.copyOf(packed.toByteArray(), 512);
        assertEquals(format, CompressionFormat.of(start));
        try (InputStream unpacked = format.unpack(new ByteArrayInputStream(packed.toByteArray()), start)) {
            assertArrayEquals(bytes, unpacked.readAllBytes());
        }
    }

    /** Headers with sizes of all lengths and without one, blocks of all kinds, with and without checksums. */
    @Test
    void framesOfZstdAreReadWithPaddingBehindEach(@TempDir Path directory) throws Exception {
        HostProgram.BASH.runIn(directory, "C", "-ec", """
                for size in 0 1 255 256 65791 65792 300000; do
                    head -c $size /dev/urandom >noise
                    head -c $size /dev/zero >zeros
                    seq 100000 | head -c $size >text
                    for file in noise zeros text; do
                        for options in '' --no-check --no-content-size; do
                            zstd -q -c $options $file
                            head -c $((size % 7)) /dev/zero
                            zstd -q -c $options <$file
                            printf '\\x5a\\x2a\\x4d\\x18\\3\\0\\0\\0abc'
                            cat $file $file >>plain
                        done
                    done
                done >packed
                head -c 200000 /dev/zero >>packed
                """);
        try (InputStream packed = Files.newInputStream(directory.resolve("packed"));
                InputStream unpacked = Archives.unpack(packed, "it")) {
            assertArrayEquals(Files.readAllBytes(directory.resolve("plain")), unpacked.readAllBytes());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "xz", "zstd -q", "lz4 -q"})
    void allBytesComeBeforeTheReportOfOthers(String compressor, @TempDir Path directory) throws Exception {
        HostProgram.BASH.runIn(
                directory, "C", "-ec", "seq 100 >plain; (" + compressor + " -c <plain; echo other bytes) >packed");
        List<String> reports = new ArrayList<>();
        try (InputStream packed = Files.newInputStream(directory.resolve("packed"));
                InputStream unpacked = Archives.unpack(packed, "it", reports::add)) {
            assertArrayEquals(Files.readAllBytes(directory.resolve("plain")), unpacked.readAllBytes());
        }
        assertEquals(1, reports.size(), reports::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.tar", "gz", "a.lz4.raw", "site.com.br"})
    void otherFileNamesGiveNoCompression(String name) {
        assertEquals(Optional.of(CompressionFormat.NONE), CompressionFormat.written(Path.of(name)));
    }
}
