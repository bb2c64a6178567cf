// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Seeds;
import dev.tfskit.check.Checks;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.Cuts;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.device.Recording;
import dev.tfskit.device.RecordingDevice;
import dev.tfskit.device.Sampling;
import dev.tfskit.device.filter.DeviceSlice;
import dev.tfskit.device.filter.DiscardingDevice;
import dev.tfskit.device.filter.FixedSizeDevice;
import dev.tfskit.image.ImageChange.Kind;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.schema.Permissions;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.EntryPatterns;
import dev.tfskit.source.ListSource;
import dev.tfskit.source.MemoryContent;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.TreeSource;
import dev.tfskit.source.tfs.VolumeSource;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.volume.HandMadeVolume;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.UpdatedVolume;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The volume after an update, and after an update that ends early. */
class ImageUpdateTest {

    private static final Instant OLD = Instant.ofEpochSecond(1_000_000_000);
    private static final Instant NEW = Instant.ofEpochSecond(1_500_000_000, 123_456_789);

    private final List<String> changes = new ArrayList<>();

    private static SourceEntry.Metadata metadata(Instant time) {
        return new SourceEntry.Metadata(Permissions.FILE, time, Map.of());
    }

    private static SourceEntry file(String text, Instant time, String... names) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new SourceEntry.File(ListSource.path(names), metadata(time), bytes.length, new MemoryContent(bytes));
    }

    private static SourceEntry withoutTime(String text, String name) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new SourceEntry.File(
                ListSource.path(name), SourceEntry.Metadata.NONE, bytes.length, new MemoryContent(bytes));
    }

    private static ListSource source(SourceEntry... entries) {
        ListSource source = new ListSource();
        List.of(entries).forEach(source::add);
        return source;
    }

    private static MemoryDevice build(TreeSource... sources) throws IOException {
        List<MemoryDevice> drafts = new ArrayList<>();
        new ImageBuilder(new Identity(new UUID(1, 2), Label.of("update")), _ -> {})
                .build(
                        () -> {
                            drafts.add(new MemoryDevice());
                            return drafts.getLast();
                        },
                        List.of(sources));
        return drafts.getLast();
    }

    private ImageUpdate update() {
        changes.clear();
        return new ImageUpdate(_ -> {}).listener(change -> changes.add(change.kind() + " " + change.path()));
    }

    private static ImageUpdate.Summary apply(BlockDevice device, ImageUpdate update, TreeSource... sources)
            throws IOException {
        ImageUpdate.Summary summary;
        try (UpdatedVolume volume = Volume.openForUpdate(device)) {
            summary = update.apply(volume, List.of(sources));
        }
        Checks.assertSound(device);
        return summary;
    }

    private static SortedMap<String, String> contents(BlockDevice device) throws IOException {
        return VolumeContents.of(device);
    }

    @Test
    void overlayMergesAsSecondSourceDoes() throws IOException {
        MemoryDevice device = build(
                source(file("same", OLD, "same"), file("old", OLD, "dir", "changed"), file("stays", OLD, "stays")));
        apply(
                device,
                update(),
                source(file("same", OLD, "same"), file("new!", NEW, "dir", "changed"), file("more", NEW, "more")));
        assertEquals(List.of("REPLACED /dir/changed", "ADDED /more"), changes);
        assertEquals(
                contents(build(
                        source(
                                file("same", OLD, "same"),
                                file("old", OLD, "dir", "changed"),
                                file("stays", OLD, "stays")),
                        source(file("new!", NEW, "dir", "changed"), file("more", NEW, "more")))),
                contents(device));
    }

    @Test
    void unchangedTreeWritesNothing() throws IOException {
        MemoryDevice device = build(source(file("text", OLD, "dir", "file")).link("link", "file"));
        byte[] before = device.toByteArray();
        ImageUpdate.Summary summary =
                apply(device, update(), source(file("text", OLD, "dir", "file")).link("link", "file"));
        assertFalse(summary.isChanged());
        assertArrayEquals(before, device.toByteArray());
    }

    @Test
    void fileOfSameLengthAndTimeIsComparedOnlyOnRequest() throws IOException {
        MemoryDevice device = build(source(file("text", OLD, "file")));
        apply(device, update(), source(file("next", OLD, "file")));
        assertEquals(List.of(), changes);
        apply(device, update().compareContents(), source(file("next", OLD, "file")));
        assertEquals(List.of("REPLACED /file"), changes);
        apply(device, update().compareContents(), source(file("next", NEW, "file")));
        assertEquals(List.of("CHANGED /file"), changes);
        assertEquals(contents(build(source(file("next", NEW, "file")))), contents(device));
    }

    @Test
    void fileWithoutTimeIsComparedByItsBytes() throws IOException {
        MemoryDevice device = build(source(withoutTime("text", "file")));
        byte[] before = device.toByteArray();
        assertFalse(apply(device, update(), source(withoutTime("text", "file"))).isChanged());
        assertArrayEquals(before, device.toByteArray());
        apply(device, update(), source(withoutTime("next", "file")));
        assertEquals(List.of("REPLACED /file"), changes);
        String zeros = "\0".repeat(100_000);
        apply(
                device,
                update().threads(2),
                source(withoutTime("x".repeat(100_000), "file")),
                source(withoutTime(zeros, "file")));
        assertEquals(contents(build(source(withoutTime(zeros, "file")))), contents(device));
    }

    private static VolumeSource volumeSource(String manifest) throws IOException {
        return new VolumeSource(HandMadeVolume.open(manifest), _ -> {});
    }

    private static Inode inode(BlockDevice device, String name) throws IOException {
        return Volume.open(device).root().find(Symbol.of(name)).orElseThrow();
    }

    /** Other tools store no times. */
    @Test
    @Timeout(20)
    void holesOfAnyLengthAreComparedAtOnce() throws IOException {
        String holes = "(children:(a:(filelength:1152921504606846976) b:(filelength:9223372036854775807)))";
        MemoryDevice device = build(volumeSource(holes));
        assertFalse(apply(device, update(), volumeSource(holes)).isChanged());
        assertFalse(
                apply(device, update().compareContents(), volumeSource(holes)).isChanged());
        String data = "(children:(a:(filelength:1152921504606846976 extents:(9007199254740:(offset:70 length:1 "
                + "allocated:1))) b:(filelength:9223372036854775807 extents:(18014398509481982:(offset:75 length:1 "
                + "allocated:1)))))";
        apply(device, update(), volumeSource(data));
        assertEquals(List.of("REPLACED /a", "REPLACED /b"), changes);
        assertFalse(apply(device, update(), volumeSource(data)).isChanged());
        apply(device, update(), volumeSource(holes));
        assertEquals(List.of("REPLACED /a", "REPLACED /b"), changes);
        assertEquals(0, ((RegularFile) inode(device, "a")).allocatedBlocks());
    }

    /** A mount could not set this name, but an image can hold it. */
    @Test
    void extendedAttributeWithLongNameIsCopiedAndRemoved() throws IOException {
        String name = "user." + "x".repeat(300);
        String source = "(children:(d:(children:(f:(filelength:0 " + name + ":v)) " + name + ":v)))";
        MemoryDevice device = build(source(file("old", OLD, "d", "f")));
        apply(device, update(), volumeSource(source));
        assertEquals(Optional.of(Text.of("v")), inode(device, "d").extendedAttribute(Symbol.of(name)));
        assertFalse(apply(device, update(), volumeSource(source)).isChanged());
        apply(device, update(), volumeSource(source.replace(name + ":v)", "posix.perm:\"0700 1 1\")")));
        assertEquals(Map.of(), inode(device, "d").extendedAttributes());
        apply(device, update(), source(new SourceEntry.Directory(ListSource.path("d"), metadata(OLD))));
        assertEquals(Optional.empty(), inode(device, "d").extendedAttribute(Symbol.of(name)));
    }

    @Test
    void laterEntryOfTheSameTimeReplacesTheNewEntryOfTheSamePath() throws IOException {
        MemoryDevice device = build(source(file("x", OLD, "x")));
        apply(device, update(), source(file("A=1", OLD, "conf")), source(file("A=2", OLD, "conf")));
        assertEquals("A=2", text(device, "conf"));
        apply(device, update(), source(file("B=1", OLD, "twice"), file("B=2", OLD, "twice")));
        assertEquals("B=2", text(device, "twice"));
        apply(
                device,
                update().compareContents().threads(2),
                source(file("C=1", OLD, "compared"), file("C=2", OLD, "compared")));
        assertEquals("C=2", text(device, "compared"));
    }

    @Test
    void laterEntryOfTheSameTimeReplacesTheNewFileThatLinksKeep() throws IOException {
        MemoryDevice device = build(source(file("x", OLD, "x")));
        apply(device, update(), source(file("A=1", OLD, "a")).hardLink("b", "a"), source(file("A=2", OLD, "a")));
        assertEquals("A=2", text(device, "a"));
        assertEquals("A=1", text(device, "b"));
    }

    @Test
    void laterEntryOfTheSameTimeIsComparedByItsBytesWhereAnEarlierOneHasStayed() throws IOException {
        MemoryDevice device = build(source(file("A=1", OLD, "conf")));
        apply(device, update(), source(file("A=1", OLD, "conf")), source(file("A=2", OLD, "conf")));
        assertEquals("A=2", text(device, "conf"));
        assertEquals(List.of("REPLACED /conf"), changes);
        apply(device, update(), source(file("A=2", OLD, "conf")), source(file("A=2", OLD, "conf")));
        assertEquals(List.of(), changes);
    }

    private static String text(BlockDevice device, String name) throws IOException {
        RegularFile file =
                (RegularFile) Volume.open(device).root().find(Symbol.of(name)).orElseThrow();
        ByteBuffer bytes = ByteBuffer.allocate((int) file.length());
        file.content().read(0, bytes);
        return new String(bytes.array(), StandardCharsets.UTF_8);
    }

    @Test
    void deletingLeavesTheLinkThatLeadsToAnEntry() throws IOException {
        MemoryDevice device = build(source(file("x", OLD, "usr", "lib", "x")).link("lib", "usr/lib"));
        apply(device, update().deleteOthers(), source(file("x", OLD, "lib", "x")));
        assertEquals(List.of(), changes);
        apply(device, update().deleteOthers(), source(file("x", OLD, "usr", "lib", "x")));
        assertEquals(List.of("REMOVED /lib"), changes);
    }

    @Test
    void deletingLeavesTheLinkThatLeadsToWhatIsToBeKept() throws IOException {
        MemoryDevice device = build(source(file("x", OLD, "usr", "lib", "x")).link("lib", "usr/lib"));
        apply(device, update().deleteOthers().keep(ListSource.path("lib", "x")), source());
        assertEquals(List.of(), changes);
    }

    @Test
    void absenceRemovesWhatTheVolumeOrAnEarlierSourceHas() throws IOException {
        MemoryDevice device = build(source(file("a", OLD, "a"), file("b", OLD, "d", "b")));
        apply(
                device,
                update(),
                source(file("c", OLD, "c")),
                source(
                        new SourceEntry.Absence(ListSource.path("a")),
                        new SourceEntry.Absence(ListSource.path("d")),
                        new SourceEntry.Absence(ListSource.path("c")),
                        new SourceEntry.Absence(ListSource.path("none", "below"))));
        assertEquals(List.of("ADDED /c", "REMOVED /a", "REMOVED /d", "REMOVED /c"), changes);
        assertEquals(contents(build(source())), contents(device));
    }

    @Test
    void deletingLeavesOnlyWhatTheSourceHas() throws IOException {
        MemoryDevice device = build(
                source(file("a", OLD, "kept", "a"), file("b", OLD, "kept", "b"), file("c", OLD, "gone", "below", "c")));
        apply(device, update().deleteOthers(), source(file("a", OLD, "kept", "a"), file("d", OLD, "new", "d")));
        assertEquals(List.of("ADDED /new/d", "REMOVED /gone", "REMOVED /kept/b"), changes);
        assertEquals(
                contents(build(source(file("a", OLD, "kept", "a"), file("d", OLD, "new", "d")))), contents(device));
    }

    @Test
    void deletingLeavesWhatIsToBeKept() throws IOException {
        MemoryDevice device =
                build(source(file("a", OLD, "lib", "a"), file("b", OLD, "lib", "b"), file("c", OLD, "gone", "c")));
        ImageUpdate update = update().deleteOthers();
        update.keep(ListSource.path("lib", "a")).keep(ListSource.path("no", "such"));
        apply(device, update, source(file("d", OLD, "d")));
        assertEquals(List.of("ADDED /d", "REMOVED /gone", "REMOVED /lib/b"), changes);
    }

    @ParameterizedTest
    @CsvSource({"/app, /app", "/app/in, /app /app/in", "/old/app/in, /old /old/app /old/app/in", "/round, /round"})
    void directoryIsMadeWhereDeletingMakesRoom(String path, String added) throws IOException {
        MemoryDevice device = build(
                source(file("a", OLD, "app"), file("b", OLD, "old", "app")).link("round", "round"));
        apply(device, update().deleteOthers().makeDirectory(Text.of(path)), new ListSource());
        assertEquals(List.of("REMOVED /app", "REMOVED /old", "REMOVED /round"), changes.subList(0, 3));
        assertEquals(
                Stream.of(added.split(" ")).map(each -> "ADDED " + each).toList(), changes.subList(3, changes.size()));
        assertFalse(apply(device, update().deleteOthers().makeDirectory(Text.of(path)), new ListSource())
                .isChanged());
    }

    @Test
    void entriesAreRenamedBeforeOthersAreRemovedAndBeforeSourcesAreMerged() throws IOException {
        MemoryDevice device = build(source(file("a", OLD, "a"), file("log", OLD, "x.log"), file("b", OLD, "d", "b")));
        ImageUpdate update = update().rename(ListSource.path("a"), ListSource.path("d", "z"))
                .remove(EntryPatterns.of(List.of("*.log")))
                .mode(ListSource.path("d", "b"), 0600);
        apply(device, update, source(file("new", NEW, "a")));
        assertEquals(List.of("RENAMED /d/z", "REMOVED /x.log", "ADDED /a", "CHANGED /d/b"), changes);
    }

    @Test
    void allPatternsCount() throws IOException {
        MemoryDevice device = build(source(file("1", OLD, "a.log"), file("2", OLD, "b.tmp"), file("3", OLD, "c")));
        apply(device, update().remove(EntryPatterns.of(List.of("*.log"))).remove(EntryPatterns.of(List.of("*.tmp"))));
        assertEquals(List.of("REMOVED /a.log", "REMOVED /b.tmp"), changes);
    }

    @Test
    void oneInstanceServesOneCall() throws IOException {
        MemoryDevice device = build(source(file("1", OLD, "a")));
        ImageUpdate update = update();
        apply(device, update, source(file("2", NEW, "b")));
        try (UpdatedVolume volume = Volume.openForUpdate(device)) {
            assertThrows(IllegalStateException.class, () -> update.plan(volume, List.of()));
            assertThrows(IllegalStateException.class, () -> update.apply(volume, List.of()));
        }
    }

    @Test
    void refusesPathsThatAreMissingOrTaken() throws IOException {
        MemoryDevice device = build(source(file("a", OLD, "a"), file("b", OLD, "b")));
        byte[] before = device.toByteArray();
        assertThrows(
                NoSuchFileException.class,
                () -> apply(device, update().rename(ListSource.path("c"), ListSource.path("d"))));
        assertThrows(
                FileAlreadyExistsException.class,
                () -> apply(device, update().rename(ListSource.path("a"), ListSource.path("b"))));
        assertThrows(NoSuchFileException.class, () -> apply(device, update().mode(ListSource.path("c"), 0600)));
        assertArrayEquals(before, device.toByteArray());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/d          | /d/e/x    | /d: a directory cannot be moved into itself",
                "/d/e/file   | /d/LONG   | PATH: a name of 256 bytes; at most 255 are possible",
                "/d/none     | /x        | /d/none: is not in the image; check the path with tfs-dump",
                "/d/e/file   | /none/x   | /none: is not in the image; check the path with tfs-dump",
                "/d/e/file   | /d/taken  | /d/taken: exists already; remove it or choose another name",
                "/d/e/file   | /d/taken/x | /d/taken/x: is below taken, which is not a directory; leave it out",
                "/d/taken/x  | /x        | /d/taken/x: is below taken, which is not a directory; leave it out"
            })
    void refusalOfARenameNamesThePath(String from, String to, String message) throws IOException {
        TreePath wanted = path(to.replace("LONG", "n".repeat(256)));
        MemoryDevice device = build(source(file("a", OLD, "d", "e", "file"), file("b", OLD, "d", "taken")));
        byte[] before = device.toByteArray();
        FileSystemException refusal =
                assertThrows(FileSystemException.class, () -> apply(device, update().rename(path(from), wanted)));
        assertEquals(message.replace("PATH", wanted.toString()), refusal.getMessage());
        assertArrayEquals(before, device.toByteArray());
    }

    private static TreePath path(String text) {
        return ListSource.path(text.substring(1).split("/"));
    }

    @Test
    void rootAttributesAreSetAndRemoved() throws IOException {
        MemoryDevice device = build(source(file("a", OLD, "a")));
        Tuple attributes = new Tuple();
        attributes.set(Symbol.of("kept"), Text.of("/a"));
        attributes.set(Symbol.of("gone"), Text.of("t"));
        apply(device, update().rootAttributes(attributes));
        apply(device, update().removeRootAttribute(Symbol.of("gone")));
        try (Volume volume = Volume.open(device)) {
            assertEquals(
                    Text.of("/a"), volume.root().attribute(Symbol.of("kept")).orElseThrow());
            assertTrue(volume.root().attribute(Symbol.of("gone")).isEmpty());
        }
    }

    @Test
    void tupleThatTheRootHasAlreadyIsNotWrittenAgain() throws IOException {
        Tuple environment = new Tuple();
        environment.set(Symbol.of("USER"), Text.of("bob"));
        Tuple attributes = new Tuple();
        attributes.set(Symbol.of("environment"), environment);
        MemoryDevice device = build(source(file("a", OLD, "a")));
        assertTrue(apply(device, update().rootAttributes(attributes)).isChanged());
        Tuple same = new Tuple();
        same.set(Symbol.of("USER"), Text.of("bob"));
        Tuple again = new Tuple();
        again.set(Symbol.of("environment"), same);
        assertFalse(apply(device, update().rootAttributes(again)).isChanged());
        same.set(Symbol.of("USER"), Text.of("eve"));
        assertTrue(apply(device, update().rootAttributes(again)).isChanged());
    }

    @Test
    void tupleThatChangesBetweenTwoUpdatesOfOneVolumeIsWritten() throws IOException {
        Symbol user = Symbol.of("USER");
        Tuple environment = new Tuple();
        environment.set(user, Text.of("bob"));
        Tuple attributes = new Tuple();
        attributes.set(Symbol.of("environment"), environment);
        MemoryDevice device = build(source(file("a", OLD, "a")));
        apply(device, update().rootAttributes(attributes));
        try (UpdatedVolume volume = Volume.openForUpdate(device)) {
            assertFalse(
                    update().rootAttributes(attributes).apply(volume, List.of()).isChanged());
            environment.set(user, Text.of("eve"));
            assertTrue(
                    update().rootAttributes(attributes).apply(volume, List.of()).isChanged());
        }
    }

    @Test
    void valueThatManyEntriesShareIsStoredOnce() throws IOException {
        Tuple large = new Tuple();
        large.set(Symbol.of("text"), Text.of("x".repeat(200_000)));
        SourceEntry.Metadata metadata = new SourceEntry.Metadata(
                Optional.empty(), Optional.empty(), Map.of(), Map.of(Symbol.of("large"), large));
        ListSource source = new ListSource();
        for (int i = 0; i < 100; i++) {
            source.add(new SourceEntry.Directory(ListSource.path("d" + i), metadata));
        }
        MemoryDevice device = build(source);
        assertTrue(device.size() < 4 << 20, () -> device.size() + " bytes");
        assertEquals(100, Volume.open(device).root().entries().size());
    }

    @Test
    void tupleOfASourceThatTheRootHasAlreadyIsNotWrittenAgain() throws IOException {
        MemoryDevice device = build(source(file("a", OLD, "a")));
        assertTrue(apply(device, update(), source(rootWithVariable("bob"))).isChanged());
        assertFalse(apply(device, update(), source(rootWithVariable("bob"))).isChanged());
        assertEquals(List.of(), changes);
        assertTrue(apply(device, update(), source(rootWithVariable("eve"))).isChanged());
        assertEquals(List.of("CHANGED /"), changes);
    }

    private static SourceEntry rootWithVariable(String value) {
        Tuple environment = new Tuple();
        environment.set(Symbol.of("USER"), Text.of(value));
        return new SourceEntry.Directory(
                ListSource.path(),
                new SourceEntry.Metadata(
                        Optional.empty(), Optional.empty(), Map.of(), Map.of(Symbol.of("environment"), environment)));
    }

    @Test
    void patchAddsItsAttributesAndLeavesTheOthers() throws IOException {
        Permissions program = new Permissions(0755, 7, 8);
        byte[] bytes = {1, 2, 3};
        SourceEntry file = new SourceEntry.File(
                ListSource.path("app"),
                new SourceEntry.Metadata(program, OLD, Map.of(Symbol.of("user.a"), Text.of("x"))),
                bytes.length,
                new MemoryContent(bytes));
        SourceEntry patch = new SourceEntry.MetadataPatch(
                ListSource.path("app"),
                new SourceEntry.Metadata(
                        Optional.empty(), Optional.empty(), Map.of(Symbol.of("user.note"), Text.of("y")), Map.of()));
        List<SourceEntry> tree = List.of(file, new SourceEntry.HardLink(ListSource.path("name"), file.path()));
        MemoryDevice device = build(source(tree.toArray(SourceEntry[]::new)));
        apply(device, update(), source(patch));
        assertEquals(List.of("CHANGED /app"), changes);
        assertPatched(device, program);
        assertFalse(apply(device, update(), source(patch)).isChanged());
        assertEquals(List.of(), changes);

        MemoryDevice withSource = build();
        apply(withSource, update(), source(tree.toArray(SourceEntry[]::new)), source(patch));
        assertPatched(withSource, program);
    }

    private static void assertPatched(BlockDevice device, Permissions permissions) throws IOException {
        try (Volume volume = Volume.open(device)) {
            Inode file = volume.root().find(Symbol.of("app")).orElseThrow();
            assertEquals(permissions, file.permissions());
            assertEquals(
                    Map.of(Symbol.of("user.a"), Text.of("x"), Symbol.of("user.note"), Text.of("y")),
                    file.extendedAttributes());
        }
    }

    @Test
    void filesGoIntoFragmentedSpace() throws IOException {
        ListSource many = source();
        for (int i = 0; i < 200; i++) {
            many.add(file("x".repeat(20_000), OLD, "f" + 1000 + i));
        }
        byte[] built = build(many).toByteArray();
        for (boolean isDisk : List.of(false, true)) {
            MemoryDevice device = new MemoryDevice(built.clone());
            DeviceSlice slice = new DeviceSlice(device, 0, device.size());
            addToFragmentedSpace(isDisk ? new FixedSizeDevice(slice) : slice);
        }
    }

    private void addToFragmentedSpace(BlockDevice fixed) throws IOException {
        apply(fixed, update().remove(EntryPatterns.of(List.of("*[02468]"))));
        // No free run is as long as this file, and all of them together are.
        apply(fixed, update(), source(file("y".repeat(1_500_000), NEW, "large")));
        try (Volume volume = Volume.open(fixed)) {
            RegularFile large =
                    (RegularFile) volume.root().find(Symbol.of("large")).orElseThrow();
            assertTrue(large.extents().size() > 10);
            ByteBuffer bytes = ByteBuffer.allocate(1_500_000);
            large.read(0, bytes);
            assertEquals("y".repeat(1_500_000), new String(bytes.array(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void hardLinksBecomeWhatTheSourceHas() throws IOException {
        MemoryDevice device =
                build(source(file("x", OLD, "a")).hardLink("b", "a").hardLink("c", "a"));
        apply(
                device,
                update().deleteOthers(),
                source(file("x", OLD, "a"), file("x", OLD, "b")).hardLink("c", "b"));
        assertEquals(
                contents(build(source(file("x", OLD, "a"), file("x", OLD, "b")).hardLink("c", "b"))), contents(device));
    }

    @Test
    void layersRemoveNothingThatOnlyTheImageHas() throws IOException {
        MemoryDevice device = build(source(
                file("live", OLD, "data", "live"), file("seed", OLD, "data", "seed"), file("x", OLD, "etc", "x")));
        apply(
                device,
                update(),
                source(file("seed", OLD, "data", "seed"), file("y", OLD, "etc", "y"), file("t", OLD, "tmp", "t"))
                        .layerOf("container"),
                source(
                                new SourceEntry.OpaqueDirectory(ListSource.path("data")),
                                new SourceEntry.Whiteout(ListSource.path("data", "live")),
                                new SourceEntry.Whiteout(ListSource.path("etc")),
                                new SourceEntry.Whiteout(ListSource.path("tmp")))
                        .layerOf("container"));
        assertEquals(
                List.of("ADDED /etc/y", "ADDED /tmp/t", "REPLACED /data", "REPLACED /etc", "REMOVED /tmp"), changes);
        assertEquals(
                contents(build(source(file("live", OLD, "data", "live"), file("x", OLD, "etc", "x")))),
                contents(device));
    }

    @Test
    void planListsChangesAndWritesNothing() throws IOException {
        MemoryDevice device = build(source(file("a", OLD, "a")));
        byte[] before = device.toByteArray();
        try (UpdatedVolume volume = Volume.openForUpdate(new DiscardingDevice(device))) {
            ImageUpdate.Summary summary = update().deleteOthers().plan(volume, List.of(source(file("new", NEW, "b"))));
            assertEquals(1, summary.count(Kind.REMOVED));
        }
        assertEquals(List.of("ADDED /b", "REMOVED /a"), changes);
        assertArrayEquals(before, device.toByteArray());
    }

    @Test
    void volumeOfFixedSizeStaysAsItWasWhenThereIsNoRoom() throws IOException {
        MemoryDevice device = build(source(file("a", OLD, "a")));
        SortedMap<String, String> before = contents(device);
        String large = "x".repeat(4 << 20);
        assertThrows(
                FileSystemException.class,
                () -> apply(new DeviceSlice(device, 0, device.size()), update(), source(file(large, NEW, "b"))));
        assertEquals(before, contents(device));
        apply(device, update(), source(file(large, NEW, "b")));
        assertEquals(contents(build(source(file("a", OLD, "a"), file(large, NEW, "b")))), contents(device));
    }

    @Test
    void fileGetsItsSizeBackWithoutCommit() throws IOException {
        MemoryDevice device = build(source(file("a", OLD, "a")));
        long size = device.size();
        assertThrows(
                NoSuchFileException.class,
                () -> apply(
                        device,
                        update().mode(ListSource.path("none"), 0600),
                        source(file("x".repeat(4 << 20), NEW, "b"))));
        assertEquals(size, device.size());
    }

    @Test
    void nothingIsWrittenOnceAnUpdateIsGivenUp() throws IOException {
        MemoryDevice device = build(source(file("a", OLD, "a")));
        byte[] before = device.toByteArray();
        UpdatedVolume volume = Volume.openForUpdate(device);
        volume.root().createFile(Symbol.of("b"));
        // As when a signal ends the tool: the thread that updates goes on for a moment.
        volume.close();
        assertThrows(IOException.class, volume::commit);
        assertArrayEquals(before, device.toByteArray());
    }

    private static Identity identity(BlockDevice device) throws IOException {
        try (Volume volume = Volume.open(device)) {
            return volume.identity();
        }
    }

    @Test
    void labelAloneChangesOnlyBlockZero() throws IOException {
        MemoryDevice device = build(source(file("a", OLD, "a")));
        SortedMap<String, String> tree = contents(device);
        byte[] before = device.toByteArray();
        apply(device, update().label(Label.of("a label of thirty-one bytes....")));
        assertEquals(new Identity(new UUID(1, 2), Label.of("a label of thirty-one bytes....")), identity(device));
        assertEquals(tree, contents(device));
        int block = BlockDevice.BLOCK_BYTES;
        byte[] after = device.toByteArray();
        assertEquals(-1, Arrays.mismatch(before, block, before.length, after, block, after.length));
        apply(device, update().label(Label.of("")).uuid(new UUID(3, 4)));
        assertEquals(new Identity(new UUID(3, 4), Label.of("")), identity(device));
        apply(device, update().label(Label.of("update")).uuid(new UUID(1, 2)));
        assertArrayEquals(before, device.toByteArray());
    }

    @Test
    void newLabelStaysWhenTheSameVolumeIsUpdatedAgain() throws IOException {
        Label label = Label.of("new");
        MemoryDevice device = build(source(file("a", OLD, "a")));
        try (UpdatedVolume volume = Volume.openForUpdate(device)) {
            update().label(label).apply(volume, List.of());
            ImageUpdate.Summary second = update().apply(volume, List.of(source(file("b", OLD, "b"))));
            assertEquals(
                    List.of(label, label),
                    List.of(second.before().label(), second.after().label()));
            assertEquals(label, identity(device).label());
        }
    }

    @Test
    void newLabelStaysWhenALaterCommitCompactsTheLog() throws IOException {
        Label label = Label.of("new");
        MemoryDevice device = build(source(file("a", OLD, "a")));
        device.resize(16 << 20);
        try (UpdatedVolume volume = Volume.openForUpdate(device)) {
            volume.setIdentity(new Identity(new UUID(1, 2), label));
            volume.commit();
            for (int i = 0; i < 4000; i++) {
                volume.root().createFile(Symbol.of("f" + i));
            }
            volume.commit();
            for (int i = 0; i < 4000; i++) {
                volume.root().unlink(Symbol.of("f" + i));
            }
            volume.commit();
        }
        Checks.assertSound(device);
        assertEquals(label, identity(device).label());
    }

    @Test
    void newLogGoesIntoTheWantedSize() throws IOException {
        ImageSize.AtLeast wanted = new ImageSize.AtLeast(8 << 20);
        MemoryDevice device = build(source(file("a", OLD, "a")));
        for (int i = 0; i < 10; i++) {
            apply(
                    device,
                    update().label(Label.of("label " + i)).size(wanted),
                    source(file("x".repeat(2_000_000 + i), NEW, "a")));
            assertEquals(wanted.of(0), device.size());
        }
    }

    /** The log gets its extensions in the commit, after the wanted size is set. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1 << 20, 20 << 20})
    void sameUpdateAgainLeavesTheSize(long bytes) throws IOException {
        ImageSize.AtLeast wanted = new ImageSize.AtLeast(bytes);
        ListSource many = source();
        for (int i = 0; i < 12_000; i++) {
            many.add(file("x", NEW, "file with a name and a number " + i));
        }
        MemoryDevice device = build(source());
        apply(device, update().size(wanted), many);
        long size = device.size();
        assertTrue(size >= wanted.of(0));
        assertFalse(apply(device, update().size(wanted), many).isChanged());
        assertEquals(size, device.size());
    }

    @Test
    void labelChangesOnFullVolumeOfFixedSize() throws IOException {
        MemoryDevice device = build(source(file("x".repeat(300_000), OLD, "a")));
        try (Volume volume = Volume.open(device)) {
            long logEnd = volume.logExtensions().getLast().endByte();
            device.resize(Math.max(logEnd, (3073 + 586) * 512));
        }
        SortedMap<String, String> tree = contents(device);
        apply(new DeviceSlice(device, 0, device.size()), update().label(Label.of("full")));
        assertEquals(Label.of("full"), identity(device).label());
        assertEquals(tree, contents(device));
    }

    @Test
    void cutLeavesOldLabelAndTreeOrNewLabelAndTree() throws Exception {
        MemoryDevice built = build(source(file("old", OLD, "a")));
        checkCuts(built, update().label(Label.of("another")).uuid(new UUID(3, 4)));
        checkCuts(
                built,
                update().label(Label.of("another")),
                source(file("new", NEW, "a"), file("y".repeat(100_000), NEW, "b")));
    }

    private static void checkCuts(MemoryDevice built, ImageUpdate update, TreeSource... sources) throws Exception {
        String before = identity(built) + " " + contents(built);
        RecordingDevice device = new RecordingDevice(built.toByteArray());
        apply(device, update, sources);
        String after = identity(device) + " " + contents(device);
        assertFalse(before.equals(after));
        Seeds.repeat(
                1,
                random ->
                        assertTrue(Cuts.of(device.recording()).check(new Sampling(64, 12, random.nextLong()), disk -> {
                                    Checks.assertSound(disk.open());
                                    String left = identity(disk.open()) + " " + contents(disk.open());
                                    assertTrue(left.equals(before) || left.equals(after), disk.toString());
                                })
                                > 1));
    }

    /** The image grows while the commit encodes: each extension of the log lies behind the end of the image. */
    @Test
    void cutWhileImageGrowsByItsLogLeavesOldTreeOrNewTree() throws Exception {
        MemoryDevice built = build(source(file("old", OLD, "a")));
        RecordingDevice device = new RecordingDevice(built.toByteArray());
        ListSource more = source();
        for (int i = 0; i < 8; i++) {
            Text value = Text.of(Integer.toString(i).repeat(200_000 + i));
            more.add(new SourceEntry.Directory(
                    ListSource.path("d" + i),
                    new SourceEntry.Metadata(new Permissions(0755, 0, 0), NEW, Map.of(Symbol.of("user.x"), value))));
        }
        SortedMap<String, String> before = contents(built);
        int extensions = Volume.open(built).logExtensions().size();
        apply(device, update(), more);
        SortedMap<String, String> after = contents(device);
        assertFalse(before.equals(after));
        assertTrue(Volume.open(device).logExtensions().size() > extensions + 2);
        assertTrue(growthsAmongWrites(device.recording()) > 1);
        assertCutsLeave(device.recording(), before, after);
    }

    /** Demands that each power cut leaves one of two trees. */
    private static void assertCutsLeave(
            Recording recording, SortedMap<String, String> before, SortedMap<String, String> after) throws Exception {
        Seeds.repeat(
                1,
                random -> assertTrue(Cuts.of(recording).check(new Sampling(64, 12, random.nextLong()), disk -> {
                            Checks.assertSound(disk.open());
                            SortedMap<String, String> left = contents(disk.open());
                            assertTrue(left.equals(before) || left.equals(after), disk.toString());
                        })
                        > 10));
    }

    /** Returns how often the device grew between two writes. */
    private static long growthsAmongWrites(Recording recording) {
        return recording.events().stream()
                .dropWhile(event -> !(event instanceof Recording.Event.Write))
                .filter(Recording.Event.Resize.class::isInstance)
                .count();
    }

    @Test
    void cutLeavesOldTreeOrNewTree() throws Exception {
        MemoryDevice built = build(source(file("old", OLD, "a"), file("x".repeat(9000), OLD, "d", "b")));
        SortedMap<String, String> before = contents(built);
        RecordingDevice device = new RecordingDevice(built.toByteArray());
        ListSource more = source(file("new", NEW, "a"), file("y".repeat(700_000), NEW, "d", "c"));
        for (int i = 0; i < 300; i++) {
            more.add(file("small " + i, NEW, "many", "file " + i));
        }
        try (UpdatedVolume volume = Volume.openForUpdate(device)) {
            update().remove(EntryPatterns.of(List.of("/d/b"))).apply(volume, List.of(more));
        }
        SortedMap<String, String> after = contents(device);
        assertFalse(before.equals(after));
        assertCutsLeave(device.recording(), before, after);
    }

    @Test
    void tenUpdatesGiveTheTreeOfTheLastVersion() throws Exception {
        Seeds.repeat(3, random -> {
            Map<String, SourceEntry> tree = new TreeMap<>();
            MemoryDevice device = build(version(tree, random));
            for (int i = 0; i < 10; i++) {
                TreeSource next = version(tree, random);
                apply(device, update().deleteOthers().threads(2), next);
                assertEquals(contents(build(source(tree.values().toArray(SourceEntry[]::new)))), contents(device));
            }
        });
    }

    /** Changes a tree of files, links and directories by chance. */
    private static ListSource version(Map<String, SourceEntry> tree, Random random) {
        for (int i = 0; i < 30; i++) {
            String name = "n" + random.nextInt(40);
            Instant time = Instant.ofEpochSecond(random.nextInt(1 << 30));
            SourceEntry.Metadata metadata = new SourceEntry.Metadata(
                    new Permissions(random.nextInt(01000), random.nextInt(3), 0),
                    time,
                    random.nextBoolean() ? Map.of() : Map.of(Symbol.of("user.x"), Text.of("v" + random.nextInt(3))));
            byte[] bytes = new byte[random.nextInt(20_000)];
            random.nextBytes(bytes);
            Map<String, SourceEntry> more = new HashMap<>();
            switch (random.nextInt(6)) {
                case 0 -> tree.remove(name);
                case 1 -> more.put(name, new SourceEntry.Directory(ListSource.path(name), metadata));
                case 2 ->
                    more.put(name, new SourceEntry.Link(ListSource.path(name), metadata, Text.of("n" + bytes.length)));
                case 3 -> {
                    if (tree.get(name) instanceof SourceEntry.File old) {
                        more.put(name, new SourceEntry.File(old.path(), metadata, old.size(), old.content()));
                    }
                }
                default ->
                    more.put(
                            name,
                            new SourceEntry.File(
                                    ListSource.path(name), metadata, bytes.length, new MemoryContent(bytes)));
            }
            tree.putAll(more);
        }
        return source(tree.values().toArray(SourceEntry[]::new));
    }
}
