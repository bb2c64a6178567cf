// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Command;
import dev.tfskit.Result;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives of a few kilobytes that unpack to several times the heap. */
class CompressionBombsIT {

    private static final String HEAP = "-Xmx32m";
    private static final long UNPACKED = 96L << 20;

    @TempDir
    private Path temp;

    /** Makes a tar with one entry of zeros. */
    private void makeTar(char type) throws IOException {
        byte[] header = new byte[512];
        put(header, 0, "zeros");
        put(header, 100, "0000644");
        put(header, 124, "%011o".formatted(UNPACKED));
        put(header, 148, "        ");
        header[156] = (byte) type;
        put(header, 257, "ustar");
        put(header, 263, "00");
        int sum = 0;
        for (byte each : header) {
            sum += each & 0xff;
        }
        put(header, 148, "%06o".formatted(sum));
        header[154] = 0;
        Path file = Files.write(temp.resolve("file.tar"), header);
        try (RandomAccessFile tar = new RandomAccessFile(file.toFile(), "rw")) {
            tar.setLength(header.length + UNPACKED + 1024);
        }
    }

    private static void put(byte[] header, int offset, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, offset, bytes.length);
    }

    private void shell(String script) throws IOException, InterruptedException {
        Command.shell(script).in(temp).run().ok();
    }

    private Result mkfs(String archive) throws IOException, InterruptedException {
        return Command.mkfs("-q", "--tree", "-r", archive, "disk.raw")
                .in(temp)
                .env("TFS_JAVA_OPTS", HEAP)
                .run();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "bzip2", "xz -0", "zstd -q", "lz4 -q"})
    void zerosBecomeAHole(String compressor) throws IOException, InterruptedException {
        makeTar('0');
        shell(compressor + " <file.tar >bomb");
        mkfs("bomb").ok();
        long size = Files.size(temp.resolve("disk.raw"));
        assertTrue(size < 16 << 20, () -> size + " bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "bzip2", "xz -0", "zstd -q", "lz4 -q"})
    void nameThatFillsTheHeapIsRefused(String compressor) throws IOException, InterruptedException {
        makeTar('L');
        shell(compressor + " <file.tar >bomb");
        mkfs("bomb")
                .failed(
                        1,
                        "tfs-mkfs: bomb: before byte 512 of the uncompressed data, there is a header of " + UNPACKED
                                + " bytes, which is more than tfs-mkfs takes; make the archive again without it");
        assertNothingIsLeft();
    }

    @Test
    void zerosOfAZipBecomeAHole() throws IOException, InterruptedException {
        shell("truncate -s " + UNPACKED + " zeros; zip -q bomb zeros");
        mkfs("bomb.zip").ok();
    }

    @Test
    void archiveThatIsCompressedTwiceIsRefused() throws IOException, InterruptedException {
        makeTar('0');
        shell("gzip <file.tar | gzip >bomb");
        mkfs("bomb")
                .failed(
                        1,
                        "tfs-mkfs: bomb: is compressed with gzip, but what is compressed is not a tar or cpio archive");
        assertNothingIsLeft();
    }

    private void assertNothingIsLeft() throws IOException {
        try (Stream<Path> files = Files.list(temp)) {
            assertEquals(
                    List.of(),
                    files.map(file -> file.getFileName().toString())
                            .filter(name -> name.contains("disk"))
                            .toList());
        }
    }
}
