// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.hostfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.tfskit.io.ByteRange;
import dev.tfskit.posix.PosixHost;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SparseCopyTest {

    private static final int MIB = 1 << 20;

    @TempDir
    private Path directory;

    /** Makes a file with some bytes at each of these positions; what lies between is a hole. */
    private static Path file(Path file, long length, long... positions) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE))) {
            for (long position : positions) {
                channel.write(ByteBuffer.wrap("data".getBytes(StandardCharsets.US_ASCII)), position);
            }
            if (channel.size() < length) {
                channel.write(ByteBuffer.allocate(1), length - 1);
                channel.truncate(length);
            }
        }
        return file;
    }

    private static Path copy(Path file) throws IOException {
        Path copy = file.resolveSibling("copy");
        try (FileChannel target = FileChannel.open(copy, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            SparseCopy.copy(file, target);
        }
        return copy;
    }

    private static void assertCopied(Path file) throws IOException {
        Path copy = copy(file);
        assertEquals(Files.size(file), Files.size(copy));
        assertEquals(-1, Files.mismatch(file, copy));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 4095, 4096, 3 * MIB + 5})
    void copyHasTheSameBytes(long length) throws IOException {
        assertCopied(length == 0 ? file(directory.resolve("file"), 0) : file(directory.resolve("file"), length, 0));
    }

    @Test
    void fileThatALinkLeadsToIsCopied() throws IOException {
        file(directory.resolve("file"), 10, 3);
        assertCopied(Files.createSymbolicLink(directory.resolve("link"), Path.of("file")));
    }

    private static List<ByteRange> dataRanges(Path file) throws IOException {
        assumeTrue(PosixHost.serves(file));
        try (PosixHost host = PosixHost.open().orElseThrow()) {
            Optional<List<ByteRange>> ranges = host.dataRanges(file, Files.size(file));
            assumeTrue(ranges.isPresent(), "this host reports holes");
            return ranges.orElseThrow();
        }
    }

    @Test
    void holesStayHoles() throws IOException {
        Path file = file(directory.resolve("file"), 24 * MIB, 8 * MIB, 16 * MIB);
        List<ByteRange> ranges = dataRanges(file);
        assumeTrue(ranges.size() > 1, "this host makes holes");
        Path copy = copy(file);
        assertEquals(ranges, dataRanges(copy));
        assertEquals(24 * MIB, Files.size(copy));
        assertEquals(-1, Files.mismatch(file, copy));
    }

    @Test
    void holeAtTheEndIsCopied() throws IOException {
        Path file = file(directory.resolve("file"), 8 * MIB, 0);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(4 * MIB);
        }
        assertCopied(file);
    }

    @Test
    void fileOfAnotherFileSystemIsCopied() throws IOException {
        try (FileSystem memory = Jimfs.newFileSystem(Configuration.unix())) {
            Path file = file(memory.getPath("/file"), 200_000, 0, 100_000, 199_990);
            assertCopied(file);
        }
    }

    @Test
    void missingFileIsNamed() {
        Path missing = directory.resolve("missing");
        NoSuchFileException failure = assertThrows(NoSuchFileException.class, () -> copy(missing));
        assertEquals(missing.toString(), failure.getFile());
    }

    @Test
    void directoryIsNamed() throws IOException {
        Path inner = Files.createDirectory(directory.resolve("inner"));
        FileSystemException failure = assertThrows(FileSystemException.class, () -> copy(inner));
        assertEquals(inner.toString(), failure.getFile());
    }

    /** The caller knows the target, and by what name the user knows it. */
    @Test
    void fullTargetFailsByTheReasonOfTheHostAlone() throws IOException {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.isWritable(full));
        Path file = file(directory.resolve("file"), 10, 3);
        try (FileChannel target = FileChannel.open(full, StandardOpenOption.WRITE)) {
            IOException failure = assertThrows(IOException.class, () -> SparseCopy.copy(file, target));
            assertEquals("No space left on device", failure.getMessage());
        }
    }
}
