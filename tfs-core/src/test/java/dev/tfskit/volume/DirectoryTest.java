// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Hex;
import dev.tfskit.check.Checks;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.error.MovedIntoItselfException;
import dev.tfskit.error.NameNotAllowedException;
import dev.tfskit.error.NameTooLongException;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.schema.Permissions;
import dev.tfskit.schema.SpecialNode;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirectoryTest {

    private static final Symbol A = Symbol.of("a");
    private static final Symbol B = Symbol.of("b");

    private final MemoryDevice device = new MemoryDevice();
    private VolumeBuilder volume;
    private Directory root;

    @BeforeEach
    void create() throws IOException {
        volume = Volume.create(device, new Identity(new UUID(1, 2), Label.of("")));
        root = volume.root();
    }

    @AfterEach
    void check() throws IOException {
        Checks.assertCommitsSound(volume, device);
    }

    @ParameterizedTest
    @ValueSource(strings = {"'a'", "ff", "01", "20", "'...'", "'.a'", "'a.'", "'\\'", "'contents'", "'children'"})
    void acceptsNearlyAnyName(String hex) throws IOException {
        Symbol name = Symbol.wrap(Hex.bytes(hex));
        root.createFile(name);
        assertEquals(
                List.of(name), root.entries().stream().map(DirectoryEntry::name).toList());
        assertTrue(root.find(name).isPresent());
    }

    @Test
    void countsSubdirectories() throws IOException {
        Directory first = root.createDirectory(A);
        first.createDirectory(A);
        root.createFile(Symbol.of("b"));
        assertEquals(1, root.subdirectories());
        first.rename(A, root, Symbol.of("c"), RenameMode.KEEP);
        assertEquals(2, root.subdirectories());
        assertEquals(0, first.subdirectories());
        root.removeDirectory(A);
        assertEquals(1, root.subdirectories());
    }

    @Test
    void acceptsNameOf255Bytes() throws IOException {
        root.createFile(Symbol.of("x".repeat(255)));
        assertThrows(NameNotAllowedException.class, () -> root.createFile(Symbol.of("x".repeat(256))));
    }

    @Test
    void acceptsTargetOf4095Bytes() throws IOException {
        root.createSymbolicLink(A, Text.of("x".repeat(4095)));
        assertThrows(
                NameTooLongException.class, () -> root.createSymbolicLink(Symbol.of("b"), Text.of("x".repeat(4096))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"'.'", "'..'", "'/'", "'a/b'", "'/a'", "'a/'", "00", "'a' 00"})
    void refusesPathAndDotsAsName(String hex) {
        Symbol name = Symbol.wrap(Hex.bytes(hex));
        assertThrows(NameNotAllowedException.class, () -> root.createFile(name));
        assertThrows(NameNotAllowedException.class, () -> root.createDirectory(name));
        assertThrows(NameNotAllowedException.class, () -> root.createSocket(name));
        assertThrows(NameNotAllowedException.class, () -> root.createSymbolicLink(name, Text.of("x")));
        assertEquals(List.of(), root.entries());
    }

    @Test
    void refusesEmptyName() {
        assertThrows(NameNotAllowedException.class, () -> Directory.checkName(Symbol.of("")));
    }

    @Test
    void refusesNameThatExists() throws IOException {
        RegularFile file = root.createFile(A);
        assertThrows(FileAlreadyExistsException.class, () -> root.createFile(A));
        assertThrows(FileAlreadyExistsException.class, () -> root.createDirectory(A));
        assertThrows(FileAlreadyExistsException.class, () -> root.link(A, file));
        assertEquals(1, file.linkCount());
    }

    @Test
    void entriesAreInTheOrderOfTheirBytes() throws IOException {
        for (String name : List.of("b", "a", "ä", "B", "a.b", "a-b")) {
            root.createFile(Symbol.of(name));
        }
        assertEquals(
                List.of("B", "a", "a-b", "a.b", "b", "ä"),
                root.entries().stream().map(entry -> entry.name().decode()).toList());
    }

    @Test
    void createdInodesAreFoundWithTheirKinds() throws IOException {
        root.createDirectory(Symbol.of("directory"));
        root.createFile(Symbol.of("file"));
        root.createSymbolicLink(Symbol.of("link"), Text.of("target"));
        root.createSocket(Symbol.of("socket"));
        assertInstanceOf(Directory.class, root.find(Symbol.of("directory")).orElseThrow());
        assertInstanceOf(RegularFile.class, root.find(Symbol.of("file")).orElseThrow());
        assertEquals(
                Text.of("target"),
                assertInstanceOf(
                                SymbolicLink.class, root.find(Symbol.of("link")).orElseThrow())
                        .target());
        assertInstanceOf(Socket.class, root.find(Symbol.of("socket")).orElseThrow());
        assertEquals(Optional.empty(), root.find(A));
    }

    @Test
    void linkedInodeHasTwoNames() throws IOException {
        RegularFile file = root.createFile(A);
        root.createDirectory(Symbol.of("d")).link(Symbol.of("b"), file);
        assertEquals(2, file.linkCount());
        volume.setLength(file, 77);
        Directory inner = (Directory) root.find(Symbol.of("d")).orElseThrow();
        assertEquals(77, ((RegularFile) inner.find(Symbol.of("b")).orElseThrow()).length());
    }

    @Test
    void refusesSecondNameOfDirectory() throws IOException {
        Directory directory = root.createDirectory(A);
        assertThrows(IllegalArgumentException.class, () -> root.link(Symbol.of("b"), directory));
    }

    @Test
    void dotsThatOldVolumesHoldAreNoEntries() throws IOException {
        Directory old = HandMadeVolume.open("(children:(.:(children:()) ..:(children:()) a:()))")
                .root();
        assertEquals(
                List.of(A), old.entries().stream().map(DirectoryEntry::name).toList());
        assertEquals(Optional.empty(), old.find(Symbol.of("..")));
        assertEquals(Optional.empty(), old.find(Symbol.of(".")));
    }

    @Test
    void entryThatIsNoTupleIsDamage() throws IOException {
        Directory damaged = HandMadeVolume.open("(children:(a:x b:[]))").root();
        assertEquals(
                "the entry a is not a tuple",
                assertThrows(TfsFormatException.class, () -> damaged.find(A)).getMessage());
        DirectoryEntry vector = damaged.entries().getLast();
        assertEquals(
                "the entry is not a tuple",
                assertThrows(TfsFormatException.class, vector::inode).getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"'.'", "'..'", "'a/b'", "00"})
    void refusesPathAndDotsAsNewName(String hex) throws IOException {
        Symbol name = Symbol.wrap(Hex.bytes(hex));
        RegularFile file = root.createFile(A);
        assertThrows(NameNotAllowedException.class, () -> root.link(name, file));
        assertThrows(NameNotAllowedException.class, () -> root.rename(A, root, name, RenameMode.REPLACE));
        assertThrows(
                NameNotAllowedException.class,
                () -> root.renameLeavingWhiteout(A, root, name, RenameMode.REPLACE, Permissions.FILE));
        assertEquals(List.of(A), names(root));
    }

    @Test
    void refusesDirectoryAndInodeOfAnotherVolume() throws IOException {
        Directory other = Volume.create(new MemoryDevice(), new Identity(new UUID(3, 4), Label.of("")))
                .root();
        RegularFile file = root.createFile(A);
        assertThrows(IllegalArgumentException.class, () -> other.link(A, file));
        assertThrows(IllegalArgumentException.class, () -> root.rename(A, other, A, RenameMode.KEEP));
        assertThrows(
                IllegalArgumentException.class,
                () -> root.renameLeavingWhiteout(A, other, A, RenameMode.KEEP, Permissions.FILE));
        assertEquals(List.of(A), names(root));
        assertEquals(List.of(), names(other));
    }

    @Test
    void removedDirectoryGetsNoEntries() throws IOException {
        Directory removed = root.createDirectory(A);
        root.removeDirectory(A);
        RegularFile file = root.createFile(B);
        assertThrows(NoSuchFileException.class, () -> removed.createFile(A));
        assertThrows(NoSuchFileException.class, () -> removed.createUnnamedFile(Permissions.FILE));
        assertThrows(NoSuchFileException.class, () -> removed.link(A, file));
        assertThrows(NoSuchFileException.class, () -> root.rename(B, removed, A, RenameMode.REPLACE));
        assertEquals(List.of(), names(removed));
        assertEquals(List.of(B), names(root));
    }

    @Test
    void onlyAnEmptyDirectoryIsReplaced() throws IOException {
        Directory moved = root.createDirectory(A);
        Directory taken = root.createDirectory(B);
        taken.createFile(A);
        assertThrows(DirectoryNotEmptyException.class, () -> root.rename(A, root, B, RenameMode.REPLACE));
        taken.unlink(A);
        root.rename(A, root, B, RenameMode.REPLACE);
        assertEquals(moved, root.find(B).orElseThrow());
        assertEquals(List.of(B), names(root));
    }

    @Test
    void exchangedDirectoriesChangeParents() throws IOException {
        Directory first = root.createDirectory(A);
        Directory second = root.createDirectory(B);
        Directory up = first.createDirectory(B);
        Directory down = second.createDirectory(A);
        first.rename(B, second, A, RenameMode.EXCHANGE);
        assertEquals(down, first.find(B).orElseThrow());
        assertEquals(up, second.find(A).orElseThrow());
        assertEquals(Optional.of(first), down.parent());
        assertEquals(Optional.of(second), up.parent());
        assertThrows(MovedIntoItselfException.class, () -> root.rename(A, first, B, RenameMode.EXCHANGE));
    }

    @Test
    void createdInodesAreThoseThatAreFound() throws IOException {
        Inode link = root.createSymbolicLink(A, Text.of("target"));
        Inode socket = root.createSocket(B);
        Inode fifo = root.createSpecialFile(Symbol.of("c"), SpecialNode.FIFO);
        assertEquals(link, root.find(A).orElseThrow());
        assertEquals(socket, root.find(B).orElseThrow());
        assertEquals(fifo, root.find(Symbol.of("c")).orElseThrow());
    }

    @Test
    void fixedTreeCountsSubdirectories() throws IOException {
        Directory fixed = HandMadeVolume.open(
                        "(children:(.:(children:()) a:(children:(b:(children:()))) c:(children:()) d:() e:x))")
                .root();
        assertEquals(2, fixed.subdirectories());
        assertEquals(Optional.empty(), fixed.parent());
    }

    private static List<Symbol> names(Directory directory) {
        return directory.entries().stream().map(DirectoryEntry::name).toList();
    }
}
