// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
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

    @ParameterizedTest
    @ValueSource(strings = {"a.tar", "gz", "a.lz4.raw", "site.com.br"})
    void otherFileNamesGiveNoCompression(String name) {
        assertEquals(Optional.of(CompressionFormat.NONE), CompressionFormat.written(Path.of(name)));
    }
}
