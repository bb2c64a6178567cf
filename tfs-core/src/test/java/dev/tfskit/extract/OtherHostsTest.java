// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.extract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Feature;
import com.google.common.jimfs.Jimfs;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.image.ImageBuilder;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.source.Excludes;
import dev.tfskit.source.host.DirectorySelection;
import dev.tfskit.source.host.DirectorySource;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.volume.HandMadeVolume;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Extraction into file systems with the rules of Windows and macOS, and images of trees on them. */
class OtherHostsTest {

    private final List<String> problems = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    private static FileSystem windows(Feature... features) {
        return Jimfs.newFileSystem(Configuration.windows().toBuilder()
                .setSupportedFeatures(features)
                .build());
    }

    /** A target with something beside it that must not change. */
    private static Path target(FileSystem host) throws IOException {
        Path root = host.getRootDirectories().iterator().next();
        Files.writeString(Files.createDirectories(root.resolve("above")).resolve("kept"), "kept");
        return Files.createDirectory(root.resolve("above").resolve("target"));
    }

    private void extract(Volume volume, Path target, OverwritePolicy policy) throws IOException {
        new Extraction(
                        volume,
                        problem -> problems.add(problem.path() + ": " + problem.text()),
                        warning -> warnings.add(warning.path() + ": " + warning.text()))
                .overwritePolicy(policy)
                .into(target);
        try (Stream<Path> beside = Files.list(target.getParent())) {
            assertEquals(
                    Set.of("kept", "target"),
                    Set.copyOf(beside.map(each -> each.getFileName().toString()).toList()));
        }
        assertEquals("kept", Files.readString(target.resolveSibling("kept")));
    }

    /** A volume with one file, and one beside it that must always come out. */
    private static Volume volume(byte[] name) throws IOException {
        Tuple root = HandMadeVolume.tuple("(children:(ordinary:(extents:())))");
        root.tuple(Attributes.CHILDREN).orElseThrow().set(Symbol.copyOf(name), HandMadeVolume.tuple("(extents:())"));
        return Volume.open(HandMadeVolume.device(root, 0));
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(each -> each.getFileName().toString()).sorted().toList();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "..\\..\\x",
                "..\\kept",
                "\\x",
                "C:x",
                "C:",
                "C:\\x",
                "a:b",
                "ordinary:stream",
                "NUL",
                "nul.txt",
                "Com1",
                "LPT9.a.b",
                "aux ",
                "con .x",
                "CONIN$",
                "COM\u00b9",
                "a.",
                "a ",
                "...",
                "a<",
                "a|b",
                "a?",
                "a*",
                "\"",
                "a\tb",
                "\\\\host\\share",
                "ordinary."
            })
    void nameWithAnotherMeaningOnWindowsIsRefused(String name) throws IOException {
        Path target = target(windows(Feature.LINKS, Feature.SYMBOLIC_LINKS, Feature.FILE_CHANNEL));
        extract(volume(name.getBytes(StandardCharsets.UTF_8)), target, OverwritePolicy.REPLACE);
        assertEquals(List.of("ordinary"), names(target));
        assertEquals(1, problems.size(), problems::toString);
        assertTrue(problems.getFirst().contains("the name is not possible on this host"), problems::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nulls", "com", "com10", "a.nul", ".a", "a b", "\u00e4\u00f6", "~", "a'b", "[x]", "conin"})
    void otherNamesComeOutOnWindows(String name) throws IOException {
        Path target = target(windows(Feature.FILE_CHANNEL));
        extract(volume(name.getBytes(StandardCharsets.UTF_8)), target, OverwritePolicy.KEEP);
        assertEquals(List.of(), problems);
        assertEquals(Set.of(name, "ordinary"), Set.copyOf(names(target)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void refusesNameThatIsNotText(boolean isWindows) throws IOException {
        Path target = target(isWindows ? windows(Feature.FILE_CHANNEL) : Jimfs.newFileSystem(Configuration.osX()));
        extract(volume(new byte[] {'a', (byte) 0xff}), target, OverwritePolicy.KEEP);
        assertEquals(List.of("ordinary"), names(target));
        assertEquals(1, problems.size(), problems::toString);
    }

    /** The second name must neither change nor replace what the first has made. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "A:(extents:()) a:(extents:())                              | A",
                "A:(children:(x:(extents:()))) a:(children:(y:(extents:()))) | A A/x",
                "A:(children:(x:(extents:()))) a:(extents:())                | A A/x",
                "A:(extents:()) a:(children:(y:(extents:())))                | A",
                "A:(linktarget:x) a:(linktarget:y)                           | A",
                "A:(extents:()) a:(linktarget:y)                             | A",
            })
    void namesThatDifferOnlyInCaseDoNotReplaceEachOther(String children, String expected) throws IOException {
        for (OverwritePolicy policy : OverwritePolicy.values()) {
            for (Configuration host : List.of(Configuration.windows(), Configuration.osX())) {
                problems.clear();
                Path target = target(Jimfs.newFileSystem(host));
                extract(HandMadeVolume.open("(children:(" + children + "))"), target, policy);
                try (Stream<Path> all = Files.walk(target)) {
                    assertEquals(
                            List.of(expected.split(" ")),
                            all.filter(each -> !each.equals(target))
                                    .map(each ->
                                            target.relativize(each).toString().replace('\\', '/'))
                                    .sorted()
                                    .toList());
                }
                assertEquals(1, problems.size(), problems::toString);
                assertTrue(problems.getFirst().contains("this host takes the name for that of /A"), problems::toString);
            }
        }
    }

    /** Otherwise the second entry would take the first one for the old file, whose name it has. */
    @Test
    void replacedFileHasTheNameOfTheEntry() throws IOException {
        Volume volume = HandMadeVolume.open("(children:(A:(filelength:1) a:(filelength:2)))");
        for (Configuration host : List.of(Configuration.windows(), Configuration.osX())) {
            problems.clear();
            Path target = target(Jimfs.newFileSystem(host));
            Files.writeString(target.resolve("a"), "mine");
            extract(volume, target, OverwritePolicy.REPLACE);
            assertEquals(List.of("A"), names(target));
            assertEquals(1, Files.size(target.resolve("A")));
            assertEquals(List.of("/a: this host takes the name for that of /A; rename one of them"), problems);
        }
    }

    @Test
    void treeIsExtractedOverEarlierExtraction() throws IOException {
        Volume volume = HandMadeVolume.open("(children:(A:(children:(x:(extents:())))))");
        Path target = target(Jimfs.newFileSystem(Configuration.osX()));
        Files.createDirectory(target.resolve("a"));
        extract(volume, target, OverwritePolicy.REPLACE);
        extract(volume, target, OverwritePolicy.REPLACE);
        assertEquals(List.of(), problems);
        assertEquals(List.of("x"), names(target.resolve("a")));
    }

    @Test
    void hostWithoutLinksGetsCopiesAndNoSymbolicLinks() throws IOException {
        Tuple file = HandMadeVolume.tuple("(extents:() nlink:2)");
        Tuple root = HandMadeVolume.tuple("(children:(l:(linktarget:first)))");
        Tuple children = root.tuple(Attributes.CHILDREN).orElseThrow();
        children.set(Symbol.of("first"), file);
        children.set(Symbol.of("second"), file);
        Path target = target(windows(Feature.FILE_CHANNEL));
        extract(Volume.open(HandMadeVolume.device(root, 0)), target, OverwritePolicy.KEEP);
        assertEquals(List.of("first", "second"), names(target));
        assertEquals(List.of("/l: this host has no symbolic links"), problems);
        assertEquals(List.of("/second: is a copy of /first: this host gives a file one name only"), warnings);
    }

    @ParameterizedTest
    @CsvSource({"a/b/../c, a\\b\\..\\c", "../x, ..\\x", "C:\\x, ", "a:b, ", "a\\b, ", "x/NUL, "})
    void targetsOfLinksHaveTheNamesOfTheHost(String target, String expected) throws IOException {
        Tuple root = HandMadeVolume.tuple("(children:(l:(linktarget:x)))");
        root.tuple(Attributes.CHILDREN)
                .orElseThrow()
                .tuple(Symbol.of("l"))
                .orElseThrow()
                .set(Attributes.LINK_TARGET, Text.of(target));
        Path directory = target(windows(Feature.SYMBOLIC_LINKS, Feature.FILE_CHANNEL));
        extract(Volume.open(HandMadeVolume.device(root, 0)), directory, OverwritePolicy.KEEP);
        if (expected == null) {
            assertEquals(List.of(), names(directory));
            assertEquals(1, problems.size());
        } else {
            assertEquals(
                    expected, Files.readSymbolicLink(directory.resolve("l")).toString());
        }
    }

    @Test
    void treeOfEitherHostComesBackFromItsImage() throws IOException {
        for (Configuration configuration : List.of(Configuration.windows(), Configuration.osX())) {
            Path first = target(Jimfs.newFileSystem(configuration));
            Files.writeString(
                    Files.createDirectories(first.resolve("d\u00e4").resolve("e"))
                            .resolve("f"),
                    "content");
            Files.createSymbolicLink(first.resolve("l"), first.getFileSystem().getPath("d\u00e4", "e"));
            MemoryDevice device = new MemoryDevice();
            try (DirectorySource source = new DirectorySource(
                    first,
                    DirectorySelection.usual()
                            .with(DirectorySelection.Namespaces.ALL)
                            .with(DirectorySelection.MountPoints.LEFT_EMPTY)
                            .with(Excludes.NONE),
                    notice -> {
                        throw new AssertionError(notice.text());
                    })) {
                new ImageBuilder(new Identity(new UUID(1, 2), Label.of("")), notice -> {
                            throw new AssertionError(notice.text());
                        })
                        .build(() -> device, List.of(source));
            }
            Path second = target(Jimfs.newFileSystem(configuration));
            extract(Volume.open(device), second, OverwritePolicy.KEEP);
            assertEquals(contents(first), contents(second));
            assertEquals(List.of(), problems);
        }
    }

    private static Map<String, String> contents(Path tree) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> all = Files.walk(tree)) {
            for (Path each : all.toList()) {
                contents.put(
                        tree.relativize(each).toString(),
                        Files.isSymbolicLink(each)
                                ? Files.readSymbolicLink(each).toString()
                                : Files.isDirectory(each) ? "" : Files.readString(each));
            }
        }
        return contents;
    }
}
