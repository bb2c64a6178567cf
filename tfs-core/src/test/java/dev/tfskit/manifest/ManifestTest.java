// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.check.Checks;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.image.ImageBuilder;
import dev.tfskit.image.VolumeContents;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.InodeKind;
import dev.tfskit.schema.Label;
import dev.tfskit.schema.Permissions;
import dev.tfskit.schema.SpecialNode;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.ListSource;
import dev.tfskit.source.MemoryContent;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.TreeSource;
import dev.tfskit.text.ManifestException;
import dev.tfskit.text.ManifestFault;
import dev.tfskit.text.ManifestParser;
import dev.tfskit.text.ManifestText;
import dev.tfskit.value.Flag;
import dev.tfskit.value.Int;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import dev.tfskit.value.VectorValue;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a manifest says comes into an image, or is told as a fault. The host has the files {@code hello} and
 * {@code kernel.img}.
 */
class ManifestTest {

    private static final SpecialNode TTY = new SpecialNode(InodeKind.CHARACTER_DEVICE, 5, 0);

    private static final SourceEntry.Metadata NONE = SourceEntry.Metadata.NONE;

    @TempDir
    private Path host;

    private final List<String> notices = new ArrayList<>();

    @BeforeEach
    void makeFiles() throws IOException {
        Files.writeString(host.resolve("hello"), "hello, tfs\n");
        Files.writeString(host.resolve("kernel.img"), "I am the kernel");
    }

    private static ManifestText text(String text, String name) throws ManifestException {
        return ManifestParser.parse(text.getBytes(StandardCharsets.UTF_8), name);
    }

    private Manifest.Resolved resolve(Manifest manifest) throws ManifestException {
        return manifest.resolve(
                new HostLookup(null, host), notice -> notices.add(notice.subject() + ": " + notice.text()));
    }

    private Manifest.Resolved resolve(String manifest, String... tuples) throws IOException {
        List<ManifestText> further = new ArrayList<>();
        for (String tuple : tuples) {
            further.add(text(tuple, "-t"));
        }
        return resolve(Manifest.of(text(manifest, "m"), further, null));
    }

    private static SortedMap<String, String> build(TreeSource... sources) throws IOException {
        List<MemoryDevice> drafts = new ArrayList<>();
        new ImageBuilder(new Identity(new UUID(1, 2), Label.of("")), _ -> {})
                .build(
                        () -> {
                            drafts.add(new MemoryDevice());
                            return drafts.getLast();
                        },
                        List.of(sources));
        Checks.assertSound(drafts.getLast());
        return VolumeContents.of(Volume.open(drafts.getLast()));
    }

    private SortedMap<String, String> build(String manifest, String... tuples) throws IOException {
        return build(resolve(manifest, tuples).root());
    }

    /** A source of entries without metadata. */
    private static final class Expected {
        private final ListSource source = new ListSource();

        Expected root(Map<Symbol, Value> attributes) {
            source.add(new SourceEntry.Directory(TreePath.ROOT, metadata(Map.of(), attributes)));
            return this;
        }

        Expected directory(String... path) {
            source.add(new SourceEntry.Directory(ListSource.path(path), NONE));
            return this;
        }

        Expected file(String content, String... path) {
            byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
            source.add(new SourceEntry.File(ListSource.path(path), NONE, bytes.length, new MemoryContent(bytes)));
            return this;
        }

        Expected link(String target, String... path) {
            source.add(new SourceEntry.Link(ListSource.path(path), NONE, Text.of(target)));
            return this;
        }

        Expected add(SourceEntry entry) {
            source.add(entry);
            return this;
        }

        SortedMap<String, String> build() throws IOException {
            return ManifestTest.build(source);
        }
    }

    private static SourceEntry.Metadata metadata(Map<Symbol, Text> extended, Map<Symbol, Value> others) {
        return new SourceEntry.Metadata(Optional.empty(), Optional.empty(), extended, others);
    }

    private static Tuple tuple(String text) throws ManifestException {
        return ManifestParser.parseTuple(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void documentedExampleBecomesTree() throws IOException {
        Manifest.Resolved resolved = resolve("""
                ( # comment to end of line
                  children:(
                     hello:(contents:(host:hello))
                     etc:(children:(passwd:(contents:(host:/etc/passwd))))
                     "a name with spaces":(contents:(host:"hello"))
                     link:(linktarget:/hello))
                  boot:(children:(kernel:(contents:(host:kernel.img))))
                  program:/hello
                  arguments:[hello world]
                  environment:(USER:bob PWD:/)
                  imagesize:64M )
                """);
        Tuple attributes = tuple("(program:/hello arguments:[hello world] environment:(USER:bob PWD:/))");
        assertEquals(
                new Expected()
                        .root(Map.of(
                                Symbol.of("program"),
                                attributes.valueAt(0),
                                Symbol.of("arguments"),
                                attributes.valueAt(1),
                                Symbol.of("environment"),
                                attributes.valueAt(2)))
                        .file("hello, tfs\n", "hello")
                        .file("hello, tfs\n", "a name with spaces")
                        .link("/hello", "link")
                        .file(Files.readString(Path.of("/etc/passwd")), "etc", "passwd")
                        .build(),
                build(resolved.root()));
        assertEquals(
                new Expected().file("I am the kernel", "kernel").build(),
                build(resolved.boot().orElseThrow()));
        assertEquals(64 << 20, resolved.wantedBytes(1L << 40));
        assertEquals(List.of(), notices);
    }

    @Test
    void entriesAreOfTheirKinds() throws IOException {
        assertEquals(
                new Expected()
                        .directory("dir")
                        .directory("dir", "empty")
                        .file("", "file")
                        .file("", "nothing")
                        .link("to", "link")
                        .add(new SourceEntry.Socket(ListSource.path("socket"), NONE))
                        .add(new SourceEntry.Special(ListSource.path("tty"), NONE, TTY))
                        .build(),
                build("""
                (children:(dir:(children:(empty:(children:()))) file:() nothing:(contents:()) link:(linktarget:to) socket:(socket:"") tty:(posix.node:"char 5 0")))
                """));
        assertEquals(List.of("m:1:75: /nothing: its contents name no file by host:FILE, so it is empty"), notices);
    }

    @Test
    void entryOfSeveralKindsIsOfTheFirst() throws IOException {
        assertEquals(
                new Expected().directory("a").link("x", "b").build(),
                build("(children:(a:(contents:(host:hello) children:()) b:(socket:\"\" linktarget:x)))"));
        assertEquals(
                List.of(
                        "m:1:24: /a: has children, so its contents means nothing; ignored",
                        "m:1:60: /b: has linktarget, so its socket means nothing; ignored"),
                notices);
    }

    @Test
    void manifestWithoutChildrenIsEmptyTree() throws IOException {
        assertEquals(new Expected().root(Map.of(Symbol.of("a"), Text.of("b"))).build(), build("(a:b)"));
    }

    @Test
    void attributesOfAnEntryBecomeItsMetadata() throws IOException {
        SourceEntry.Metadata metadata = new SourceEntry.Metadata(
                Optional.of(new Permissions(04711, 1, 2)),
                Optional.of(Instant.ofEpochSecond(3, 500_000_000)),
                Map.of(Symbol.of("user.note"), Text.of("n")),
                Map.of(Symbol.of("atime"), Int.of(5L << 32), Symbol.of("own"), tuple("(a:[b])")));
        String attributes = "posix.perm:\"4711 1 2\" mtime:15032385536 atime:21474836480 user.note:n own:(a:[b])";
        assertEquals(
                new Expected()
                        .add(new SourceEntry.Directory(ListSource.path("d"), metadata))
                        .add(new SourceEntry.File(
                                ListSource.path("d", "f"), metadata, 1, new MemoryContent(new byte[1])))
                        .add(new SourceEntry.Link(ListSource.path("l"), metadata, Text.of("x")))
                        .build()
                        .keySet(),
                build("(children:(d:(children:(f:(contents:(host:hello) %1$s)) %1$s) l:(linktarget:x %1$s)))"
                                .formatted(attributes))
                        .keySet());
        SourceEntry.Link link = new SourceEntry.Link(ListSource.path("l"), metadata, Text.of("x"));
        assertEquals(new Expected().add(link).build(), build("(children:(l:(linktarget:x " + attributes + ")))"));
    }

    @Test
    void typesMarkIntegersAndFlags() throws IOException {
        Tuple expected = tuple("(v:[1 (a:b)])");
        ((Tuple) ((VectorValue) expected.valueAt(0)).get(1)).set(Symbol.of("n"), Int.of(-7));
        SourceEntry.Metadata metadata =
                metadata(Map.of(), Map.of(Symbol.of("readonly"), Flag.PRESENT, Symbol.of("v"), expected.valueAt(0)));
        assertEquals(
                new Expected()
                        .add(new SourceEntry.Directory(ListSource.path("d"), metadata))
                        .build(),
                build("""
                (children:(d:(children:() readonly:"" v:[1 (a:b n:-7)] tfs.types:(readonly:flag v:["" (n:integer)]))))
                """));
    }

    @Test
    void acceptsHardLinkBeforeItsFile() throws IOException {
        assertEquals(
                new Expected()
                        .file("hello, tfs\n", "d", "b")
                        .add(new SourceEntry.HardLink(ListSource.path("a"), ListSource.path("d", "b")))
                        .build(),
                build("(children:(a:(tfs.hardlink:/d/b) d:(children:(b:(contents:(host:hello))))))"));
    }

    @Test
    void attributesOfTheWriterAreIgnoredWithANotice() throws IOException {
        assertEquals(new Expected().file("", "f").build(), build("(children:(f:(nlink:5 filelength:7 extents:())))"));
        assertEquals(3, notices.size(), notices::toString);
        assertEquals("m:1:21: /f: the attribute nlink is made by the writer of the image; ignored", notices.getFirst());
    }

    @Test
    void furtherNoticesAreCounted() throws IOException {
        StringBuilder entries = new StringBuilder();
        for (int i = 0; i < 2000; i++) {
            entries.append(" a").append(i).append(":(nlink:1)");
        }
        build("(children:(" + entries + "))");
        assertEquals(51, notices.size());
        assertEquals("manifest: 1950 more warnings are not shown; correct those above first", notices.getLast());
    }

    @Test
    void entryNamedContentsIsLeftOutAndNamed() throws IOException {
        assertEquals(
                new Expected().directory("d").build(),
                build("(children:(contents:(contents:(host:hello)) d:(children:(contents:(children:(x:()))))))"));
        assertEquals(
                List.of(
                        "m:1:21: /contents: an entry named contents cannot be expressed in a manifest; it is left out",
                        "m:1:67: /d/contents: an entry named contents cannot be expressed in a manifest; "
                                + "it is left out"),
                notices);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(children:(l:(linktarget:/x contents:(host:hello))))",
                "(children:(d:(children:() contents:(host:hello))))",
                "(children:(s:(socket:\"\" contents:(host:hello))))",
                "(children:(n:(posix.node:fifo contents:(host:hello))))",
                "(children:(contents:(contents:(host:hello))))",
                "(children:(d:(children:(contents:(children:(f:(contents:(host:hello))))))))",
                "(boot:(children:(f:(contents:(host:hello)))))",
                "(children:(f:(contents:())))"
            })
    void ignoredContentsNameNoFiles(String text) throws IOException {
        assertFalse(Manifest.of(text(text, "m"), List.of(), null).namesFiles());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(children:(f:(contents:(host:hello))))",
                "(children:(f:(tfs.hardlink:/g contents:(host:hello))))",
                "(children:(d:(contents:() children:(f:(contents:(host:hello))))))"
            })
    void contentsOfTheHostNameFiles(String text) throws IOException {
        assertTrue(Manifest.of(text(text, "m"), List.of(), null).namesFiles());
    }

    @Test
    void tuplesOfTheCommandLineTakeThePlaceOfAttributes() throws IOException {
        Manifest.Resolved resolved = resolve(
                "(children:(a:()) trace:/a x:y imagesize:1M)",
                "(imagesize:2M trace:/b)",
                "(trace:/c) (children:(c:()))");
        assertEquals(2 << 20, resolved.wantedBytes(0));
        assertEquals(
                new Expected()
                        .root(Map.of(Symbol.of("trace"), Text.of("/c"), Symbol.of("x"), Text.of("y")))
                        .file("", "c")
                        .build(),
                build(resolved.root()));
    }

    @Test
    void attributesOfTheRootAreFound() throws IOException {
        Manifest.Resolved resolved = resolve("(children:(a:(children:(),colour:blue)) program:/hello)", "(colour:red)");
        assertEquals(Optional.of(Text.of("/hello")), resolved.rootAttribute(Symbol.of("program")));
        assertEquals(Optional.of(Text.of("red")), resolved.rootAttribute(Symbol.of("colour")));
        assertEquals(Optional.empty(), resolved.rootAttribute(Symbol.of("environment")));
    }

    @Test
    void oneAttributeOfTheRootCanBeLeftOut() throws IOException {
        String children = "children:(a:(children:(),colour:blue))";
        Manifest.Resolved resolved =
                resolve("(" + children + " shape:round colour:red posix.perm:\"0700 1 2\" mtime:4294967296)");
        assertEquals(
                build("(" + children + " shape:round posix.perm:\"0700 1 2\" mtime:4294967296)"),
                build(resolved.rootWithout(Symbol.of("colour"))));
        assertEquals(build(resolved.root()), build(resolved.rootWithout(Symbol.of("environment"))));
    }

    @Test
    void kernelOfRootServesWithoutBootVolume() throws IOException {
        Manifest.Resolved resolved = resolve("(children:(kernel:(contents:(host:kernel.img)) a:()))");
        assertEquals(
                new Expected().file("I am the kernel", "kernel").build(),
                build(resolved.boot().orElseThrow()));
        assertEquals(Set.of("/", "/a", "/kernel"), build(resolved.root()).keySet());
        assertTrue(resolve("(children:(a:()))").boot().isEmpty());
    }

    @Test
    void kernelOfCommandLineGoesIntoBootVolume() throws IOException {
        SortedMap<String, String> alone =
                new Expected().file("I am the kernel", "kernel").build();
        Path kernel = Path.of("kernel.img");
        assertEquals(
                alone,
                build(resolve(Manifest.of(
                                text("(children:(kernel:(contents:(host:none))))", "m"),
                                List.of(text("(children:())", "-t")),
                                kernel))
                        .boot()
                        .orElseThrow()));
        Manifest.Resolved both = resolve(Manifest.of(
                text("(boot:(children:(kernel:(contents:(host:none)) klib:(children:()))) children:())", "m"),
                List.of(),
                kernel));
        assertEquals(
                new Expected()
                        .file("I am the kernel", "kernel")
                        .directory("klib")
                        .build(),
                build(both.boot().orElseThrow()));
        assertEquals(
                alone,
                build(resolve(Manifest.of(ManifestText.empty(), List.of(), kernel))
                        .boot()
                        .orElseThrow()));
    }

    @ParameterizedTest
    @CsvSource({
        "'',1000",
        "imagesize:4096,4096",
        "imagesize:0x10k,16384",
        "imagesize:010,8",
        "imagesize:64MB,67108864",
        "imagesize:2g,2147483648",
        "coredumplimit:999,1000",
        "coredumplimit:1K,1024",
        "imagesize:500 coredumplimit:1M,1048576"
    })
    void sizesAreReadAsTheCToolDoes(String attributes, long wanted) throws IOException {
        assertEquals(wanted, resolve("(" + attributes + ")").wantedBytes(1000));
    }

    @Test
    void coreDumpLimitIsKept() throws IOException {
        assertEquals(
                new Expected()
                        .root(Map.of(Symbol.of("coredumplimit"), Text.of("1K")))
                        .build(),
                build("(coredumplimit:1K imagesize:1K)"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"foo", "-1", "0", "64T", "1.5M", "99999999999G", "\"\"", "(a:b)"})
    void malformedSizeIsAFault(String size) {
        assertFaults(
                "(imagesize:" + size + ")",
                "m:1:12: imagesize: a number of bytes is expected, such as 4096, 64K, 10M or 2G");
    }

    private void assertFaults(String manifest, String... expected) {
        ManifestException error = assertThrows(ManifestException.class, () -> resolve(manifest));
        assertEquals(
                List.of(expected),
                error.faults().stream()
                        .map(each -> each.toString().replace(host.toString(), "HOST"))
                        .toList());
        for (ManifestFault fault : error.faults()) {
            assertTrue(fault.excerpt().endsWith("^"), fault.excerpt());
        }
    }

    @Test
    void allFaultsAreReportedAtOnce() {
        assertFaults(
                """
                (children:(a:(contents:(host:nope))
                           b:(contents:(host:/dev/zero))
                           c:(contents:hello)
                           d:(contents:(host:(x:y)))
                           e:text
                           f:(children:text)
                           g:(linktarget:[])
                           "a/b":(contents:(host:none))
                           ..:()
                           h:(posix.perm:rwx mtime:now atime:never)
                           i:(tfs.hardlink:x)
                           j:(tfs.hardlink:/x//y)
                           k:(x:y tfs.types:(x:integer))
                           l:(posix.node:"char 5"))
                 coredumplimit:many
                 boot:text)
                """,
                "m:15:16: coredumplimit: a number of bytes is expected, such as 4096, 64K, 10M or 2G",
                "m:16:7: boot: is not a tuple like that of the root",
                "m:1:30: /a: the host file nope is not there, as HOST/nope; correct its path",
                "m:2:30: /b: the host file /dev/zero is a device, socket or fifo, and only a regular file has"
                        + " contents; name one",
                "m:3:24: /c: its contents are not a tuple; (host:FILE) is expected",
                "m:4:30: /d: its host is a tuple or vector, but a path is expected",
                "m:5:14: /e: is not an entry; (contents:(host:FILE)), (children:(NAME:ENTRY)) or (linktarget:PATH) "
                        + "is expected",
                "m:6:24: /f: its children are not a tuple of names and entries",
                "m:7:26: /g: its linktarget is a tuple or vector, but a path is expected",
                "m:8:18: /a/b: a name that is . or .. or holds a slash or a NUL is not possible",
                "m:8:34: /a/b: the host file none is not there, as HOST/none; correct its path",
                "m:9:15: /..: a name that is . or .. or holds a slash or a NUL is not possible",
                "m:10:46: /h: atime is not a decimal number: seconds since 1970, times 2^32, are expected",
                "m:10:36: /h: mtime is not a decimal number: seconds since 1970, times 2^32, are expected",
                "m:10:26: /h: posix.perm is not of the form \"MODE UID GID\", such as \"0644 0 0\"",
                "m:11:28: /i: its tfs.hardlink is not a path of the tree, such as /etc/hosts",
                "m:12:28: /j: its tfs.hardlink is not a path of the tree, such as /etc/hosts",
                "m:13:17: /k: an integer from -2^63 to 2^64 - 1 is expected, not y",
                "m:14:26: /l: its posix.node is not fifo, \"char MAJOR MINOR\" or "
                        + "\"block MAJOR MINOR\" with numbers of "
                        + "Linux, such as \"char 1 3\"");
    }

    @Test
    void missingKernelIsReportedOnce() {
        assertFaults(
                "(children:(kernel:(contents:(host:none))))",
                "m:1:35: /kernel: the host file none is not there, as HOST/none; correct its path");
    }

    @Test
    void faultInACommandLineTupleIsReportedThere() {
        ManifestException error = assertThrows(ManifestException.class, () -> resolve("()", "(imagesize:x)"));
        assertEquals(
                "-t:1:12: imagesize: a number of bytes is expected, such as 4096, 64K, 10M or 2G", error.getMessage());
    }

    @Test
    void refusesTooLongName() {
        String name = "n".repeat(256);
        assertFaults(
                "(children:(" + name + ":()))",
                "m:1:269: /" + "n".repeat(255) + "... (256 bytes): a name of 256 bytes; at most 255 are possible");
    }

    @Test
    void manyFaultsAreCounted() {
        StringBuilder manifest = new StringBuilder("(children:(");
        for (int i = 0; i < 87; i++) {
            manifest.append('f').append(i).append(":(contents:(host:none)) ");
        }
        ManifestException error = assertThrows(
                ManifestException.class, () -> resolve(manifest.append("))").toString()));
        assertEquals(50, error.faults().size());
        assertEquals(37, error.more());
    }

    @Test
    void withATreeAManifestAddsToItAndWins() throws IOException {
        ListSource tree = new ListSource()
                .directory("d")
                .file("f", 3, new MemoryContent("old".getBytes(StandardCharsets.UTF_8)))
                .file("g", 3, new MemoryContent("old".getBytes(StandardCharsets.UTF_8)));
        SortedMap<String, String> merged = build(
                tree,
                resolve("(children:(f:(contents:(host:hello)) g:(note:x) d:(children:(new:()))))")
                        .root());
        assertEquals(Set.of("/", "/d", "/d/new", "/f", "/g"), merged.keySet());
        assertTrue(merged.get("/f").startsWith("file of 11 bytes"), merged.get("/f"));
        assertTrue(
                merged.get("/g").startsWith("file of 3 bytes")
                        && merged.get("/g").endsWith("note: \"x\""),
                merged.get("/g"));
    }

    @Test
    void acceptsManifestOfAnyDepth() throws IOException {
        int depth = 2000;
        TreeSource source = resolve("(children:(d:".repeat(depth) + "(children:())" + "))".repeat(depth))
                .root();
        int entries = 0;
        while (source.next().isPresent()) {
            entries++;
        }
        assertEquals(depth + 1, entries);
    }
}
