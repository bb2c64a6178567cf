// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tfskit.check.Checks;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.error.MovedIntoItselfException;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.schema.Permissions;
import dev.tfskit.value.Symbol;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryNotEmptyException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which changes of names a volume refuses, and which times the others set. */
class NameChangesTest {

    private static final Symbol A = Symbol.of("a");
    private static final Symbol B = Symbol.of("b");
    private static final Instant START = Instant.ofEpochSecond(1_000);
    private static final Instant LATER = Instant.ofEpochSecond(2_000);

    private final MemoryDevice device = new MemoryDevice(new byte[4 << 20]);
    private Instant now = START;
    private WritableVolume volume;
    private Directory root;

    @BeforeEach
    void create() throws IOException {
        volume = Volume.format(device, new Identity(new UUID(1, 2), Label.of("")), () -> now);
        root = volume.root();
    }

    @AfterEach
    void check() throws IOException {
        volume.close();
        Checks.assertSound(device);
    }

    private static List<Symbol> names(Directory directory) {
        return directory.entries().stream().map(DirectoryEntry::name).toList();
    }

    @Test
    void directoryWithEntriesIsNotRemoved() throws IOException {
        Directory directory = root.createDirectory(A);
        RegularFile file = directory.createFile(B);
        assertThrows(DirectoryNotEmptyException.class, () -> root.removeDirectory(A));
        assertEquals(List.of(A), names(root));
        assertEquals(file, directory.find(B).orElseThrow());
        directory.unlink(B);
        root.removeDirectory(A);
        assertEquals(List.of(), names(root));
    }

    @Test
    void directoryIsNotMovedIntoItself() throws IOException {
        Directory outer = root.createDirectory(A);
        Directory inner = outer.createDirectory(B);
        for (Directory target : List.of(outer, inner)) {
            assertThrows(
                    MovedIntoItselfException.class, () -> root.rename(A, target, Symbol.of("new"), RenameMode.REPLACE));
        }
        assertEquals(List.of(A), names(root));
        assertEquals(List.of(B), names(outer));
        assertEquals(List.of(), names(inner));
    }

    @Test
    void secondNameChangesCtimeOfFileAndMtimeOfDirectory() throws IOException {
        RegularFile file = root.createFile(A);
        Directory directory = root.createDirectory(Symbol.of("d"));
        now = LATER;
        directory.link(B, file);
        assertTimes(START, LATER, file);
        assertTimes(LATER, LATER, directory);
        now = LATER.plusSeconds(1);
        directory.unlink(B);
        assertTimes(START, now, file);
        assertTimes(now, now, directory);
    }

    @Test
    void firstNameOfOpenFileChangesItsCtime() throws IOException {
        try (OpenFile unnamed = root.createUnnamedFile(Permissions.FILE)) {
            now = LATER;
            root.link(A, unnamed.file());
            assertTimes(START, LATER, unnamed.file());
            assertTimes(LATER, LATER, root);
        }
    }

    @Test
    void renamingChangesCtimeOfInodeAndMtimeOfBothDirectories() throws IOException {
        RegularFile file = root.createFile(A);
        Directory directory = root.createDirectory(Symbol.of("d"));
        now = LATER;
        root.rename(A, directory, B, RenameMode.KEEP);
        assertTimes(START, LATER, file);
        assertTimes(LATER, LATER, root);
        assertTimes(LATER, LATER, directory);
    }

    @Test
    void contentSetsCtimeAgainAfterNames() throws IOException {
        RegularFile file = root.createFile(A);
        now = LATER.plusSeconds(1);
        root.link(B, file);
        now = LATER;
        try (OpenFile open = file.open()) {
            open.write(0, ByteBuffer.wrap(new byte[] {1}));
        }
        assertTimes(LATER, LATER, file);
    }

    @Test
    void renamingCanLeaveAWhiteout() throws IOException {
        RegularFile file = root.createFile(A);
        root.renameLeavingWhiteout(A, root, B, RenameMode.KEEP, Permissions.FILE);
        assertEquals(List.of(A, B), names(root));
        assertEquals(Optional.of(file), root.find(B));
        assertEquals(SpecialFile.class, root.find(A).orElseThrow().getClass());
        // The only name of the inode stays, so nothing is left.
        root.renameLeavingWhiteout(B, root, B, RenameMode.REPLACE, Permissions.FILE);
        assertEquals(List.of(A, B), names(root));
        assertEquals(Optional.of(file), root.find(B));
    }

    private static void assertTimes(Instant modified, Instant changed, Inode inode) {
        assertEquals(modified, inode.modified());
        assertEquals(changed, inode.changed());
    }
}
