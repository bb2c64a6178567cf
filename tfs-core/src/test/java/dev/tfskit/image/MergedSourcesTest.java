// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.check.Checks;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.schema.Permissions;
import dev.tfskit.source.ListSource;
import dev.tfskit.source.MemoryContent;
import dev.tfskit.source.Notice;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.TreeSource;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Value;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Entries with the same path, from one source or from several, are merged or replaced. */
class MergedSourcesTest {

    private final List<MemoryDevice> drafts = new ArrayList<>();
    private final List<Notice> notices = new ArrayList<>();

    private MemoryDevice draft() {
        drafts.add(new MemoryDevice());
        return drafts.getLast();
    }

    private SortedMap<String, String> build(TreeSource... sources) throws IOException {
        SortedMap<String, String> contents = builtWithNotices(sources);
        assertEquals(List.of(), notices);
        return contents;
    }

    private SortedMap<String, String> builtWithNotices(TreeSource... sources) throws IOException {
        ImageBuilder.Built built = new ImageBuilder(new Identity(new UUID(1, 2), Label.of("")), notices::add)
                .threads(2)
                .build(this::draft, List.of(sources));
        Checks.assertSound(drafts.getLast());
        SortedMap<String, String> contents = VolumeContents.of(Volume.open(drafts.getLast()));
        assertEquals(contents.size() - 1, built.summary().entries());
        return contents;
    }

    private SortedMap<String, String> buildLayers(ListSource... layers) throws IOException {
        for (ListSource layer : layers) {
            layer.layerOf("container");
        }
        return build(layers);
    }

    private static MemoryContent content(String text) {
        return new MemoryContent(text.getBytes(StandardCharsets.UTF_8));
    }

    private static ListSource source() {
        return new ListSource();
    }

    @Test
    void lastOfSeveralFilesOfOneNameStays() throws IOException {
        assertEquals(
                build(source().file("a", 3, content("new")).file("b", 1, content("b"))),
                build(source().file("a", 5, content("first"))
                        .file("b", 1, content("b"))
                        .file("a", 3, content("new"))));
    }

    @Test
    void replacedContentLeavesNoTraceInTheImage() throws IOException {
        build(source().file("a", 3, content("new")));
        byte[] plain = drafts.getLast().toByteArray();
        build(
                source().file("a", 6000, new MemoryContent(new byte[6000])).file("a", 5, content("first")),
                source().file("a", 3, content("new")));
        assertArrayEquals(plain, drafts.getLast().toByteArray());
    }

    @Test
    void secondDraftIsNotWrittenOverTheFirst() {
        MemoryDevice only = new MemoryDevice();
        ImageBuilder builder = new ImageBuilder(new Identity(new UUID(1, 2), Label.of("")), notices::add);
        ListSource replacing = source().file("a", 5, content("first")).file("a", 3, content("new"));
        assertThrows(IllegalStateException.class, () -> builder.build(() -> only, List.of(replacing)));
    }

    @Test
    void replacingManyFilesStartsNoMoreThreadsThanReplacingOne() throws IOException {
        ListSource first = source();
        ListSource second = source();
        for (int i = 0; i < 1000; i++) {
            first.file("file " + i, 1, content("a"));
            second.file("file " + i, 1, content("b"));
        }
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long before = threads.getTotalStartedThreadCount();
        build(first, second);
        // A few for each of the two drafts, and some that the JVM may need for itself.
        assertTrue(threads.getTotalStartedThreadCount() - before < 50);
    }

    @Test
    void directoriesAreMerged() throws IOException {
        SortedMap<String, String> merged = build(
                source().directory("d").file("x", 1, content("x")).directory("d", "one"),
                source().directory("d").directory("d", "two"));
        assertEquals(Set.of("/", "/d", "/d/one", "/d/two", "/x"), merged.keySet());
        assertEquals(1, drafts.size());
    }

    @Test
    void directoryReplacesFileAndFileReplacesDirectory() throws IOException {
        assertEquals(
                build(source().directory("a").directory("a", "b")),
                build(
                        source().file("a", 5, content("first")),
                        source().directory("a").directory("a", "b")));
        assertEquals(
                build(source().file("a", 3, content("new"))),
                build(
                        source().directory("a").directory("a", "b").directory("a", "b", "c"),
                        source().file("a", 3, content("new"))));
    }

    @Test
    void replacingOneNameOfAFileLeavesTheOther() throws IOException {
        assertEquals(
                build(source().file("b", 5, content("first")).file("a", 3, content("new"))),
                build(source().file("a", 5, content("first")).hardLink("b", "a").file("a", 3, content("new"))));
    }

    @Test
    void nameThatIsSameFileAlreadyStays() throws IOException {
        assertEquals(
                build(source().file("a", 5, content("first")).hardLink("b", "a")),
                build(source().file("a", 5, content("first"))
                        .hardLink("b", "a")
                        .hardLink("a", "b")
                        .hardLink("b", "b")));
    }

    @Test
    void pathsGoThroughLinksButNotOutOfTheTree() throws IOException {
        assertEquals(
                build(source().directory("usr")
                        .directory("usr", "lib")
                        .link("lib", "../../usr/./lib")
                        .directory("usr", "lib", "x")),
                build(
                        source().directory("usr").directory("usr", "lib").link("lib", "../../usr/./lib"),
                        source().directory("lib", "x")));
        assertEquals(
                Set.of("/", "/etc", "/etc/x", "/out"),
                build(source().link("out", "/../etc").directory("out", "x")).keySet());
    }

    @Test
    void linksInACircleAreRefused() {
        FileSystemException refusal = assertThrows(
                FileSystemException.class,
                () -> build(source().link("a", "b").link("b", "a").directory("a", "x")));
        assertTrue(refusal.getReason().contains("links"), refusal.getReason());
    }

    @Test
    void refusesHardLinkToAMissingEntry() {
        FileSystemException refusal = assertThrows(FileSystemException.class, () -> build(source().hardLink("a", "b")));
        assertEquals("/a", refusal.getFile());
        assertEquals("is a hard link to /b, which is missing; add /b, or leave the link out", refusal.getReason());
    }

    @Test
    void refusesHardLinksThatLeadBackToThemselves() {
        FileSystemException itself = assertThrows(FileSystemException.class, () -> build(source().hardLink("a", "a")));
        assertEquals("/a", itself.getFile());
        assertEquals(
                "is a hard link to /a, which leads back to it; put a file at one of the paths", itself.getReason());
        FileSystemException circle = assertThrows(
                FileSystemException.class,
                () -> build(source().hardLink("a", "b").hardLink("b", "c").hardLink("c", "b")));
        assertEquals(
                "is a hard link to /c, which leads back to it; put a file at one of the paths", circle.getReason());
        FileSystemException missing = assertThrows(
                FileSystemException.class,
                () -> build(source().hardLink("a", "b").hardLink("b", "c")));
        assertEquals("/b", missing.getFile());
        assertEquals("is a hard link to /c, which is missing; add /c, or leave the link out", missing.getReason());
    }

    @Test
    void linksBeforeAnEntryThatCannotGoInStayOut() throws IOException {
        ListSource lower = source().file("second", 1, content("x"));
        ListSource upper = source().hardLink("second", "link")
                .hardLink("link", "gone")
                .add(new SourceEntry.Absence(ListSource.path("gone")));
        assertEquals(Set.of("/"), builtWithNotices(lower, upper).keySet());
        assertEquals(
                List.of(
                        "/link: is left out: it is a hard link to /gone, and that is left out",
                        "/second: is left out: it is a hard link to /link, and that is left out"),
                notices.stream()
                        .map(each -> each.subject() + ": " + each.text())
                        .toList());
    }

    @Test
    void linksAreMadeWhereAnotherEntryReplacesTheOneThatCannotGoIn() throws IOException {
        SourceEntry absence = new SourceEntry.Absence(ListSource.path("first"));
        assertEquals(
                build(source().file("first", 1, content("x")).hardLink("link", "first")),
                build(source().hardLink("link", "first").add(absence).file("first", 1, content("x"))));
        assertEquals(
                build(source().file("link", 1, content("x"))),
                build(source().hardLink("link", "first").add(absence).file("link", 1, content("x"))));
    }

    @Test
    void whiteoutRemovesEntriesOfLowerLayers() throws IOException {
        assertEquals(
                build(source().file("x", 1, content("x"))),
                buildLayers(
                        source().file("x", 1, content("x")).directory("d").directory("d", "e"),
                        source().add(new SourceEntry.Whiteout(ListSource.path("d")))
                                .add(new SourceEntry.Whiteout(ListSource.path("no", "such")))));
    }

    @Test
    void whiteoutKeepsEntriesOfItsOwnSource() throws IOException {
        SourceEntry emptying = new SourceEntry.OpaqueDirectory(ListSource.path("d"));
        SourceEntry removal = new SourceEntry.Whiteout(ListSource.path("r"));
        ListSource lower = source().directory("d")
                .directory("d", "old")
                .directory("d", "both")
                .directory("d", "both", "old")
                .directory("r")
                .directory("r", "old");
        SortedMap<String, String> expected = build(source().directory("d")
                .directory("d", "both")
                .directory("d", "both", "new")
                .directory("r")
                .directory("r", "new"));
        ListSource upper = source().directory("d", "both", "new")
                .add(emptying)
                .directory("r", "new")
                .add(removal);
        assertEquals(expected.keySet(), buildLayers(lower, upper).keySet());
    }

    @Test
    void nothingIsRemovedThroughALinkOfTheSameSource() throws IOException {
        ListSource lower = source().directory("a")
                .directory("a", "x")
                .directory("b")
                .directory("b", "x")
                .link("c", "b");
        SourceEntry removal = new SourceEntry.Whiteout(ListSource.path("a", "x"));
        assertEquals(
                Set.of("/", "/a", "/b", "/b/x", "/c"),
                buildLayers(lower, source().link("a", "b").add(removal)).keySet());
        SourceEntry throughOlder = new SourceEntry.Whiteout(ListSource.path("c", "x"));
        assertEquals(
                Set.of("/", "/a", "/b", "/c"),
                buildLayers(
                                source().link("a", "b")
                                        .directory("b")
                                        .directory("b", "x")
                                        .link("c", "b"),
                                source().add(throughOlder))
                        .keySet());
    }

    @Test
    void newNameForAnOlderFileStaysWhenAWhiteoutRemovesTheOldName() throws IOException {
        SortedMap<String, String> expected = build(source().file("new", 3, content("old")));
        ListSource older = source().file("old", 3, content("old"));
        SourceEntry whiteout = new SourceEntry.Whiteout(ListSource.path("old"));
        assertEquals(
                expected, buildLayers(older, source().hardLink("new", "old").add(whiteout)));
    }

    @Test
    void otherNamesStayWhenAWhiteoutRemovesOneOfThem() throws IOException {
        ListSource older = source().file("first", 3, content("old")).hardLink("second", "first");
        SourceEntry whiteout = new SourceEntry.Whiteout(ListSource.path("second"));
        assertEquals(
                Set.of("/", "/first", "/third"),
                buildLayers(older, source().hardLink("third", "first").add(whiteout))
                        .keySet());
    }

    @Test
    void newNameForAnOlderFileStaysWhenItsDirectoryBecomesOpaqueOrGoes() throws IOException {
        SourceEntry.HardLink link =
                new SourceEntry.HardLink(ListSource.path("new"), ListSource.path("directory", "old"));
        for (SourceEntry removal : List.of(
                new SourceEntry.OpaqueDirectory(ListSource.path("directory")),
                new SourceEntry.Whiteout(ListSource.path("directory")))) {
            SourceEntry.File old = new SourceEntry.File(
                    ListSource.path("directory", "old"),
                    new SourceEntry.Metadata(Permissions.FILE, Instant.EPOCH, Map.of()),
                    3,
                    content("old"));
            Set<String> left = buildLayers(
                            source().directory("directory").add(old),
                            source().add(link).add(removal))
                    .keySet();
            assertEquals(
                    removal instanceof SourceEntry.Whiteout ? Set.of("/", "/new") : Set.of("/", "/directory", "/new"),
                    left);
        }
    }

    @Test
    void opaqueRootRemovesAllEntriesOfLowerLayers() throws IOException {
        assertEquals(
                Set.of("/", "/new"),
                buildLayers(
                                source().directory("a").directory("a", "b"),
                                source().file("new", 1, content("x"))
                                        .add(new SourceEntry.OpaqueDirectory(ListSource.path())))
                        .keySet());
    }

    @Test
    void layersRemoveNothingThatOnlyOtherSourcesHave() throws IOException {
        ListSource base = source().directory("d")
                .directory("d", "base")
                .directory("e", "base")
                .link("l", "e");
        ListSource lower = source().directory("d")
                .directory("d", "lower")
                .directory("implied", "lower")
                .directory("l", "lower")
                .directory("x");
        ListSource upper = source().add(new SourceEntry.OpaqueDirectory(ListSource.path("d")))
                .add(new SourceEntry.Whiteout(ListSource.path("implied")))
                .add(new SourceEntry.Whiteout(ListSource.path("l", "lower")))
                .add(new SourceEntry.Whiteout(ListSource.path("e")))
                .directory("x", "upper");
        ListSource top = source().add(new SourceEntry.Whiteout(ListSource.path("x", "upper")));
        ListSource otherStack = source().add(new SourceEntry.OpaqueDirectory(ListSource.path()));
        for (ListSource layer : List.of(lower, upper, top)) {
            layer.layerOf("container");
        }
        assertEquals(
                Set.of("/", "/d", "/d/base", "/e", "/e/base", "/l", "/x"),
                build(base, lower, upper, top, otherStack.layerOf("other")).keySet());
    }

    @Test
    void metadataPatchChangesAnExistingEntry() throws IOException {
        SourceEntry.Metadata time = new SourceEntry.Metadata(
                Optional.empty(),
                Optional.of(Instant.ofEpochSecond(5)),
                Map.of(),
                Map.<Symbol, Value>of(Symbol.of("note"), Text.of("n")));
        SortedMap<String, String> amended = build(
                source().file("a", 1, content("x")),
                source().add(new SourceEntry.MetadataPatch(ListSource.path("a"), time))
                        .add(new SourceEntry.MetadataPatch(ListSource.path("b"), time)));
        assertTrue(amended.get("/a").startsWith("file of 1 bytes"), amended.get("/a"));
        assertTrue(amended.get("/a").endsWith("1970-01-01T00:00:05Z, note: \"n\""), amended.get("/a"));
        assertTrue(amended.get("/b").startsWith("file of 0 bytes"), amended.get("/b"));
    }

    @Test
    void laterDirectoryReplacesAttributesUnlessItHasNone() throws IOException {
        SourceEntry.Metadata first = new SourceEntry.Metadata(
                new Permissions(0700, 1, 1), Instant.ofEpochSecond(1), Map.of(Symbol.of("user.first"), Text.of("1")));
        SourceEntry.Metadata second = new SourceEntry.Metadata(
                new Permissions(0711, 2, 2), Instant.ofEpochSecond(2), Map.of(Symbol.of("user.second"), Text.of("2")));
        ListSource lower = source().add(new SourceEntry.Directory(ListSource.path("d"), first));
        SortedMap<String, String> merged = build(
                lower,
                source().add(new SourceEntry.Directory(ListSource.path("d"), second)),
                source().add(new SourceEntry.Directory(ListSource.path("d"), SourceEntry.Metadata.NONE)));
        assertEquals(build(source().add(new SourceEntry.Directory(ListSource.path("d"), second))), merged);
    }
}
