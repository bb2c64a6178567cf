// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tfskit.Command;
import dev.tfskit.HostTrees;
import dev.tfskit.Json;
import dev.tfskit.Result;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.schema.Attributes;
import dev.tfskit.value.Flag;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.volume.HandMadeVolume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each view of an image of everything that is hard to show. */
class ViewsIT {

    @TempDir
    private static Path temp;

    private static Path tree;
    private static Path image;

    @BeforeAll
    static void makeImage() throws IOException, InterruptedException {
        tree = temp.resolve("tree");
        image = temp.resolve("disk.raw");
        HostTrees.makeNasty(tree);
        InProcess.mkfs("-r", tree, "-l", "nasty", "-t", "(program:/names/0 odd:(list:[1 two]))", image)
                .okWithWarnings();
    }

    private static Result dump(Object... arguments) {
        return InProcess.dumpIn(temp, arguments).ok();
    }

    @ParameterizedTest
    @ValueSource(strings = {"names", "modes", "links", "."})
    void listingAgreesWithStat(String directory) throws IOException, InterruptedException {
        List<String> expected = Command.shell("""
                cd "$1"; for entry in * .[!.]* ..?*; do
                    if [ -e "$entry" ] || [ -L "$entry" ]; then stat --printf '%A %u %g\\n' -- "$entry"; fi
                done | sort""", tree.resolve(directory))
                .env("LC_ALL", "C")
                .run()
                .ok()
                .lines();
        List<String> found = new ArrayList<>();
        for (String line : dump("--ls", "/" + directory, image).lines()) {
            String[] columns = line.strip().split(" +");
            found.add(columns[0] + " " + columns[2] + " " + columns[3]);
        }
        assertEquals(expected, found.stream().sorted().toList());
    }

    /** ops writes such labels. */
    @Test
    void warnsOfLabelThatTheKernelRefuses(@TempDir Path other) throws IOException {
        Path labelled = other.resolve("disk.raw");
        InProcess.mkfs("-e", "-l", "b", labelled).ok();
        byte[] bytes = Files.readAllBytes(labelled);
        // The label begins at byte 24; the rest of block 0 is empty behind the end of the log.
        System.arraycopy(bytes, 25, bytes, 64, 512 - 64);
        Arrays.fill(bytes, 24, 64, (byte) 'b');
        Files.write(labelled, bytes);
        InProcess.dump("--ls", "/", labelled)
                .okWith("tfs-dump: " + labelled
                        + ": warning: the label is longer than 31 bytes, so the Nanos kernel refuses this volume;"
                        + " set a shorter one with 'tfs-mkfs --update IMAGE -l LABEL'");
    }

    @Test
    void listingOfOneEntryIsOneLine() throws IOException, InterruptedException {
        assertEquals(
                List.of("-rw-r--r-- 4 %s 9 2020-09-13 12:26:40 first".formatted(owner())),
                dump("--ls", "/links/first", image).lines());
        List<String> link = dump("--ls", "/links/to-13", image).lines();
        assertEquals(1, link.size());
        assertTrue(link.getFirst().endsWith(" to-13 -> \"new\\nline\""), link.getFirst());
    }

    private static String owner() throws IOException {
        return Files.getAttribute(tree, "unix:uid") + " " + Files.getAttribute(tree, "unix:gid");
    }

    @Test
    void listingsQuoteUnprintableNames() throws IOException, InterruptedException {
        for (Result result : List.of(dump("--ls", "/names", image), dump("-t", image), dump("--find", "*", image))) {
            String text = result.output();
            assertTrue(text.contains("\\033[31mred\""), text);
            assertTrue(text.contains("latin1-\\351\""), text);
            assertTrue(text.contains("new\\nline\""), text);
            assertTrue(text.chars().allMatch(c -> c == '\n' || !Character.isISOControl(c)));
        }
    }

    /** A root with so many attributes that have one tuple in common, which has as many members. */
    private static Path attributesWithCommonTuple(int count) throws IOException {
        Tuple common = new Tuple();
        for (int i = 0; i < count; i++) {
            common.set(Symbol.of("n" + i), Flag.PRESENT);
        }
        Tuple root = new Tuple();
        root.set(Attributes.CHILDREN, new Tuple());
        for (int i = 0; i < count; i++) {
            root.set(Symbol.of("a" + i), common);
        }
        return Files.write(
                temp.resolve("common"), HandMadeVolume.device(root, 0).toByteArray());
    }

    @Test
    void statPrintsTupleThatAttributesHaveInCommonOnce() throws IOException {
        List<String> lines = dump("--stat", "/", attributesWithCommonTuple(100)).lines();
        assertEquals(
                99, lines.stream().filter(line -> line.endsWith(": <visited>")).count());
        assertEquals(
                1, lines.stream().filter(line -> line.endsWith("n99:<null>)")).count());
    }

    @Test
    void documentsHaveTuplesInCommonUpToALimit() throws IOException {
        for (List<String> view : List.of(List.of("--stat", "/"), List.of("--info"))) {
            List<Object> arguments = new ArrayList<>(view);
            arguments.addAll(List.of("--json", attributesWithCommonTuple(1500)));
            JsonNode document = Json.of(dump(arguments.toArray()));
            JsonNode attributes =
                    document.has("attributes") ? document.get("attributes") : document.get("root_attributes");
            assertEquals(1500, attributes.size());
            assertEquals(1500, attributes.get("a0").size());
            List<JsonNode> marks = StreamSupport.stream(attributes.spliterator(), false)
                    .filter(value -> value.has("visited"))
                    .toList();
            assertEquals(1500 - 1 - 1_000_000 / 1501, marks.size());
        }
        JsonNode few = Json.of(dump("--stat", "/", "--json", attributesWithCommonTuple(100)))
                .get("attributes");
        few.forEach(value -> assertEquals(100, value.size()));
    }

    @Test
    void listingsHaveLongPathsWhole() throws IOException, InterruptedException {
        Symbol longName = Symbol.of("n".repeat(300));
        Tuple last = new Tuple();
        last.set(Attributes.CHILDREN, new Tuple());
        Tuple directory = last;
        StringBuilder path = new StringBuilder();
        for (int level = 0; level < 20; level++) {
            Tuple children = new Tuple();
            children.set(longName, directory);
            directory = new Tuple();
            directory.set(Attributes.CHILDREN, children);
            path.append('/').append(longName);
        }
        Path deep = Files.write(
                temp.resolve("deep"), HandMadeVolume.device(directory, 0).toByteArray());
        assertEquals(path.toString(), dump("--find", "n*", deep).ok().lines().getLast());
        assertTrue(dump("--ls", "/", "-R", deep).ok().lines().contains(path + ":"));
        for (String form : List.of("--c-style", "--color=always")) {
            assertTrue(dump("-t", form, deep, path).ok().output().contains(path));
        }
    }

    @Test
    void recursiveListingReportsEachDamagedEntryOnce() throws IOException, InterruptedException {
        Tuple root = HandMadeVolume.tuple("(children:(a:(children:(x:())) c:no-inode))");
        Tuple entries = root.tuple(Attributes.CHILDREN).orElseThrow();
        entries.set(Symbol.of("b"), entries.tuple(Symbol.of("a")).orElseThrow());
        Path twice = temp.resolve("twice.raw");
        Files.write(twice, HandMadeVolume.device(root, 0).toByteArray());
        for (Result result :
                List.of(InProcess.dump("--ls", "/", "-R", twice), InProcess.dump("--ls", "/", "-R", "--json", twice))) {
            assertEquals(1, result.exitCode());
            assertEquals(
                    List.of(
                            "tfs-dump: /c: the entry is not a tuple",
                            "tfs-dump: /b: the directory has another name already, or is one of its own parents"),
                    result.errors().lines().toList());
        }
    }

    @Test
    void recursiveListingShowsEachDirectoryUnderItsPath() throws IOException, InterruptedException {
        List<String> lines = dump("--ls", "/", "-R", image).lines();
        assertEquals("/:", lines.getFirst());
        int names = lines.indexOf("/names:");
        assertEquals("", lines.get(names - 1));
        assertEquals(dump("--ls", "/names", image).lines().getFirst(), lines.get(names + 1));
        assertEquals(
                Json.dump("--find", "*", "--json", image).get("entries").size() - 1,
                Json.dump("--ls", "/", "-R", "--json", image).get("entries").size());
    }

    @Test
    void severalFilesComeOutOneAfterTheOther() throws IOException, InterruptedException {
        byte[] first = Files.readAllBytes(tree.resolve("sizes/513"));
        byte[] both = Arrays.copyOf(first, 513 + 1);
        both[513] = Files.readAllBytes(tree.resolve("sizes/1"))[0];
        assertArrayEquals(
                both, dump("--cat", "/sizes/513", "--cat=/sizes/1", image).outputBytes());
        Command.dump("--cat", "/sizes/513", "--cat", "/none", image)
                .in(temp)
                .run()
                .failed(1, "tfs-dump: /none: no such file or directory; check the name");
        Command.dump("--cat", "/sizes/513", "--cat=/sizes/1", "--json", image)
                .in(temp)
                .run()
                .failed(2, "tfs-dump: --json shows one file; give --cat once; try 'tfs-dump --help'");
    }

    @Test
    void viewThatIsChosenTwiceIsRefused() throws IOException, InterruptedException {
        Command.dump("--ls", "/", "--ls", "/names", image)
                .in(temp)
                .run()
                .failed(2, "tfs-dump: --ls is given twice; give it once; try 'tfs-dump --help'");
        dump("-t", "-t", image);
    }

    @Test
    void nullEndsFoundPathsWithoutQuotes() throws IOException, InterruptedException {
        List<String> paths =
                List.of(dump("--find", "*", "-0", image, "/names").output().split("\0"));
        assertTrue(paths.stream().anyMatch(path -> path.endsWith("new\nline")), paths.toString());
    }

    @Test
    void describesEntry() throws IOException, InterruptedException {
        List<String> lines = dump("--stat", "/sizes/513", image).lines();
        assertEquals("Path:     /sizes/513", lines.getFirst());
        assertTrue(
                lines.containsAll(List.of(
                        "Type:     file",
                        "Size:     513 bytes",
                        "Links:    1",
                        "Modified: 2020-09-13T12:26:40.600000006Z",
                        "Attributes:",
                        "  filelength: 513")),
                lines.toString());
        assertTrue(
                lines.stream().anyMatch(line -> line.matches("  blocks 0 to 1 of the file at block [0-9]+.*")),
                lines.toString());
        JsonNode json = Json.dump("--stat", "/sizes/513", "--json", image);
        assertEquals("/sizes/513", json.get("path").asText());
        assertEquals(513, json.get("size").asLong());
        assertEquals("513", json.get("attributes").get("filelength").asText());
        assertEquals(2, json.get("extents").get(0).get("length").asLong());
        assertEquals(
                List.of("nasty /sizes/513 0644"),
                Json.jq("[.label, .path, .mode] | join(\" \")", "--stat", "/sizes/513", image));
    }

    @Test
    void describesExtentsOfNoneOneAndSeveralBlocks() throws IOException {
        MemoryDevice device = HandMadeVolume.device(
                HandMadeVolume.tuple("(children:(a:(filelength:4096 extents:(0:(offset:65 length:0 allocated:8) "
                        + "2:(offset:73 length:1 allocated:1) 5:(offset:80 length:2 allocated:3)))))"),
                100);
        Path extents = Files.write(temp.resolve("extents"), device.toByteArray());
        assertEquals(
                List.of(
                        "  covers no block of the file; 8 blocks at block 65 owned",
                        "  block 2 of the file at block 73",
                        "  blocks 5 to 6 of the file at block 80, 3 owned"),
                InProcess.dump("--stat", "/a", extents).lines().stream()
                        .filter(line -> line.contains("of the file"))
                        .toList());
    }

    @Test
    void filesComeOutToTheByte() throws IOException, InterruptedException {
        for (String path : List.of(
                "/sizes/0",
                "/sizes/1",
                "/sizes/4097",
                "/sizes/3145729",
                "/holes/small",
                "/holes/nothing",
                "/links/to-11",
                "/names/\u00e9")) {
            assertArrayEquals(
                    Files.readAllBytes(tree.resolve(path.substring(1))),
                    dump("--cat", path, image).outputBytes(),
                    path);
        }
        JsonNode json = Json.dump("--cat", "/sizes/4097", "--json", image);
        assertArrayEquals(
                Files.readAllBytes(tree.resolve("sizes/4097")),
                Base64.getDecoder().decode(json.get("content_base64").asText()));
    }

    @Test
    void findListsMatchingPaths() throws IOException, InterruptedException {
        assertEquals(
                List.of("/sizes/65535", "/sizes/65536", "/sizes/65537"),
                dump("--find", "6553?", image).lines());
        assertEquals(
                List.of("/links/elsewhere/third"),
                dump("--find", "/links/*/t*d", image).lines());
        assertEquals(List.of("/deep/1/2/3"), dump("--find", "deep/*/*/3", image).lines());
        assertEquals(
                List.of("/links/elsewhere/third"),
                dump("--find", "**/third", image).lines());
        assertEquals(
                List.of("/links/first"),
                dump("--find", "first", image, "/links").lines());
        assertEquals(List.of(), dump("--find", "first", image, "/sizes").lines());
        assertEquals(List.of("/"), dump("--find", "*", "--depth", 0, image).lines());
        assertEquals(
                List.of("/deep", "/deep/1"),
                dump("--find", "*", "--depth", 2, image).lines().stream()
                        .filter(path -> path.startsWith("/deep"))
                        .toList());
        assertEquals(
                List.of("/sizes/65535 65535", "/sizes/65536 65536", "/sizes/65537 65537"),
                Json.jq(".entries[] | \"\\(.path) \\(.size)\"", "--find", "6553?", image));
    }

    @Test
    void sha256sumAcceptsTheListInTheExtractedTree() throws IOException, InterruptedException {
        Path out = temp.resolve("for-checksums");
        dump("-d", out, image);
        Path list = Files.write(temp.resolve("list"), dump("--sha256", image).outputBytes());
        Result checked = Command.of("sha256sum", "--strict", "--check", list)
                .in(out)
                .run()
                .ok();
        List<String> files = Command.of("find", out, "-type", "f", "-printf", "x\\n")
                .run()
                .ok()
                .lines();
        assertEquals(
                files.size(),
                checked.output().lines().filter(line -> line.endsWith(": OK")).count());
        String text = Files.readString(list, StandardCharsets.ISO_8859_1);
        assertTrue(text.contains("  names/new\\nline\n"));
        assertTrue(text.contains("  names/back\\\\slash\n"));
        assertTrue(text.contains("  names/latin1-\u00e9\n"));
    }

    /** A program that gets the bytes as a path would open another file. */
    @Test
    void namesThatNoPathCanHoldGoToNoOtherProgram() throws IOException {
        Tuple root = HandMadeVolume.tuple("(children:(a:() d:(children:(e:()))))");
        Tuple entries = root.tuple(Attributes.CHILDREN).orElseThrow();
        Tuple file = entries.tuple(Symbol.of("a")).orElseThrow();
        String longName = "n".repeat(256);
        for (String name : List.of("x\0y", "../../a", longName)) {
            entries.set(Symbol.of(name), file);
        }
        entries.set(Symbol.of("y/z"), HandMadeVolume.tuple("(children:(e:()))"));
        Path odd = Files.write(
                temp.resolve("names"), HandMadeVolume.device(root, 0).toByteArray());
        String reason = ": a name that is . or .. or holds a slash or a NUL is not possible";
        List<String> problems = List.of(
                "tfs-dump: /../../a" + reason,
                "tfs-dump: /" + "n".repeat(255) + "... (256 bytes): a name of 256 bytes; at most 255 are possible",
                "tfs-dump: /\"x\\000y\"" + reason,
                "tfs-dump: /y/z" + reason);
        Result found = InProcess.dump("--find", "*", "-0", odd);
        assertEquals("/\0/a\0/d\0/d/e\0", found.output());
        Result sums = InProcess.dump("--sha256", odd);
        assertEquals(
                List.of("a", "d/e"),
                sums.lines().stream().map(line -> line.substring(64 + 2)).toList());
        Result extracted = InProcess.dump("-d", temp.resolve("possible"), odd);
        for (Result result : List.of(found, sums, extracted)) {
            assertEquals(problems, result.errors().lines().toList());
            assertEquals(1, result.exitCode());
        }
        assertEquals(1, InProcess.dump("--find", "*", "-0", odd, "/" + longName).exitCode());
        // People see the names as they are.
        assertTrue(dump("--find", "x*", odd).lines().contains("/\"x\\000y\""));
    }

    @Test
    void extractsSubtree() throws IOException, InterruptedException {
        Path out = temp.resolve("part");
        dump("-d", out, image, "/links/elsewhere/third", "/sizes/513");
        List<String> found = Command.of("find", out, "-mindepth", 1, "-printf", "%P\\n")
                .run()
                .ok()
                .lines();
        assertEquals(
                List.of("links", "links/elsewhere", "links/elsewhere/third", "sizes", "sizes/513"),
                found.stream().sorted().toList());
        InProcess.dump("-d", temp.resolve("unmade"), image, "/none")
                .failed(1, "tfs-dump: /none: no such file or directory; check the name");
        assertFalse(Files.exists(temp.resolve("unmade")));
    }

    @Test
    void existingFilesAreReplacedOnlyOnRequest() throws IOException, InterruptedException {
        Path file = Files.createDirectories(temp.resolve("there/sizes")).resolve("513");
        Files.writeString(file, "mine");
        Result kept = InProcess.dump("-d", temp.resolve("there"), image, "/sizes");
        assertEquals(1, kept.exitCode());
        assertEquals("tfs-dump: /sizes/513: exists on the host already; it was kept\n", kept.errors());
        assertEquals("mine", Files.readString(file));
        Path fresh = Files.createDirectories(temp.resolve("over/sizes")).resolve("513");
        Files.writeString(fresh, "mine");
        dump("-d", temp.resolve("over"), "--overwrite", image, "/sizes");
        assertArrayEquals(Files.readAllBytes(tree.resolve("sizes/513")), Files.readAllBytes(fresh));
    }

    @Test
    void filesAreReplacedBesideTheTree() throws IOException, InterruptedException {
        Path out = Files.createDirectories(temp.resolve("beside"));
        Path file =
                Files.writeString(Files.createDirectory(out.resolve("sizes")).resolve("513"), "mine");
        dump("-t", "-d", out, "--overwrite", image);
        assertEquals(-1, Files.mismatch(tree.resolve("sizes/513"), file));
    }

    @Test
    void imageInTheTargetIsKept() throws IOException, InterruptedException {
        Path copy = Files.createDirectories(temp.resolve("itself/sizes")).resolve("513");
        Files.copy(image, copy);
        Path other = Files.writeString(copy.resolveSibling("512"), "mine");
        Result result = InProcess.dump("-d", temp.resolve("itself"), "--overwrite", copy, "/sizes");
        assertEquals(1, result.exitCode());
        assertEquals("tfs-dump: /sizes/513: is a file that the extraction reads; it was kept\n", result.errors());
        assertEquals(-1, Files.mismatch(image, copy));
        assertEquals(-1, Files.mismatch(tree.resolve("sizes/512"), other));
    }

    @Test
    void listOfSubtreeIsPartOfWholeList() throws IOException, InterruptedException {
        List<String> part = dump("--sha256", image, "/sizes").lines();
        assertEquals(15, part.size());
        assertTrue(new String(dump("--sha256", image).outputBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList()
                .containsAll(part));
    }

    /** A file whose length is no number, and a link whose target is none, between sound files. */
    @ParameterizedTest
    @CsvSource({"-t, entries", "--ls=/, entries", "--find=*, entries", "--sha256, files"})
    void damagedEntriesAreLeftOutOfDocument(String view, String list) throws IOException {
        MemoryDevice device = HandMadeVolume.device(
                HandMadeVolume.tuple("(children:(a:(extents:() filelength:0) b:(extents:() filelength:x) "
                        + "c:(linktarget:(x:y)) d:(extents:() filelength:0)))"),
                1);
        ByteBuffer bytes = ByteBuffer.allocate((int) device.size());
        device.read(0, bytes);
        Path damaged = Files.write(temp.resolve("damaged.raw"), bytes.array());
        Result result = InProcess.dump(view, "--json", damaged);
        List<String> paths = Json.of(result).get(list).findValuesAsText("path");
        assertTrue(paths.containsAll(List.of("/a", "/d")), paths::toString);
        assertFalse(paths.contains("/b"), paths::toString);
        assertEquals(1, result.exitCode());
        assertTrue(result.errors().contains("tfs-dump: /b: "), result.errors());
    }

    @Test
    void depthLimitsTree() throws IOException, InterruptedException {
        List<String> one = dump("-t", image, "/links/elsewhere").lines();
        assertEquals(
                List.of("/links/elsewhere", "|   same-link -> first", "|   third (9)", "|   \"\\377\" (9)"),
                one.subList(2, one.size()));
        assertEquals(one, dump("-t", "/links/elsewhere", image).lines(), "the other way round");
        List<String> top = dump("-t", "--depth", 1, image, "/deep").lines();
        assertEquals(List.of("/deep", "|   1"), top.subList(2, top.size()));
        List<String> none = dump("-t", "--depth", 0, image, "/deep", "/sizes/1").lines();
        assertEquals(List.of("/deep", "/sizes/1 (1)"), none.subList(2, none.size()));
        InProcess.dump("-t", image, "/none").failed(1, "tfs-dump: /none: no such file or directory; check the name");
    }

    @Test
    void namesThatAreNotUtf8AreAlsoGivenAsBytes() throws IOException, InterruptedException {
        Result names = Command.shell("cd \"$1\" && find names -printf '/%p\\0'", tree)
                .run()
                .ok();
        List<String> expected = List.of(new String(names.outputBytes(), StandardCharsets.ISO_8859_1).split("\0"));
        List<String> found = new ArrayList<>();
        for (String base64 : Json.jq(".entries[] | .path_base64 // (.path | @base64)", "-t", image, "/names")) {
            found.add(new String(Base64.getDecoder().decode(base64), StandardCharsets.ISO_8859_1));
        }
        assertEquals(
                expected.stream().sorted().toList(), found.stream().sorted().toList());
    }

    @Test
    void showsMetadata() throws IOException, InterruptedException {
        assertEquals(dump(image).output(), dump("--metadata", image).output());
        assertEquals(List.of("/names/0", "1,two"), Json.jq(".metadata | .program, (.odd.list | join(\",\"))", image));
        JsonNode names = Json.dump("--json", image)
                .get("metadata")
                .get("children")
                .get("names")
                .get("children");
        assertTrue(names.has("back\\slash"));
        assertTrue(names.has("\"\\377\\376\""), "a name that is not a string is quoted");
        assertFalse(names.has("\ufffd\ufffd"));
    }

    @Test
    void figuresAddUp() throws IOException, InterruptedException {
        JsonNode info = Json.dump("--info", "--json", image);
        JsonNode space = info.get("space");
        assertEquals(
                space.get("blocks").asLong(),
                space.get("file_blocks").asLong()
                        + space.get("log_blocks").asLong()
                        + space.get("free_blocks").asLong());
        assertEquals(Files.size(image) / 512, space.get("blocks").asLong());
        assertEquals(0, info.get("partitions").size());
        assertEquals(
                "/holes/large",
                info.get("tree").get("largest").get(0).get("path").asText());
        List<String> directories = Command.of("find", tree, "-mindepth", 1, "-type", "d", "-printf", "x\\n")
                .run()
                .ok()
                .lines();
        assertEquals(directories.size(), info.get("tree").get("directories").asLong());
        String text = dump("--info", image).output();
        assertTrue(text.contains("Label:         nasty\n"), text);
        assertTrue(text.contains("Large file:    67108864 /holes/large\n"), text);
        assertTrue(text.lines().allMatch(line -> line.length() <= 80), text);
    }

    @Test
    void closedPipeEndsListQuietly() throws IOException, InterruptedException {
        for (String view : List.of("--json", "--log", "--find=*", "--cat=/holes/nothing")) {
            Result result = Command.shell(
                            "{ \"$1\" \"$2\" \"$3\" && code=0 || code=$?; echo $code >&2; } | :",
                            Command.launcher("tfs-dump"),
                            view,
                            image)
                    .run();
            assertEquals("141\n", result.errors(), view);
        }
    }

    @Test
    void catOnDirectoryFails() throws IOException, InterruptedException {
        InProcess.dump("--cat", "/names", image).failed(1, "tfs-dump: /names: is not a regular file; name one");
        InProcess.dump("--cat", "/links/to-2", image)
                .failed(1, "tfs-dump: /links/nowhere: no such file or directory; check the name");
    }

    @Test
    void differentNamesHaveDifferentKeysInJson() throws IOException, InterruptedException {
        List<String> names = List.of("\001", "\"\\001\"", "\"\\\"\\\\001\\\"\"", "a\"", "\\001");
        Tuple root = new Tuple();
        root.set(Symbol.of("children"), new Tuple());
        Tuple inner = new Tuple();
        for (String name : names) {
            root.set(Symbol.of(name), Text.of(name));
            inner.set(Symbol.of(name), Text.of(name));
        }
        root.set(Symbol.of("inner"), inner);
        Path odd =
                Files.write(temp.resolve("odd"), HandMadeVolume.device(root, 0).toByteArray());
        JsonNode metadata = Json.dump("--metadata", "--json", odd).get("metadata");
        for (JsonNode tuple : List.of(
                metadata,
                metadata.get("inner"),
                Json.dump("--info", "--json", odd).get("root_attributes"),
                Json.dump("--stat", "/", "--json", odd).get("attributes"))) {
            assertEquals("\001", tuple.get("\"\\001\"").asText());
            assertEquals("\"\\001\"", tuple.get("\"\\\"\\\\001\\\"\"").asText());
            assertEquals("a\"", tuple.get("a\"").asText());
            assertEquals("\\001", tuple.get("\\001").asText());
        }
        assertEquals(names.size(), metadata.get("inner").size());
    }
}
