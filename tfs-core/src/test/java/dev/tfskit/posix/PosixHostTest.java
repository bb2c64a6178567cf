// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.posix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Hex;
import dev.tfskit.io.ByteRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PosixHostTest extends OnPosixHost {

    private static final long MIB = 1 << 20;

    private static byte[] name(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Path file(long size, long... dataAt) throws IOException {
        Path file = Files.createFile(directoryPath.resolve("sparse"));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(1), size - 1);
            for (long at : dataAt) {
                channel.write(ByteBuffer.wrap(new byte[] {1}), at);
            }
        }
        return file;
    }

    /** Whether the ranges hold these positions, and none of the others. */
    private static void assertRanges(List<ByteRange> ranges, long[] inside, long... outside) {
        for (long at : inside) {
            assertTrue(
                    ranges.stream().anyMatch(range -> range.start() <= at && at < range.end()), at + " in " + ranges);
        }
        for (long at : outside) {
            assertTrue(
                    ranges.stream().noneMatch(range -> range.start() <= at && at < range.end()), at + " in " + ranges);
        }
        for (int i = 1; i < ranges.size(); i++) {
            assertTrue(ranges.get(i - 1).end() <= ranges.get(i).start(), ranges::toString);
        }
    }

    @Test
    void findsDataBetweenHoles() throws IOException {
        Path file = file(100 * MIB, 10 * MIB, 50 * MIB);
        assertRanges(
                host.dataRanges(file, 100 * MIB).orElseThrow(),
                new long[] {10 * MIB, 50 * MIB, 100 * MIB - 1},
                0,
                30 * MIB,
                70 * MIB);
    }

    @Test
    void noRangeEndsBehindTheFile() throws IOException {
        Path file = file(10 * MIB + 3, 10 * MIB);
        List<ByteRange> ranges = host.dataRanges(file, 10 * MIB + 3).orElseThrow();
        assertEquals(10 * MIB + 3, ranges.getLast().end());
        assertTrue(host.dataRanges(file, 10 * MIB + 1).orElseThrow().getLast().end() <= 10 * MIB + 1);
    }

    @Test
    void fileOfOneHoleHasNoDataRange() throws IOException {
        Path file = file(10 * MIB);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(8 * MIB);
        }
        assertEquals(Optional.of(List.of()), host.dataRanges(file, 8 * MIB));
    }

    @Test
    void rangesOfAMissingFileAreAnErrorThatNamesIt() {
        NoSuchFileException error =
                assertThrows(NoSuchFileException.class, () -> host.dataRanges(directoryPath.resolve("missing"), 1));
        assertEquals(directoryPath.resolve("missing").toString(), error.getFile());
    }

    @Test
    void rangesAreNotThoseOfALinkedFile() throws IOException {
        Files.createSymbolicLink(directoryPath.resolve("link"), file(10, 5).getFileName());
        assertThrows(FileSystemException.class, () -> host.dataRanges(directoryPath.resolve("link"), 10));
    }

    @Test
    void opensOnlyDirectories() throws IOException {
        Path file = Files.createFile(directoryPath.resolve("file"));
        assertThrows(NotDirectoryException.class, () -> host.openDirectory(file).close());
        assertThrows(
                NotDirectoryException.class,
                () -> directory.openDirectory(name("file")).close());
        assertThrows(
                NoSuchFileException.class,
                () -> directory.openDirectory(name("missing")).close());
    }

    /** Only the directory that the user named may be a link. */
    @Test
    void followsNoLinkBelowTheFirstDirectory() throws IOException {
        directory.makeDirectory(name("inside"));
        directory.makeSymbolicLink(name("link"), name("inside"));
        host.openDirectory(directoryPath.resolve("link")).close();
        assertThrows(
                FileSystemException.class,
                () -> directory.openDirectory(name("link")).close());
        assertThrows(
                FileSystemException.class,
                () -> directory.createFile(name("link")).close());
    }

    @Test
    void nothingThatExistsIsMadeAnew() throws IOException {
        Files.writeString(directoryPath.resolve("old"), "old");
        byte[] old = name("old");
        assertThrows(
                FileAlreadyExistsException.class,
                () -> directory.createFile(old).close());
        assertThrows(FileAlreadyExistsException.class, () -> directory.makeDirectory(old));
        assertThrows(FileAlreadyExistsException.class, () -> directory.makeSymbolicLink(old, name("x")));
        assertThrows(
                FileAlreadyExistsException.class,
                () -> directory.makeSocket(old).close());
        assertThrows(FileAlreadyExistsException.class, () -> directory.makeLink(old, directory, old));
        assertEquals("old", Files.readString(directoryPath.resolve("old")));
    }

    @Test
    void danglingLinkExists() throws IOException {
        directory.makeSymbolicLink(name("dangling"), name("missing"));
        assertThrows(
                FileAlreadyExistsException.class,
                () -> directory.createFile(name("dangling")).close());
        assertFalse(Files.exists(directoryPath.resolve("missing")));
    }

    @Test
    void writesAFileWithItsAttributes() throws IOException {
        Instant time = Instant.ofEpochSecond(1_234_567_890, 123_456_789);
        try (HostFile file = directory.createFile(name("file"))) {
            file.write(ByteBuffer.allocateDirect(3).put(name("abc")).flip(), 5);
            file.setLength(10);
            file.setMode(06751);
            file.setModified(time);
        }
        Path path = directoryPath.resolve("file");
        assertArrayEquals(Hex.bytes("0000000000 'abc' 0000"), Files.readAllBytes(path));
        assertEquals(06751, (Integer) Files.getAttribute(path, "unix:mode") & 07777);
        assertEquals(FileTime.from(time), Files.getLastModifiedTime(path));
    }

    @Test
    void newEntriesAreReadableByTheirOwnerAlone() throws IOException {
        directory.createFile(name("file")).close();
        directory.makeDirectory(name("directory"));
        assertEquals(0600, (Integer) Files.getAttribute(directoryPath.resolve("file"), "unix:mode") & 07777);
        assertEquals(0700, (Integer) Files.getAttribute(directoryPath.resolve("directory"), "unix:mode") & 07777);
    }

    @Test
    void timesAreThoseOfALinkItself() throws IOException {
        Files.createFile(directoryPath.resolve("file"));
        FileTime before = Files.getLastModifiedTime(directoryPath.resolve("file"));
        directory.makeSymbolicLink(name("link"), name("file"));
        directory.setModified(name("link"), Instant.ofEpochSecond(77));
        assertEquals(
                77,
                Files.getLastModifiedTime(directoryPath.resolve("link"), LinkOption.NOFOLLOW_LINKS)
                        .to(TimeUnit.SECONDS));
        assertEquals(before, Files.getLastModifiedTime(directoryPath.resolve("file")));
    }

    @Test
    void hardLinkToSymbolicLinkIsSymbolicLink() throws IOException {
        directory.makeSymbolicLink(name("link"), name("missing"));
        directory.makeLink(name("second"), directory, name("link"));
        assertEquals(Path.of("missing"), Files.readSymbolicLink(directoryPath.resolve("second")));
    }

    @Test
    void nodeKeepsItsAttributesUnderAnotherName() throws IOException {
        try (HostNode node = directory.makeFifo(name("fifo"))) {
            directory.rename(name("fifo"), name("moved"));
            Path other = Files.createFile(directoryPath.resolve("fifo"));
            FileTime before = Files.getLastModifiedTime(other);
            int mode = (Integer) Files.getAttribute(other, "unix:mode");
            node.setMode(0742);
            node.setModified(Instant.ofEpochSecond(77));
            assertEquals(mode, Files.getAttribute(other, "unix:mode"));
            assertEquals(before, Files.getLastModifiedTime(other));
        }
        Path moved = directoryPath.resolve("moved");
        assertEquals(FileType.FIFO | 0742, Files.getAttribute(moved, "unix:mode"));
        assertEquals(77, Files.getLastModifiedTime(moved).to(TimeUnit.SECONDS));
    }

    @Test
    void duplicatedDescriptorStaysOpen() throws IOException {
        try (HostDirectory first = host.openDirectory(directoryPath);
                HostDirectory second = first.duplicate()) {
            second.makeDirectory(name("made"));
        }
        assertTrue(Files.isDirectory(directoryPath.resolve("made")));
    }

    /** To the host they would end there, and mean something else. */
    @Test
    void bytesBehindANulAreNotCutOff() throws IOException {
        byte[] cut = {'a', 0, 'b'};
        assertThrows(FileSystemException.class, () -> directory.makeDirectory(cut));
        assertThrows(FileSystemException.class, () -> directory.createFile(cut).close());
        assertThrows(FileSystemException.class, () -> directory.makeSymbolicLink(name("link"), cut));
        directory.makeDirectory(name("a"));
    }

    @ParameterizedTest
    @ValueSource(ints = {256, 4096, 5000, 70_000})
    void refusesTooLongName(int length) {
        FileSystemException refusal =
                assertThrows(FileSystemException.class, () -> directory.makeDirectory(name("x".repeat(length))));
        assertEquals("File name too long", refusal.getReason());
    }

    @Test
    void errorNamesFileAndItsDirectory() throws IOException {
        directory.makeDirectory(name("a"));
        try (HostDirectory inner = directory.openDirectory(name("a"))) {
            FileSystemException error = assertThrows(
                    FileSystemException.class,
                    () -> inner.openDirectory(name("missing")).close());
            assertEquals(directoryPath + "/a/missing", error.getFile());
        }
    }

    @Test
    void extendedAttributeThatIsTooLargeIsNamedInWords() throws IOException {
        Files.createFile(directoryPath.resolve("file"));
        FileSystemException refusal = assertThrows(
                FileSystemException.class,
                () -> directory.setExtendedAttribute(name("file"), name("user.large"), new byte[(64 << 10) + 1]));
        assertEquals("Value too large for the host", refusal.getReason());
    }
}
