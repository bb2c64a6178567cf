// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.check.Checks;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.log.Replay;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.InodeKind;
import dev.tfskit.schema.Label;
import dev.tfskit.schema.Permissions;
import dev.tfskit.schema.SpecialNode;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A volume that is changed while it is open, and opened again. */
class LiveVolumeTest {

    private static final int MIB = 1 << 20;

    private final MemoryDevice device = new MemoryDevice(new byte[32 * MIB]);

    private WritableVolume format() throws IOException {
        return Volume.format(device, new Identity(new UUID(1, 2), Label.of("test")), InstantSource.system());
    }

    private WritableVolume reopen(WritableVolume volume) throws IOException {
        volume.close();
        Checks.assertSound(device);
        return Volume.openForWriting(device, InstantSource.system());
    }

    @Test
    void writtenBytesAreReadBack() throws IOException {
        WritableVolume volume = format();
        byte[] bytes = new byte[3 * MIB + 77];
        new Random(1).nextBytes(bytes);
        RegularFile file = volume.root().createFile(Symbol.of("a"));
        try (OpenFile open = file.open()) {
            for (int at = 0; at < bytes.length; at += 4096) {
                open.write(at, ByteBuffer.wrap(bytes, at, Math.min(4096, bytes.length - at)));
            }
        }
        assertEquals(1, file.extents().size());
        volume = reopen(volume);
        ByteBuffer read = ByteBuffer.allocate(bytes.length);
        RegularFile again = (RegularFile) volume.root().find(Symbol.of("a")).orElseThrow();
        assertEquals(bytes.length, again.read(0, read));
        assertArrayEquals(bytes, read.array());
        volume.root().createDirectory(Symbol.of("d"));
        volume.root()
                .rename(
                        Symbol.of("a"),
                        (Directory) volume.root().find(Symbol.of("d")).orElseThrow(),
                        Symbol.of("b"),
                        RenameMode.REPLACE);
        volume = reopen(volume);
        Directory d = (Directory) volume.root().find(Symbol.of("d")).orElseThrow();
        long before = volume.statistics().freeBlocks();
        d.unlink(Symbol.of("b"));
        volume.commit();
        assertTrue(volume.statistics().freeBlocks() > before + 6000);
        assertTrue(volume.compact());
        volume = reopen(volume);
        volume.close();
    }

    /** What a program still does to a file that it has open must not make the log look shorter than it is. */
    @Test
    void changesOfRemovedInodesAreNotCounted() throws IOException {
        try (WritableVolume volume = format()) {
            Directory root = volume.root();
            RegularFile file = root.createFile(Symbol.of("f"));
            root.unlink(Symbol.of("f"));
            Directory directory = root.createDirectory(Symbol.of("d"));
            root.removeDirectory(Symbol.of("d"));
            for (Inode removed : List.of(file, directory)) {
                removed.setAccessed(Instant.EPOCH);
                removed.setPermissions(new Permissions(0700, 1, 2));
                removed.setPermissions(removed.defaultPermissions());
                removed.setExtendedAttribute(Symbol.of("user.a"), Text.of("value"));
                assertEquals(
                        Text.of("value"),
                        removed.extendedAttribute(Symbol.of("user.a")).orElseThrow());
            }
            MountScan scan = MountScan.of(Tuples.of(root), volume.logExtensions(), volume.blocks());
            LiveState live = root.tree.live();
            assertEquals(scan.entries(), live.read(live.mutations()::liveEntries));
        }
    }

    @Test
    void attributesOfOthersAreSetAndRemovedAndManagedOnesRefused() throws IOException {
        WritableVolume volume = format();
        Symbol name = Symbol.of("trace");
        RegularFile file = volume.root().createFile(Symbol.of("f"));
        file.setAttribute(name, Text.of("t"));
        file.removeAttribute(Symbol.of("absent"));
        assertThrows(IllegalArgumentException.class, () -> file.removeAttribute(Attributes.FILE_LENGTH));
        assertThrows(IllegalArgumentException.class, () -> file.removeExtendedAttribute(name));
        volume = reopen(volume);
        Inode again = volume.root().find(Symbol.of("f")).orElseThrow();
        assertEquals(Optional.of(Text.of("t")), again.attribute(name));
        again.removeAttribute(name);
        again.setAccessed(Instant.ofEpochSecond(7));
        assertEquals(Optional.empty(), again.attribute(name));
        volume = reopen(volume);
        again = volume.root().find(Symbol.of("f")).orElseThrow();
        assertEquals(Optional.empty(), again.attribute(name));
        assertEquals(Instant.ofEpochSecond(7), again.accessed());
        volume.close();
    }

    /** As the kernel of a mount does it for the files that it writes. */
    @Test
    void timeOfChangeCanBeGiven() throws IOException {
        try (WritableVolume volume = format()) {
            RegularFile file = volume.root().createFile(Symbol.of("f"));
            Instant modified = Instant.ofEpochSecond(5, 7);
            Instant changed = Instant.ofEpochSecond(6, 8);
            file.change(new StatusChange(
                    Optional.of(new Permissions(0600, 1, 2)),
                    Optional.empty(),
                    Optional.of(modified),
                    Optional.of(changed)));
            assertEquals(new Permissions(0600, 1, 2), file.permissions());
            assertEquals(modified, file.modified());
            assertEquals(changed, file.changed());
            assertEquals(Optional.empty(), file.storedAccessed());
        }
    }

    @Test
    void specialFilesAreFoundAgain() throws IOException {
        SpecialNode node = new SpecialNode(InodeKind.BLOCK_DEVICE, 8, 1);
        WritableVolume volume = format();
        volume.root().createSpecialFile(Symbol.of("p"), SpecialNode.FIFO, new Permissions(0600, 1, 2));
        SpecialFile disk = volume.root().createSpecialFile(Symbol.of("d"), node);
        volume.root().link(Symbol.of("e"), disk);
        volume.root().rename(Symbol.of("d"), volume.root(), Symbol.of("f"), RenameMode.REPLACE);
        disk.setPermissions(new Permissions(0660, 0, 6));
        volume = reopen(volume);
        assertEquals(
                InodeKind.FIFO, volume.root().find(Symbol.of("p")).orElseThrow().kind());
        SpecialFile again = (SpecialFile) volume.root().find(Symbol.of("e")).orElseThrow();
        assertEquals(node, again.node());
        assertEquals(again, volume.root().find(Symbol.of("f")).orElseThrow());
        assertEquals(0660, again.permissions().mode());
        assertEquals(Map.of(), again.extendedAttributes());
        volume.root().unlink(Symbol.of("e"));
        volume.root().unlink(Symbol.of("f"));
        reopen(volume).close();
    }

    @Test
    void fileWithBytesIsNoFifoOnceItIsEmptied() throws IOException {
        Tuple root = HandMadeVolume.tuple("(children:(f:(filelength:5 posix.node:fifo)))");
        try (WritableVolume volume =
                Volume.openForWriting(HandMadeVolume.device(root, 16_384), InstantSource.system())) {
            RegularFile file = (RegularFile) volume.root().find(Symbol.of("f")).orElseThrow();
            try (OpenFile open = file.open()) {
                open.truncate(0);
            }
            assertEquals(InodeKind.FILE, file.kind());
            assertTrue(file.attribute(Attributes.NODE).isEmpty());
        }
    }

    @Test
    void unnamedFileExistsOnceItHasAName() throws IOException {
        WritableVolume volume = format();
        long inodes = volume.statistics().inodes();
        byte[] bytes = new byte[MIB];
        new Random(2).nextBytes(bytes);
        try (OpenFile open = volume.root().createUnnamedFile(new Permissions(0600, 1, 2))) {
            open.write(0, ByteBuffer.wrap(bytes));
            open.sync(SyncScope.ALL);
            assertEquals(0, open.file().linkCount());
            assertEquals(List.of(), volume.root().entries());
            volume.root().link(Symbol.of("a"), open.file());
            volume.root().link(Symbol.of("b"), open.file());
            assertEquals(2, open.file().linkCount());
            volume.root().unlink(Symbol.of("a"));
        }
        volume = reopen(volume);
        RegularFile again = (RegularFile) volume.root().find(Symbol.of("b")).orElseThrow();
        ByteBuffer read = ByteBuffer.allocate(bytes.length);
        again.read(0, read);
        assertArrayEquals(bytes, read.array());
        assertEquals(new Permissions(0600, 1, 2), again.permissions());
        assertEquals(inodes + 1, volume.statistics().inodes());
        long free = volume.statistics().freeBlocks();
        volume.root().unlink(Symbol.of("b"));
        volume.commit();
        assertEquals(free + MIB / 512, volume.statistics().freeBlocks());
        volume.close();
    }

    @Test
    void unnamedFileThatIsClosedLeavesNothing() throws IOException {
        WritableVolume volume = format();
        long free = volume.statistics().freeBlocks();
        OpenFile open = volume.root().createUnnamedFile(Permissions.FILE);
        open.write(0, ByteBuffer.allocate(MIB));
        volume.commit();
        open.close();
        volume.commit();
        assertEquals(free, volume.statistics().freeBlocks());
        assertThrows(NoSuchFileException.class, () -> volume.root().link(Symbol.of("a"), open.file()));
        reopen(volume).close();
    }

    @Test
    void removedFileGetsNoNewName() throws IOException {
        try (WritableVolume volume = format()) {
            Directory root = volume.root();
            try (OpenFile open = root.createUnnamedFile(Permissions.FILE)) {
                root.link(Symbol.of("a"), open.file());
                root.unlink(Symbol.of("a"));
                assertThrows(NoSuchFileException.class, () -> root.link(Symbol.of("a"), open.file()));
            }
        }
    }

    @Test
    void syncingFilesIsEnoughToHaveTheLogWrittenAnew() throws IOException {
        int count = 400;
        int rounds = 40;
        try (WritableVolume volume = format()) {
            List<RegularFile> files = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                files.add(volume.root().createFile(Symbol.of("file" + i)));
            }
            try (OpenFile open = files.getFirst().open()) {
                for (int round = 0; round < rounds; round++) {
                    for (RegularFile file : files) {
                        file.setModified(Instant.ofEpochSecond(round));
                    }
                    open.sync(SyncScope.ALL);
                }
            }
            assertTrue(Replay.of(device).entries() < count * rounds);
        }
        Checks.assertSound(device);
    }

    @Test
    void inodeIsFoundByItsNumberUntilItsLastNameIsRemoved() throws IOException {
        try (WritableVolume volume = format()) {
            Directory root = volume.root();
            RegularFile file = root.createFile(Symbol.of("a"));
            long number = file.sessionNumber();
            assertEquals(Optional.of(root), volume.inode(root.sessionNumber()));
            assertEquals(Optional.of(file), volume.inode(number));
            root.link(Symbol.of("b"), file);
            root.unlink(Symbol.of("a"));
            assertEquals(Optional.of(file), volume.inode(number));
            root.unlink(Symbol.of("b"));
            assertEquals(Optional.empty(), volume.inode(number));
            assertEquals(Optional.empty(), volume.inode(number + 1));
        }
    }
}
