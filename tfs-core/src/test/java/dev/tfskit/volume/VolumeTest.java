// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.check.Checks;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.device.ResizableDevice;
import dev.tfskit.device.filter.FilterDevice;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.log.Extension;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.schema.Permissions;
import dev.tfskit.text.Canonical;
import dev.tfskit.value.Flag;
import dev.tfskit.value.Int;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import java.io.IOException;
import java.nio.file.ReadOnlyFileSystemException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class VolumeTest {

    private static final Symbol A = Symbol.of("a");
    private static final Identity IDENTITY = new Identity(new UUID(1, 2), Label.of("data"));

    private final MemoryDevice device = new MemoryDevice();

    /** Commits and opens again what a reader finds then. */
    private Volume reopen(VolumeBuilder volume) throws IOException {
        Checks.assertCommitsSound(volume, device);
        return Volume.open(new MemoryDevice(device.toByteArray()));
    }

    @Test
    void newVolumeIsEmptyDirectory() throws IOException {
        Volume volume = reopen(Volume.create(device, IDENTITY));
        assertEquals(IDENTITY, volume.identity());
        assertEquals(List.of(), volume.root().entries());
        assertEquals(
                List.of(0L, 1L),
                volume.logExtensions().stream().map(Extension::startBlock).toList());
        assertTrue(volume.tornRecord().isEmpty());
    }

    @Test
    void createdEntriesExistAfterACommit() throws IOException {
        VolumeBuilder volume = Volume.create(device, IDENTITY);
        Directory directory = volume.root().createDirectory(A);
        RegularFile file = directory.createFile(A);
        volume.setLength(file, 1_000_000);
        file.setModified(Instant.ofEpochSecond(5, 7));
        file.setPermissions(new Permissions(0600, 1, 2));
        file.setExtendedAttribute(Symbol.of("user.x"), Text.of("value"));
        volume.root().link(Symbol.of("b"), file);
        volume.setRootAttribute(Symbol.of("trace"), Text.of("/b"));
        Volume again = reopen(volume);
        assertEquals(Canonical.text(Tuples.of(volume.root())), Canonical.text(Tuples.of(again.root())));
        RegularFile read = (RegularFile) again.root().find(Symbol.of("b")).orElseThrow();
        assertEquals(1_000_000, read.length());
        assertEquals(Instant.ofEpochSecond(5, 7), read.modified());
        assertEquals(new Permissions(0600, 1, 2), read.permissions());
        assertEquals(Text.of("value"), read.extendedAttributes().get(Symbol.of("user.x")));
        assertEquals(2, read.linkCount());
    }

    @Test
    void laterCommitsKeepEarlierEntries() throws IOException {
        VolumeBuilder volume = Volume.create(device, IDENTITY);
        Directory first = volume.root().createDirectory(A);
        assertEquals(
                Canonical.text(Tuples.of(volume.root())),
                Canonical.text(Tuples.of(reopen(volume).root())));
        RegularFile file = first.createFile(A);
        file.setPermissions(new Permissions(0600, 1, 2));
        assertEquals(
                Canonical.text(Tuples.of(volume.root())),
                Canonical.text(Tuples.of(reopen(volume).root())));
        file.setPermissions(Permissions.FILE);
        volume.root().link(Symbol.of("b"), file);
        assertEquals(
                Canonical.text(Tuples.of(volume.root())),
                Canonical.text(Tuples.of(reopen(volume).root())));
        assertEquals(
                Canonical.text(Tuples.of(volume.root())),
                Canonical.text(Tuples.of(reopen(volume).root())));
    }

    @Test
    void treeTooLargeForOneExtensionGetsMore() throws IOException {
        VolumeBuilder volume = Volume.create(device, IDENTITY);
        for (int i = 0; i < 20_000; i++) {
            volume.setLength(volume.root().createFile(Symbol.of("a file with the number " + i)), i);
        }
        Volume again = reopen(volume);
        assertEquals(20_000, again.root().entries().size());
        assertTrue(again.logExtensions().size() >= 3, again.logExtensions()::toString);
        assertEquals(volume.logExtensions(), again.logExtensions());
        assertEquals(
                12_345,
                ((RegularFile) again.root()
                                .find(Symbol.of("a file with the number 12345"))
                                .orElseThrow())
                        .length());
    }

    @Test
    void defaultPermissionsAreNotStored() throws IOException {
        VolumeBuilder volume = Volume.create(device, IDENTITY);
        RegularFile file = volume.root().createFile(A);
        file.setPermissions(Permissions.FILE);
        assertFalse(Tuples.of(file).has(Attributes.PERMISSIONS));
        file.setPermissions(Permissions.LINK);
        assertTrue(Tuples.of(file).has(Attributes.PERMISSIONS));
        file.setPermissions(Permissions.FILE);
        assertFalse(Tuples.of(file).has(Attributes.PERMISSIONS));
        Checks.assertCommitsSound(volume, device);
    }

    @Test
    void managedAttributesCannotBeSetDirectly() throws IOException {
        VolumeBuilder volume = Volume.create(device, IDENTITY);
        RegularFile file = volume.root().createFile(A);
        file.setAttribute(Symbol.of("readonly"), Flag.PRESENT);
        assertThrows(IllegalArgumentException.class, () -> file.setAttribute(Attributes.FILE_LENGTH, Int.of(5)));
        assertThrows(IllegalArgumentException.class, () -> file.setExtendedAttribute(Symbol.of("plain"), Text.of("x")));
        assertEquals(0, file.length());
        Checks.assertCommitsSound(volume, device);
    }

    static Stream<Change> changes() {
        return Stream.of(
                volume -> volume.root().setAttribute(A, Int.of(1)),
                volume -> volume.root().setModified(Instant.EPOCH),
                volume -> volume.root().setPermissions(Permissions.FILE),
                volume -> volume.root().createFile(Symbol.of("new")),
                volume -> volume.root()
                        .link(Symbol.of("new"), volume.root().find(A).orElseThrow()));
    }

    @FunctionalInterface
    private interface Change {
        void make(Volume volume) throws IOException;
    }

    @ParameterizedTest
    @MethodSource("changes")
    void openedVolumeIsReadOnly(Change change) throws IOException {
        Volume opened = HandMadeVolume.open("(children:(a:()))");
        String before = Canonical.text(Tuples.of(opened.root()));
        assertThrows(ReadOnlyFileSystemException.class, () -> change.make(opened));
        assertEquals(before, Canonical.text(Tuples.of(opened.root())));
    }

    @Test
    void rootWithoutChildrenIsEmptyDirectory() throws IOException {
        assertEquals(List.of(), HandMadeVolume.open("(program:/a)").root().entries());
    }

    @Test
    void refusesRootThatIsNoDirectory() {
        TfsFormatException refusal = assertThrows(TfsFormatException.class, () -> HandMadeVolume.open("(children:x)"));
        assertTrue(refusal.getMessage().contains("the root is not a directory"), refusal::getMessage);
    }

    /** The pointer leads from every directory to its parent, and back from the root to itself. */
    @Test
    void pointersToParentsAreNotFollowed() throws IOException {
        Tuple root = HandMadeVolume.tuple("(children:(a:(children:())))");
        root.set(Attributes.PARENT, root);
        root.tuple(Attributes.CHILDREN).orElseThrow().tuple(A).orElseThrow().set(Attributes.PARENT, root);
        Volume volume = Volume.open(HandMadeVolume.device(root, 0));
        assertEquals(
                List.of(A),
                volume.root().entries().stream().map(DirectoryEntry::name).toList());
        assertEquals(List.of(), ((Directory) volume.root().find(A).orElseThrow()).entries());
    }

    /** An opening or making of a volume. */
    @FunctionalInterface
    private interface Beginning {
        Volume on(ResizableDevice device) throws IOException;
    }

    static List<Beginning> beginnings() {
        return List.of(
                Volume::open,
                device -> Volume.openAt(device, 0),
                device -> Volume.openForWriting(device, InstantSource.system()),
                device -> Volume.create(device, IDENTITY, 1000),
                device -> Volume.format(device, IDENTITY, InstantSource.system()));
    }

    @ParameterizedTest
    @MethodSource("beginnings")
    void failedOpenLeavesDeviceOpen(Beginning beginning) throws IOException {
        CloseCounter unusable = new CloseCounter();
        unusable.resize(1000);
        assertThrows(IOException.class, () -> beginning.on(unusable));
        assertEquals(0, unusable.closed);
    }

    @Test
    void closingVolumeClosesDevice() throws IOException {
        CloseCounter counter = new CloseCounter();
        counter.resize(4 << 20);
        Volume.format(counter, IDENTITY, InstantSource.system()).close();
        assertEquals(1, counter.closed);
        Volume.openForWriting(counter, InstantSource.system()).close();
        assertEquals(2, counter.closed);
        Volume.open(counter).close();
        assertEquals(3, counter.closed);
        Volume.create(counter, IDENTITY).close();
        assertEquals(4, counter.closed);
    }

    /** Storage in memory that can be used on after it was closed, and counts how often that was. */
    private static final class CloseCounter extends FilterDevice<MemoryDevice> implements ResizableDevice {

        private int closed;

        CloseCounter() {
            super(new MemoryDevice());
        }

        @Override
        public void resize(long bytes) throws IOException {
            device().resize(bytes);
        }

        @Override
        public void close() {
            closed++;
        }
    }
}
