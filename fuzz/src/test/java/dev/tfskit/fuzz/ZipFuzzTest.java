// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.tfskit.archive.Archives;
import dev.tfskit.source.Excludes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.compress.archivers.zip.Zip64Mode;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as a zip archive: they become a sound image or are refused. */
class ZipFuzzTest {

    private static final byte[] MAGIC = {'P', 'K', 3, 4};

    @TempDir
    private static Path directory;

    static List<byte[]> seeds() throws IOException {
        return List.of(archive(Zip64Mode.Never), archive(Zip64Mode.Always));
    }

    private static byte[] archive(Zip64Mode mode) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipArchiveOutputStream out = new ZipArchiveOutputStream(bytes)) {
            out.setUseZip64(mode);
            add(out, "d/", 0, "");
            add(out, "d/file", 0100640, "content ".repeat(20));
            add(out, "link", 0120777, "d/file");
            add(out, "\u00fc\\x", 0, "x");
        }
        return bytes.toByteArray();
    }

    private static void add(ZipArchiveOutputStream out, String name, int mode, String content) throws IOException {
        ZipArchiveEntry entry = new ZipArchiveEntry(name);
        if (mode != 0) {
            entry.setUnixMode(mode);
        }
        entry.setTime(1_000_000_000_000L);
        out.putArchiveEntry(entry);
        out.write(content.getBytes(StandardCharsets.UTF_8));
        out.closeArchiveEntry();
    }

    @MethodSource("seeds")
    @FuzzTest
    void archiveBecomesSoundImageOrIsRefused(byte[] input) throws IOException {
        byte[] archive = input.clone();
        // Without these bytes it would be taken for a tar.
        System.arraycopy(MAGIC, 0, archive, 0, Math.min(MAGIC.length, archive.length));
        Path file = Files.write(directory.resolve("fuzz.zip"), archive);
        Images.buildOrRefuse(() -> List.of(Archives.open(file, Excludes.NONE, _ -> {})));
    }
}
