// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.hostfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Feature;
import com.google.common.jimfs.Jimfs;
import dev.tfskit.Command;
import dev.tfskit.Hex;
import dev.tfskit.device.FileDevice;
import dev.tfskit.posix.HostNames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PendingFileTest {

    /** Holds the file open that is its argument, until its input ends. */
    private static final Command HOLD_OPEN = Command.shell("exec 3>>\"$1\"; echo open; read -r _ || :");

    @TempDir
    private Path directory;

    private static void write(PendingFile file, String text) throws IOException {
        file.channel().write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static void publish(Path target, String text) throws IOException {
        try (PendingFile file = PendingFile.forTarget(target)) {
            write(file, text);
            file.publish();
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void publishedFileIsComplete() throws IOException {
        publish(directory.resolve("image"), "new");
        assertEquals(List.of("image"), names());
        assertEquals("new", Files.readString(directory.resolve("image")));
    }

    @Test
    void publishNewUsesFreeName() throws IOException {
        try (PendingFile file = PendingFile.forTarget(directory.resolve("image"))) {
            write(file, "new");
            file.publishNew();
        }
        assertEquals(List.of("image"), names());
        assertEquals("new", Files.readString(directory.resolve("image")));
    }

    @Test
    void publishNewKeepsFileThatTookTheName() throws IOException {
        Path target = directory.resolve("image");
        try (PendingFile file = PendingFile.forTarget(target)) {
            write(file, "new");
            Files.writeString(target, "of another");
            assertThrows(FileAlreadyExistsException.class, file::publishNew);
        }
        assertEquals(List.of("image"), names());
        assertEquals("of another", Files.readString(target));
    }

    /** As FAT and some network file systems. */
    private static FileSystem withoutHardLinks() {
        return Jimfs.newFileSystem(Configuration.unix().toBuilder()
                .setSupportedFeatures(Feature.FILE_CHANNEL, Feature.SYMBOLIC_LINKS)
                .build());
    }

    @Test
    void publishNewNeedsNoHardLinks() throws IOException {
        try (FileSystem memory = withoutHardLinks();
                PendingFile file = PendingFile.forTarget(memory.getPath("image"))) {
            write(file, "new");
            file.publishNew();
            assertEquals("new", Files.readString(memory.getPath("image")));
            assertFalse(Files.exists(file.temporaryPath()));
        }
    }

    @Test
    void publishNewWithoutHardLinksKeepsFileThatTookTheName() throws IOException {
        try (FileSystem memory = withoutHardLinks()) {
            Path target = memory.getPath("image").toAbsolutePath();
            try (PendingFile file = PendingFile.forTarget(target)) {
                write(file, "new");
                Files.writeString(target, "of another");
                assertEquals(
                        target.toString(),
                        assertThrows(FileAlreadyExistsException.class, file::publishNew)
                                .getFile());
            }
            assertEquals("of another", Files.readString(target));
        }
    }

    @Test
    void refusesWhenAllTemporaryNamesAreTaken() throws IOException {
        try (FileSystem memory = Jimfs.newFileSystem(Configuration.unix())) {
            String prefix = ".image.tfs-tmp-";
            for (int attempt = 0; attempt < 1000; attempt++) {
                Files.createFile(memory.getPath(prefix + ProcessHandle.current().pid() + "-" + attempt));
            }
            FileAlreadyExistsException refusal = assertThrows(
                    FileAlreadyExistsException.class,
                    () -> PendingFile.forTarget(memory.getPath("image")).close());
            assertEquals(prefix + "*: too many temporary files; remove them", refusal.getMessage());
        }
    }

    @Test
    void fileIsMissingBeforeItIsPublished() throws IOException {
        try (PendingFile file = PendingFile.forTarget(directory.resolve("image"))) {
            write(file, "new");
            assertFalse(Files.exists(directory.resolve("image")));
            assertEquals(directory, file.temporaryPath().getParent());
        }
    }

    @Test
    void closingUnpublishedFileRemovesIt() throws IOException {
        try (PendingFile file = PendingFile.forTarget(directory.resolve("image"))) {
            write(file, "new");
        }
        assertEquals(List.of(), names());
    }

    @Test
    void keepsTheOldFileWhenClosedUnpublished() throws IOException {
        Files.writeString(directory.resolve("image"), "old");
        try (PendingFile file = PendingFile.forTarget(directory.resolve("image"))) {
            write(file, "new");
            assertEquals("old", Files.readString(directory.resolve("image")));
        }
        assertEquals(List.of("image"), names());
        assertEquals("old", Files.readString(directory.resolve("image")));
    }

    @Test
    void replacesTheOldFile() throws IOException {
        Files.writeString(directory.resolve("image"), "old and longer");
        publish(directory.resolve("image"), "new");
        assertEquals(List.of("image"), names());
        assertEquals("new", Files.readString(directory.resolve("image")));
    }

    @Test
    void closingItAgainChangesNothing() throws IOException {
        PendingFile file = PendingFile.forTarget(directory.resolve("image"));
        file.publish();
        file.close();
        file.close();
        assertEquals(List.of("image"), names());
    }

    @Test
    void nameWithoutDirectoryIsInWorkingDirectory() throws IOException {
        try (PendingFile file = PendingFile.forTarget(Path.of("image-without-directory"))) {
            assertEquals(Path.of("image-without-directory").toAbsolutePath(), file.target());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"target", "./target", "../directory/target"})
    void followsALinkToAFile(String target) throws IOException {
        Path inside = Files.createDirectory(directory.resolve("directory"));
        Files.writeString(inside.resolve("target"), "old");
        Files.createSymbolicLink(inside.resolve("link"), Path.of(target));
        publish(inside.resolve("link"), "new");
        assertTrue(Files.isSymbolicLink(inside.resolve("link")));
        assertEquals("new", Files.readString(inside.resolve("target")));
        assertFalse(Files.isSymbolicLink(inside.resolve("target")));
    }

    @Test
    void followsALinkToNothingYet() throws IOException {
        Files.createSymbolicLink(directory.resolve("first"), Path.of("second"));
        Files.createSymbolicLink(directory.resolve("second"), directory.resolve("image"));
        publish(directory.resolve("first"), "new");
        assertEquals("new", Files.readString(directory.resolve("image")));
        assertTrue(Files.isSymbolicLink(directory.resolve("second")));
    }

    @Test
    void refusesARingOfLinks() throws IOException {
        Files.createSymbolicLink(directory.resolve("first"), Path.of("second"));
        Files.createSymbolicLink(directory.resolve("second"), Path.of("first"));
        FileSystemException refusal =
                assertThrows(FileSystemException.class, () -> PendingFile.forTarget(directory.resolve("first")));
        assertTrue(refusal.getReason().contains("symbolic links"), refusal::getReason);
    }

    @Test
    void keepsTheModeOfTheReplacedFile() throws IOException {
        Path image = Files.writeString(directory.resolve("image"), "old");
        assumeTrue(image.getFileSystem().supportedFileAttributeViews().contains("unix"));
        Files.setAttribute(image, "unix:mode", 0100751);
        publish(image, "new");
        assertEquals(0100751, Files.getAttribute(image, "unix:mode"));
    }

    @Test
    void keepsTheOwnerOfTheReplacedFile() throws IOException {
        Path image = Files.writeString(directory.resolve("image"), "old");
        try {
            Files.setAttribute(image, "unix:uid", 12345);
            Files.setAttribute(image, "unix:gid", 54321);
        } catch (FileSystemException | UnsupportedOperationException e) {
            assumeTrue(false, "only root can give files away");
        }
        publish(image, "new");
        assertEquals(12345, Files.getAttribute(image, "unix:uid"));
        assertEquals(54321, Files.getAttribute(image, "unix:gid"));
    }

    @Test
    void newFileHasUsualMode() throws IOException {
        Path other = Files.createFile(directory.resolve("other"));
        assumeTrue(other.getFileSystem().supportedFileAttributeViews().contains("posix"));
        publish(directory.resolve("image"), "new");
        assertEquals(
                PosixFilePermissions.toString(Files.getPosixFilePermissions(other)),
                PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("image"))));
    }

    @Test
    void fileThatWillReplaceAPrivateOneIsPrivateFromTheStart() throws IOException {
        Path image = Files.writeString(directory.resolve("image"), "old");
        assumeTrue(image.getFileSystem().supportedFileAttributeViews().contains("posix"));
        Files.setPosixFilePermissions(image, PosixFilePermissions.fromString("rw-------"));
        try (PendingFile file = PendingFile.forTarget(image)) {
            assertPrivate(file.temporaryPath());
        }
    }

    @Test
    void unpublishedFileIsPrivateWhateverIsAtItsPath() throws IOException {
        Path path = Files.createDirectory(directory.resolve("output"));
        assumeTrue(path.getFileSystem().supportedFileAttributeViews().contains("posix"));
        try (PendingFile file = PendingFile.unpublished(path)) {
            assertEquals(directory, file.temporaryPath().getParent());
            assertPrivate(file.temporaryPath());
        }
        assertEquals(List.of("output"), names());
    }

    private static void assertPrivate(Path file) throws IOException {
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"'image'", "c3a4", "ff 'x' fe"})
    void acceptsNameOfAnyBytes(String name) throws IOException {
        Path image = HostNames.resolve(directory, Hex.bytes(name));
        publish(image, "new");
        assertEquals("new", Files.readString(image));
        assertEquals(1, names().size());
    }

    /** As long as a name can be, of one, two, three and four bytes a character. */
    @ParameterizedTest
    @ValueSource(strings = {"61", "c3a4", "e697a5", "f09f9880"})
    void acceptsNameOf255Bytes(String character) throws IOException {
        int bytes = character.length() / 2;
        Path image = HostNames.resolve(directory, Hex.bytes(character.repeat(255 / bytes) + "62".repeat(255 % bytes)));
        publish(image, "new");
        assertEquals("new", Files.readString(image));
    }

    @Test
    void reportsTemporaryFilesOfKilledPrograms() throws IOException {
        Path image = directory.resolve("image");
        Path left;
        try (PendingFile killed = PendingFile.forTarget(image)) {
            left = killed.temporaryPath();
        }
        Files.createFile(left);
        Files.createFile(directory.resolve(".other.tfs-tmp-1-0"));
        Files.createFile(directory.resolve("image.bak"));
        try (PendingFile file = PendingFile.forTarget(image)) {
            assertEquals(List.of(left), file.leftovers());
        }
    }

    @Test
    void pipeIsNotALeftover() throws IOException, InterruptedException {
        Command.of("mkfifo", directory.resolve(".image.tfs-tmp-1-0")).run().ok();
        try (PendingFile file = PendingFile.forTarget(directory.resolve("image"))) {
            assertEquals(List.of(), assertTimeoutPreemptively(Duration.ofSeconds(60), file::leftovers));
        }
    }

    @Test
    void fileOfAnotherUserIsNotALeftover() throws IOException {
        Path other = Files.createFile(directory.resolve(".image.tfs-tmp-1-0"));
        try {
            Files.setAttribute(other, "unix:uid", 12345);
        } catch (FileSystemException | UnsupportedOperationException e) {
            assumeTrue(false, "only root can give files away");
        }
        try (PendingFile file = PendingFile.forTarget(directory.resolve("image"))) {
            assertEquals(List.of(), file.leftovers());
        }
    }

    @Test
    void temporaryFileInUseIsNotALeftover() throws IOException {
        try (PendingFile other = PendingFile.forTarget(directory.resolve("image"));
                PendingFile file = PendingFile.forTarget(directory.resolve("image"))) {
            assertEquals(List.of(), file.leftovers());
            assertFalse(other.temporaryPath().equals(file.temporaryPath()));
        }
    }

    @Test
    void lastOfTwoWritersWins() throws IOException {
        try (PendingFile first = PendingFile.forTarget(directory.resolve("image"));
                PendingFile second = PendingFile.forTarget(directory.resolve("image"))) {
            write(first, "first");
            write(second, "second");
            second.publish();
            first.publish();
        }
        assertEquals("first", Files.readString(directory.resolve("image")));
        assertEquals(List.of("image"), names());
    }

    @Test
    void refusesADirectory() throws IOException {
        Files.createDirectory(directory.resolve("image"));
        assertRefused(directory.resolve("image"), "is a directory; name a file in it");
        Files.createSymbolicLink(directory.resolve("link"), Path.of("image"));
        assertRefused(directory.resolve("link"), "is a directory; name a file in it");
    }

    @Test
    void refusesASpecialFile() {
        assumeTrue(Files.exists(Path.of("/dev/null")));
        assertRefused(Path.of("/dev/null"), "is a character device, which cannot be replaced; name a regular file");
    }

    @Test
    void namesTheDirectoryThatIsMissing() {
        NoSuchFileException refusal = assertThrows(
                NoSuchFileException.class,
                () -> PendingFile.forTarget(directory.resolve("missing").resolve("image")));
        assertEquals(directory.resolve("missing").toString(), refusal.getFile());
        assertEquals("no such directory; create it first", refusal.getReason());
    }

    @Test
    void refusalOfTooLongNameShowsThatName() {
        Path image = directory.resolve("x".repeat(256));
        FileSystemException refusal = assertThrows(FileSystemException.class, () -> publish(image, "new"));
        assertEquals(image.toString(), refusal.getFile());
    }

    @Test
    void targetThatBecameDirectoryStaysUnchanged() throws IOException {
        Path image = directory.resolve("image");
        try (PendingFile file = PendingFile.forTarget(image)) {
            Files.createDirectory(image);
            Files.createFile(image.resolve("inside"));
            assertThrows(IOException.class, file::publish);
        }
        assertEquals(List.of("image"), names());
        assertTrue(Files.exists(image.resolve("inside")));
    }

    private static void assertRefused(Path target, String reason) {
        FileSystemException refusal = assertThrows(
                FileSystemException.class, () -> PendingFile.forTarget(target).close());
        assertEquals(reason, refusal.getReason());
    }

    @Test
    void refusesAFileThatThisProgramHasOpenForWriting() throws IOException {
        assumeProcFileSystem();
        Path image = Files.createFile(directory.resolve("image"));
        try (FileChannel _ = FileChannel.open(image, StandardOpenOption.WRITE)) {
            assertInUse(image, "is open for writing in this process itself, as by the redirection 3>FILE");
        }
        publish(image, "new");
    }

    @Test
    void acceptsAFileThatIsOnlyRead() throws IOException {
        Path image = Files.createFile(directory.resolve("image"));
        try (FileChannel _ = FileChannel.open(image, StandardOpenOption.READ)) {
            publish(image, "new");
        }
        assertEquals("new", Files.readString(image));
    }

    @Test
    void refusesAFileThatIsLocked() throws IOException {
        Path image = Files.createFile(directory.resolve("image"));
        try (FileChannel reader = FileChannel.open(image, StandardOpenOption.READ);
                FileLock _ = reader.lock(0, Long.MAX_VALUE, true)) {
            FileSystemException refusal = Impatience.assertRefused(
                    FileSystemException.class,
                    () -> PendingFile.forTarget(image).close());
            assertEquals(
                    "is locked by another program; unmount or close it first, or choose another file",
                    refusal.getReason());
        }
    }

    @Test
    void refusesAFileThatAnotherProgramHasOpenForWriting() throws IOException, InterruptedException {
        assumeProcFileSystem();
        Path image = Files.createFile(directory.resolve("image"));
        Path link = Files.createSymbolicLink(directory.resolve("link"), image);
        try (Command.Running shell = HOLD_OPEN.with(image).startWithInput()) {
            assertEquals("open", shell.nextLine());
            String reason = "is open for writing in process " + shell.process().pid() + " (sh)";
            assertInUse(image, reason);
            assertInUse(link, reason);
            assertEquals(List.of("image", "link"), names());
            shell.process().getOutputStream().close();
            shell.result();
        }
        publish(image, "new");
        assertTrue(Files.isSymbolicLink(link) && Files.isRegularFile(image, LinkOption.NOFOLLOW_LINKS));
    }

    @Test
    void refusesAFileThatAnotherProgramHasOpenForWritingUnderAnotherName() throws IOException {
        assumeProcFileSystem();
        Path image = Files.writeString(directory.resolve("image"), "image");
        Path secondName = Files.createLink(directory.resolve("second"), image);
        try (Command.Running shell = HOLD_OPEN.with(secondName).startWithInput()) {
            assertEquals("open", shell.nextLine());
            String reason = "is open for writing in process " + shell.process().pid() + " (sh)";
            assertInUse(image, reason);
            assertTrue(assertThrows(FileSystemException.class, () -> FileDevice.openForWriting(image))
                    .getReason()
                    .startsWith(reason));
        }
    }

    private static void assertInUse(Path target, String by) {
        FileSystemException refusal = assertThrows(
                FileSystemException.class, () -> PendingFile.forTarget(target).close());
        assertTrue(refusal.getReason().startsWith(by), refusal::getReason);
        assertTrue(
                refusal.getReason().endsWith("; unmount or close it first, or choose another file"),
                refusal::getReason);
    }

    private static void assumeProcFileSystem() {
        assumeTrue(Files.isDirectory(Path.of("/proc/self/fdinfo")));
    }
}
