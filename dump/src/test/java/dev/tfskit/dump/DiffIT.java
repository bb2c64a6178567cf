// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tfskit.Command;
import dev.tfskit.Json;
import dev.tfskit.Result;
import dev.tfskit.disk.ImageOverlay;
import dev.tfskit.schema.Attributes;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import dev.tfskit.volume.HandMadeVolume;
import dev.tfskit.volume.Volume;
import dev.tfskit.volume.WritableVolume;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The differences that {@code --diff} prints. */
class DiffIT {

    /** So many files and members that one step for each pair of them takes minutes. */
    private static final int MANY = 50_000;

    private static final int DATA_BLOCKS = 100;

    /** What each test copies before it begins. */
    @TempDir
    private static Path made;

    @TempDir
    private Path temp;

    /**
     * Makes {@code old.raw} and {@code new.raw}.
     *
     * <pre>
     *             old.raw      new.raw
     * /bytes      abcdef       abcxef
     * /gone       there
     * /made                    directory
     * /kind       file         directory
     * /mode       0644         0600
     * /same       equal        equal
     * program     /same        /bytes
     * </pre>
     */
    @BeforeAll
    static void makeImages() throws IOException, InterruptedException {
        Path tree = Files.createDirectory(made.resolve("tree"));
        for (String name : List.of("gone", "kind", "mode", "same")) {
            Files.writeString(tree.resolve(name), "x");
        }
        Files.writeString(tree.resolve("bytes"), "abcdef");
        setTimes(tree);
        InProcess.mkfs("-r", tree, "-t", "(program:/same)", made.resolve("old.raw"))
                .okWithWarnings();
        Files.writeString(tree.resolve("bytes"), "abcxef");
        Files.delete(tree.resolve("gone"));
        Files.delete(tree.resolve("kind"));
        Files.createDirectory(tree.resolve("kind"));
        Files.createDirectory(tree.resolve("made"));
        Command.of("chmod", "600", tree.resolve("mode")).run().ok();
        setTimes(tree);
        InProcess.mkfs("-r", tree, "-t", "(program:/bytes)", made.resolve("new.raw"))
                .okWithWarnings();
    }

    @BeforeEach
    void copyImages() throws IOException, InterruptedException {
        Command.of("cp", "-a", made + "/.", temp).run().ok();
    }

    private static void setTimes(Path tree) throws IOException, InterruptedException {
        Command.of("find", tree, "-exec", "touch", "-h", "-d", "@1600000000", "{}", "+")
                .run()
                .ok();
    }

    private Result diff(Object... arguments) {
        return InProcess.dumpIn(temp, arguments);
    }

    @Test
    void everyDifferenceIsALine() throws IOException, InterruptedException {
        Result result = diff("--diff", "new.raw", "old.raw");
        assertEquals(1, result.exitCode());
        assertEquals("", result.errors());
        List<String> lines = result.lines();
        assertTrue(lines.contains("/: program is /same in old.raw, /bytes in new.raw"), lines.toString());
        assertTrue(lines.contains("/bytes: contents differ from byte 3 on"), lines.toString());
        assertTrue(lines.contains("/gone: only in old.raw, file"), lines.toString());
        assertTrue(lines.contains("/made: only in new.raw, directory"), lines.toString());
        assertTrue(lines.contains("/kind: file in old.raw, directory in new.raw"), lines.toString());
        assertTrue(lines.stream().anyMatch(line -> line.startsWith("/mode: posix.perm is ")), lines.toString());
        assertEquals(6, lines.size(), lines.toString());
    }

    @Test
    void jsonHasSameDifferencesAsText() throws IOException, InterruptedException {
        Result result = diff("--diff", "new.raw", "--json", "old.raw");
        assertEquals(1, result.exitCode());
        JsonNode json = Json.of(result);
        assertEquals("old.raw", json.get("image").asText());
        assertEquals("new.raw", json.get("other").get("image").asText());
        List<String> lines = StreamSupport.stream(json.get("differences").spliterator(), false)
                .map(difference -> difference.get("path").asText() + ": "
                        + difference.get("words").asText())
                .toList();
        assertEquals(diff("--diff", "new.raw", "old.raw").lines(), lines);
        assertEquals("[\"attribute\",\"/same\",\"/bytes\"]", fields(json, "/", "kind", "first", "second"));
        assertEquals("[\"content\",3]", fields(json, "/bytes", "kind", "position"));
        assertEquals("[\"only_in_first\",\"file\"]", fields(json, "/gone", "kind", "first"));
        assertEquals("[\"only_in_second\",\"directory\"]", fields(json, "/made", "kind", "second"));
        assertEquals("[\"type\",\"file\",\"directory\"]", fields(json, "/kind", "kind", "first", "second"));
        assertEquals("[\"attribute\",\"posix.perm\"]", fields(json, "/mode", "kind", "attribute"));
    }

    private static String fields(JsonNode json, String path, String... names) {
        for (JsonNode difference : json.get("differences")) {
            if (difference.get("path").asText().equals(path)) {
                return List.of(names).stream()
                        .map(name -> String.valueOf(difference.get(name)))
                        .toList()
                        .toString()
                        .replace(", ", ",");
            }
        }
        throw new AssertionError("no difference at " + path);
    }

    @Test
    void reportsHardLinkThatOnlyOneImageHas() throws IOException, InterruptedException {
        Path tree = Files.createDirectory(temp.resolve("links"));
        Files.writeString(tree.resolve("first"), "x");
        Files.createLink(tree.resolve("second"), tree.resolve("first"));
        setTimes(tree);
        InProcess.mkfs("-r", tree, temp.resolve("linked.raw")).ok();
        Files.delete(tree.resolve("second"));
        Files.writeString(tree.resolve("second"), "x");
        setTimes(tree);
        InProcess.mkfs("-r", tree, temp.resolve("apart.raw")).ok();
        assertLinkDiffers(
                "/second: the same file as /first in linked.raw, as no other in apart.raw",
                "{\"path\":\"/second\",\"kind\":\"hard_link\",\"first\":\"/first\",",
                "linked.raw",
                "apart.raw");
        assertLinkDiffers(
                "/second: the same file as no other in apart.raw, as /first in linked.raw",
                "{\"path\":\"/second\",\"kind\":\"hard_link\",\"second\":\"/first\",",
                "apart.raw",
                "linked.raw");
    }

    private void assertLinkDiffers(String line, String fields, String image, String other)
            throws IOException, InterruptedException {
        Result text = diff("--diff", other, image);
        assertEquals(1, text.exitCode());
        // How many names the two files have differs, too.
        assertEquals(
                List.of("/first: nlink", "/second: nlink", line),
                text.lines().stream()
                        .map(found -> found.replaceFirst(": nlink is .*", ": nlink"))
                        .toList());
        Result json = diff("--diff", other, "--json", image);
        assertTrue(json.output().contains(fields), json.output());
    }

    @Test
    void everyTypeDiffersFromEveryOther() throws IOException, InterruptedException {
        List<String> kinds = List.of("directory", "file", "link", "socket");
        for (String kind : kinds) {
            InProcess.mkfs("-r", treeOf(kind), temp.resolve(kind + ".raw")).ok();
        }
        for (String first : kinds) {
            for (String second : kinds) {
                if (!first.equals(second)) {
                    Result result = diff("--diff", second + ".raw", "--json", first + ".raw");
                    assertEquals(1, result.exitCode());
                    assertEquals(
                            "[\"type\",\"%s\",\"%s\"]".formatted(first, second),
                            fields(Json.of(result), "/entry", "kind", "first", "second"));
                    assertEquals(1, Json.of(result).get("differences").size(), result.output());
                }
            }
        }
    }

    private Path treeOf(String kind) throws IOException, InterruptedException {
        Path tree = Files.createDirectory(temp.resolve(kind));
        Path entry = tree.resolve("entry");
        switch (kind) {
            case "directory" -> Files.createDirectory(entry);
            case "file" -> Files.writeString(entry, "x");
            case "link" -> Files.createSymbolicLink(entry, Path.of("x"));
            default ->
                ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                        .bind(UnixDomainSocketAddress.of(entry))
                        .close();
        }
        Command.of("find", tree, "-exec", "touch", "-h", "-d", "@1600000000", "{}", "+")
                .run()
                .ok();
        return tree;
    }

    @Test
    void movedFilesAndContentsOfNewDirectoriesAreNamed() throws IOException, InterruptedException {
        Path tree = Files.createDirectories(temp.resolve("moved/a")).getParent();
        Files.writeString(tree.resolve("a/one"), "the first file");
        Files.writeString(tree.resolve("a/two"), "another file");
        setTimes(tree);
        InProcess.mkfs("-r", tree, temp.resolve("before.raw")).ok();
        Files.createDirectories(tree.resolve("b/c"));
        Files.move(tree.resolve("a/one"), tree.resolve("b/c/uno"));
        Files.writeString(tree.resolve("b/new"), "new");
        setTimes(tree);
        InProcess.mkfs("-r", tree, "-l", "x", temp.resolve("after.raw")).ok();
        assertEquals(
                List.of(
                        "/a/one: moved to /b/c/uno",
                        "/b: only in after.raw, directory",
                        "/b/c: only in after.raw, directory",
                        "/b/new: only in after.raw, file"),
                diff("--diff", "after.raw", "before.raw").lines());
        assertEquals(
                List.of("/b/new: only in after.raw, file"),
                diff("--diff", "after.raw", "before.raw", "/b/new").lines());
        diff("--diff", "after.raw", "before.raw", "/a/two").ok();
        diff("--diff", "after.raw", "before.raw", "/none")
                .failed(2, "tfs-dump: /none: no such file or directory; check the name");
        List<String> lines = Command.dump("--diff", "after.raw", "before.raw")
                .in(temp)
                .env("TFS_JAVA_OPTS", "-Dtfs.terminal=out")
                .run()
                .lines();
        assertEquals(
                "4 differences: 1 moved, 3 only in after.raw; the label is '' in before.raw and 'x' in after.raw; "
                        + "the UUIDs differ",
                lines.getLast());
    }

    @Test
    void renamedDirectoryIsOneLine() throws IOException, InterruptedException {
        Path tree = Files.createDirectory(temp.resolve("renamed"));
        for (String name : List.of("all", "some", "more")) {
            Path below = Files.createDirectories(tree.resolve(name).resolve("below/bare"))
                    .getParent();
            Files.writeString(below.resolve("file"), "the file of " + name);
            Files.createFile(below.resolve("empty"));
            Files.createSymbolicLink(below.resolve("link"), Path.of("file"));
        }
        setTimes(tree);
        InProcess.mkfs("-r", tree, temp.resolve("old.raw")).ok();
        Files.move(tree.resolve("all"), tree.resolve("new"));
        Files.move(tree.resolve("some"), tree.resolve("other"));
        Files.delete(tree.resolve("other/below/link"));
        Files.move(tree.resolve("more/below"), tree.resolve("more/moved"));
        Files.writeString(tree.resolve("more/moved/added"), "x");
        setTimes(tree);
        InProcess.mkfs("-r", tree, temp.resolve("new.raw")).ok();
        assertEquals(
                List.of(
                        "/all: moved to /new",
                        "/more/below/file: moved to /more/moved/file",
                        "/some/below/file: moved to /other/below/file"),
                diff("--diff", "new.raw", "old.raw").lines().stream()
                        .filter(line -> line.contains("moved to"))
                        .toList());
        assertEquals(
                List.of("/more/moved/added: only in new.raw, file"),
                diff("--diff", "new.raw", "old.raw").lines().stream()
                        .filter(line -> line.endsWith("added: only in new.raw, file"))
                        .toList());
        assertEquals(
                List.of("/all: moved to /new"),
                diff("--diff", "new.raw", "old.raw").lines().stream()
                        .filter(line -> line.startsWith("/all") || line.startsWith("/new"))
                        .toList());
    }

    @Test
    void attributesThatChangedWithMoveAreListedWithNewPath() throws IOException, InterruptedException {
        Path tree = Files.createDirectories(temp.resolve("audited/lib/empty")).getParent();
        Files.writeString(tree.resolve("tool"), "a tool");
        Files.createSymbolicLink(tree.resolve("link"), Path.of("tool"));
        Files.writeString(tree.resolveSibling("alone"), "a file alone");
        setTimes(tree.getParent());
        InProcess.mkfs("-r", tree.getParent(), temp.resolve("before.raw")).ok();
        Path renamed = Files.move(tree, tree.resolveSibling("lib64"));
        Path alone = Files.move(tree.resolveSibling("alone"), tree.resolveSibling("only"));
        Command.of("chmod", "4755", renamed.resolve("tool"), alone).run().ok();
        Command.of("chmod", "1777", renamed.resolve("empty"), renamed).run().ok();
        setTimes(tree.getParent());
        Command.of("touch", "-h", "-d", "@1700000000", renamed.resolve("link"))
                .run()
                .ok();
        InProcess.mkfs("-r", tree.getParent(), temp.resolve("after.raw")).ok();
        List<String> lines = List.of(
                "/alone: moved to /only",
                "/only: posix.perm",
                "/lib: moved to /lib64",
                "/lib64: posix.perm",
                "/lib64/empty: posix.perm",
                "/lib64/link: mtime",
                "/lib64/tool: posix.perm");
        assertEquals(lines, withoutValues(diff("--diff", "after.raw", "before.raw")));
        assertEquals(
                lines.stream().filter(line -> !line.endsWith("mtime")).toList(),
                withoutValues(diff("--diff", "after.raw", "--ignore=times", "before.raw")));
        assertEquals(
                "[\"attribute\",\"posix.perm\"]",
                fields(
                        Json.of(diff("--diff", "after.raw", "--json", "before.raw")),
                        "/lib64/tool",
                        "kind",
                        "attribute"));
    }

    private static List<String> withoutValues(Result result) {
        return result.lines().stream()
                .map(line -> line.replaceFirst(" is .* in before.raw, .*", ""))
                .toList();
    }

    @Test
    void timesAndOwnersAreIgnoredOnRequest() throws IOException, InterruptedException {
        Path tree = Files.createDirectory(temp.resolve("ignored"));
        Files.writeString(tree.resolve("file"), "x");
        setTimes(tree);
        InProcess.mkfs("-r", tree, "--owner", "1:2", temp.resolve("one.raw")).ok();
        Command.of("touch", "-d", "@1700000000", tree.resolve("file")).run().ok();
        InProcess.mkfs("-r", tree, "--owner", "3:4", temp.resolve("other.raw")).ok();
        assertEquals(3, diff("--diff", "other.raw", "one.raw").lines().size());
        assertEquals(
                2,
                diff("--diff", "other.raw", "--ignore=times", "one.raw").lines().size());
        assertEquals(
                1,
                diff("--diff", "other.raw", "--ignore=owner", "one.raw").lines().size());
        diff("--diff", "other.raw", "--ignore=times,owner", "one.raw").ok();
        diff("--diff", "other.raw", "--ignore=colour", "one.raw")
                .failed(2, "tfs-dump: --ignore takes times, owner, or times,owner; try 'tfs-dump --help'");
    }

    @Test
    void recordsOfOneImageAreCompared() throws IOException, InterruptedException {
        Path tree = Files.createDirectory(temp.resolve("big"));
        for (int i = 0; i < 2000; i++) {
            Files.createFile(tree.resolve("name-of-a-file-" + i));
        }
        InProcess.mkfs("-r", tree, temp.resolve("log.raw")).ok();
        Result result = diff("--diff", "log.raw", temp.resolve("log.raw@0"));
        assertEquals(1, result.exitCode());
        assertTrue(result.output().contains(" only in log.raw, file"), result.output());
        diff("--diff", temp.resolve("log.raw@1"), temp.resolve("log.raw@1")).ok();
        diff("--info", temp.resolve("log.raw@0"))
                .failed(2, "tfs-dump: --at does not go with --info; try 'tfs-dump --help'");
    }

    @Test
    void changesInAnOverlayAreCompared() throws IOException {
        try (WritableVolume volume = new ImageOverlay(temp.resolve("changes"))
                .openForWriting(
                        temp.resolve("old.raw"), device -> Volume.openForWriting(device, InstantSource.system()))) {
            volume.root().createDirectory(Symbol.of("added"));
            volume.commit();
        }
        Result result = diff("--overlay", "changes", "--diff", "old.raw", "--ignore", "times", "old.raw");
        assertEquals(1, result.exitCode(), result.errors());
        assertEquals("/added: only in old.raw with changes, directory\n", result.output());
        diff("--diff", "old.raw", "old.raw").ok();
    }

    @Test
    void variablesOfEnvironmentAreComparedOneByOne() throws IOException, InterruptedException {
        for (String home : List.of("/a", "/b")) {
            InProcess.mkfs("-e", "-t", "(environment:(SAME:x HOME:" + home + "))", temp.resolve("env" + home.charAt(1)))
                    .ok();
        }
        assertEquals(
                List.of("/: environment: HOME is /a in enva, /b in envb"),
                diff("--diff", "envb", "enva").lines());
    }

    @Test
    void lineOfTupleNamesFirstMembersAndCountsOthers() throws IOException {
        Tuple root = HandMadeVolume.tuple("(children:())");
        root.set(Symbol.of("environment"), large("a"));
        write("large.raw", root);
        write("small.raw", "(children:() environment:(n0:a n1:b z:c))");
        List<String> lines = diff("--diff", "small.raw", "large.raw").lines();
        assertEquals(1, lines.size());
        List<String> parts = List.of(lines.getFirst().split("; "));
        assertEquals("/: environment: n1 is a in large.raw, b in small.raw", parts.getFirst());
        assertEquals("n10 is a in large.raw, not set in small.raw", parts.get(1));
        int listed = parts.size() - 1;
        assertEquals("and " + (MANY - listed) + " more", parts.getLast());
        assertTrue(lines.getFirst().length() < 5000, lines.getFirst());
    }

    /** Writes an image with the root that a manifest describes. */
    private void write(String image, Tuple root) throws IOException {
        Files.write(temp.resolve(image), HandMadeVolume.device(root, 0).toByteArray());
    }

    private void write(String image, String root) throws IOException {
        write(image, HandMadeVolume.tuple(root));
    }

    /** Writes an image with {@value #DATA_BLOCKS} data blocks. */
    private void writeWithData(String image, String root) throws IOException {
        Files.write(
                temp.resolve(image),
                HandMadeVolume.device(HandMadeVolume.tuple(root), DATA_BLOCKS).toByteArray());
    }

    @Test
    void entriesBelowDirectoryThatBecameLinkAreNamed() throws IOException, InterruptedException {
        Path tree = Files.createDirectories(temp.resolve("merge/lib")).getParent();
        Files.createDirectory(tree.resolve("usr"));
        Files.writeString(tree.resolve("lib/x"), "a library");
        Files.writeString(tree.resolve("lib/y"), "another library");
        setTimes(tree);
        InProcess.mkfs("-r", tree, temp.resolve("split.raw")).ok();
        Files.delete(tree.resolve("lib/y"));
        Files.move(tree.resolve("lib"), tree.resolve("usr/lib"));
        Files.createSymbolicLink(tree.resolve("lib"), Path.of("usr/lib"));
        setTimes(tree);
        InProcess.mkfs("-r", tree, temp.resolve("merged.raw")).ok();
        assertEquals(
                List.of(
                        "/lib: directory in split.raw, symbolic link in merged.raw",
                        "/lib/x: moved to /usr/lib/x",
                        "/lib/y: only in split.raw, file",
                        "/usr/lib: only in merged.raw, directory"),
                diff("--diff", "merged.raw", "split.raw").lines());
        assertEquals(
                List.of("/lib: directory in split.raw, symbolic link in merged.raw", "/lib/x: moved to /usr/lib/x"),
                diff("--diff", "merged.raw", "split.raw", "/lib/x").lines());
        assertEquals(
                List.of("/lib: symbolic link in merged.raw, directory in split.raw", "/usr/lib/x: moved to /lib/x"),
                diff("--diff", "split.raw", "merged.raw", "/lib/x").lines());
    }

    @Test
    void linkThatLeadsElsewhereOnTheWayToPathIsNamed() throws IOException {
        String trees = " usr:(children:(lib:(children:(x:())))) opt:(children:(lib:(children:(x:()))))))";
        write("usr.raw", "(children:(lib:(linktarget:/usr/lib)" + trees);
        write("later.raw", "(children:(lib:(linktarget:/usr/lib mtime:1234567890123)" + trees);
        write("opt.raw", "(children:(lib:(linktarget:/opt/lib)" + trees);
        write("none.raw", "(children:(" + trees);
        assertEquals(
                List.of("/lib: linktarget is /usr/lib in usr.raw, /opt/lib in opt.raw"),
                diff("--diff", "opt.raw", "usr.raw", "/lib/x").lines());
        assertEquals(
                List.of("/lib: only in usr.raw, symbolic link"),
                diff("--diff", "none.raw", "usr.raw", "/lib/x").lines());
        assertEquals(
                List.of(), diff("--diff", "later.raw", "usr.raw", "/lib/x").ok().lines());
        assertEquals(
                List.of(),
                diff("--diff", "opt.raw", "usr.raw", "/usr/lib/x").ok().lines());
    }

    @Test
    void hardLinkWithoutLinkCountIsNamed() throws IOException {
        Tuple file = new Tuple();
        Tuple children = new Tuple();
        children.set(Symbol.of("a"), file);
        children.set(Symbol.of("b"), file);
        Tuple root = new Tuple();
        root.set(Symbol.of("children"), children);
        write("shared.raw", root);
        write("apart.raw", "(children:(a:() b:()))");
        assertEquals(
                List.of("/b: the same file as /a in shared.raw, as no other in apart.raw"),
                diff("--diff", "apart.raw", "shared.raw").lines());
        assertEquals(
                List.of("/b: the same file as no other in apart.raw, as /a in shared.raw"),
                diff("--diff", "shared.raw", "apart.raw").lines());
    }

    @Test
    void attributesNamedLikeThoseOfTheTreeAreCompared() throws IOException {
        write("first.raw", "(children:(link:(linktarget:x extents:a)) extents:b)");
        write("second.raw", "(children:(link:(linktarget:x extents:c)) extents:d)");
        assertEquals(
                List.of(
                        "/: extents is b in first.raw, d in second.raw",
                        "/link: extents is a in first.raw, c in second.raw"),
                diff("--diff", "second.raw", "first.raw").lines());
    }

    @Test
    void pathBelowFileOfOneImageIsOnlyInTheOther() throws IOException, InterruptedException {
        write("directory.raw", "(children:(lib:(children:(x:() y:()))))");
        write("file.raw", "(children:(lib:()))");
        assertEquals(
                List.of("/lib: directory in directory.raw, file in file.raw", "/lib/x: only in directory.raw, file"),
                diff("--diff", "file.raw", "directory.raw", "/lib/x").lines());
        Result reverse = diff("--diff", "directory.raw", "file.raw", "/lib/x");
        assertEquals(
                List.of("/lib: file in file.raw, directory in directory.raw", "/lib/x: only in directory.raw, file"),
                reverse.lines());
        assertEquals(1, reverse.exitCode());
        diff("--diff", "directory.raw", "file.raw", "/lib/none")
                .failed(2, "tfs-dump: /lib: not a directory; name a directory");
    }

    @Test
    void damageOnTheWayToPathIsReported() throws IOException, InterruptedException {
        write("sound.raw", "(children:(lib:(children:(x:()))))");
        write("damaged.raw", "(children:(lib:no-inode))");
        Result result = diff("--diff", "damaged.raw", "sound.raw", "/lib/x");
        assertEquals(
                List.of("/lib: cannot be compared, damaged in damaged.raw: the entry is not a tuple"), result.lines());
        assertEquals(2, result.exitCode());
        assertEquals(
                List.of("/lib: cannot be compared, damaged in damaged.raw: the entry is not a tuple"),
                diff("--diff", "sound.raw", "damaged.raw", "/lib/x").lines());
    }

    @Test
    void damagedContentIsNamedWithItsImageAndOtherDifferencesFollow() throws IOException, InterruptedException {
        byte[] noise = new byte[6_000_000];
        new Random(1).nextBytes(noise);
        Path tree = Files.createDirectory(temp.resolve("noise"));
        Files.write(tree.resolve("a"), noise);
        Files.createLink(tree.resolve("b"), tree.resolve("a"));
        setTimes(tree);
        InProcess.mkfs("-r", tree, temp.resolve("sound.raw")).ok();
        Files.writeString(tree.resolve("new"), "x");
        setTimes(tree);
        Path damaged = temp.resolve("damaged.lz4");
        InProcess.mkfs("-r", tree, damaged).ok();
        try (FileChannel file = FileChannel.open(damaged, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(new byte[4]), file.size() / 2);
        }
        Result result = diff("--diff", "damaged.lz4", "sound.raw");
        assertEquals("", result.errors());
        String damage = ": cannot be compared, damaged in damaged.lz4: at byte N: an LZ4 block does not match its "
                + "checksum; copy the image again";
        assertEquals(
                List.of("/a" + damage, "/b" + damage, "/new: only in damaged.lz4, file"),
                result.lines().stream()
                        .map(line -> line.replaceFirst("at byte [0-9]+", "at byte N"))
                        .toList());
        assertEquals(2, result.exitCode());
        assertEquals(
                "[\"damaged\",\"first\"]",
                fields(Json.of(diff("--diff", "sound.raw", "--json", "damaged.lz4")), "/b", "kind", "side"));
        diff("--html", temp.resolve("page.html"), "--diff", "damaged.lz4", "sound.raw")
                .ok();
    }

    @Test
    void ownerIsIgnoredWhenOneImageHasTheDefault() throws IOException, InterruptedException {
        write("root.raw", "(children:(d:(children:()) f:() l:(linktarget:f) m:() x:(posix.perm:wrong)))");
        write(
                "user.raw",
                "(children:(d:(children:() posix.perm:\"0755 1 1\") f:(posix.perm:\"0644 1 1\")"
                        + " l:(linktarget:f posix.perm:\"0777 1 1\") m:(posix.perm:\"0600 1 1\")"
                        + " x:(posix.perm:\"0644 1 1\")))");
        for (List<String> images : List.of(List.of("root.raw", "user.raw"), List.of("user.raw", "root.raw"))) {
            List<String> paths = diff("--diff", images.getFirst(), "--ignore=owner", images.getLast()).lines().stream()
                    .map(line -> line.replaceFirst(": posix.perm is .*", ""))
                    .toList();
            assertEquals(List.of("/m", "/x"), paths);
        }
    }

    @Test
    void nameWithSlashIsOneDifference() throws IOException, InterruptedException {
        Tuple root = HandMadeVolume.tuple("(children:(file:(extents:() filelength:100000000) gone:()))");
        root.tuple(Attributes.CHILDREN)
                .orElseThrow()
                .set(Symbol.of("a/b"), HandMadeVolume.tuple("(extents:() filelength:100)"));
        write("odd.raw", root);
        write("even.raw", "(children:(new:(extents:() filelength:100000000)))");
        Result result = diff("--diff", "even.raw", "odd.raw");
        assertEquals("", result.errors());
        assertEquals(
                List.of("/file: moved to /new", "/a/b: only in odd.raw, file", "/gone: only in odd.raw, file"),
                result.lines());
        diff("--html", temp.resolve("page.html"), "--diff", "even.raw", "odd.raw")
                .ok();
    }

    @Test
    void movesOfVastSparseFilesAreFound() throws IOException {
        write("before.raw", "(children:(a:(extents:() filelength:1152921504606846976)))");
        write("after.raw", "(children:(b:(extents:() filelength:1152921504606846976)))");
        assertTimeoutPreemptively(
                Duration.ofMinutes(1),
                () -> assertEquals(
                        List.of("/a: moved to /b"),
                        diff("--diff", "after.raw", "before.raw").lines()));
    }

    @Test
    void moveOfFileWithItsLastByteAtTheLastPositionIsFound() throws IOException {
        String attributes =
                "(filelength:9223372036854775807 extents:(18014398509481983:(offset:65 length:1 allocated:1)))))";
        writeWithData("before.raw", "(children:(a:" + attributes);
        writeWithData("after.raw", "(children:(b:" + attributes);
        assertEquals(
                List.of("/a: moved to /b"),
                diff("--diff", "after.raw", "before.raw").lines());
    }

    /** The root of a tree of files that have all data blocks as their contents, each by an extent of its own. */
    private static String filesOfSameBlocks(String name, int count) {
        StringBuilder files = new StringBuilder("(children:(");
        for (int i = 0; i < count; i++) {
            files.append(name)
                    .append(i)
                    .append(":(extents:(0:(offset:65 length:")
                    .append(DATA_BLOCKS)
                    .append(" allocated:")
                    .append(DATA_BLOCKS)
                    .append(")) filelength:")
                    .append(DATA_BLOCKS * 512)
                    .append(") ");
        }
        return files.append("))").toString();
    }

    @Test
    void filesThatShareBlocksAreReadWithLimit() throws IOException {
        writeWithData("one.raw", filesOfSameBlocks("f", 2));
        writeWithData("other.raw", filesOfSameBlocks("f", 2));
        diff("--diff", "other.raw", "one.raw").ok();
        writeWithData("old.raw", filesOfSameBlocks("f", 1000));
        writeWithData("new.raw", filesOfSameBlocks("f", 1000));
        Result result = diff("--diff", "new.raw", "old.raw");
        long bytes = Files.size(temp.resolve("old.raw")) + Files.size(temp.resolve("new.raw"));
        long compared = 2 * bytes / (DATA_BLOCKS * 512);
        assertEquals(1000 - compared, result.lines().size());
        assertTrue(
                result.lines().stream()
                        .allMatch(line -> line.endsWith(": cannot be compared, damaged in old.raw: "
                                + "this file and many before it share blocks")),
                result.output());
        assertEquals(2, result.exitCode());
        writeWithData("named.raw", filesOfSameBlocks("g", 1000));
        assertEquals(
                compared,
                diff("--diff", "named.raw", "old.raw").lines().stream()
                        .filter(line -> line.contains(": moved to "))
                        .count());
    }

    /** A tuple of many members: n0, n1 and so on. */
    private static Tuple large(String value) {
        Tuple large = new Tuple(MANY);
        for (int i = 0; i < MANY; i++) {
            large.set(Symbol.of("n" + i), Text.of(value));
        }
        return large;
    }

    /** Writes an image with many files, which have an attribute that may be another one for each file. */
    private void writeFiles(String image, IntFunction<Optional<Value>> attribute) throws IOException {
        Tuple children = new Tuple(MANY);
        for (int i = 0; i < MANY; i++) {
            Tuple file = new Tuple();
            attribute.apply(i).ifPresent(value -> file.set(Symbol.of("x"), value));
            children.set(Symbol.of("f" + i), file);
        }
        Tuple root = new Tuple();
        root.set(Attributes.CHILDREN, children);
        write(image, root);
    }

    private void assertManyLines(String other, String image) throws IOException {
        assertEquals(MANY, diff("--diff", other, image).output().lines().count());
    }

    @Test
    void jsonHasEachValueWhole() throws IOException {
        Tuple large = large("a");
        Text text = Text.of("x".repeat(10_000));
        Tuple outer = new Tuple();
        outer.set(Symbol.of("inner"), large);
        Tuple root = HandMadeVolume.tuple("(children:())");
        root.set(Symbol.of("a"), large);
        root.set(Symbol.of("b"), large);
        root.set(Symbol.of("c"), outer);
        root.set(Symbol.of("d"), text);
        root.set(Symbol.of("e"), text);
        write("large.raw", root);
        write("none.raw", "(children:())");
        JsonNode differences =
                Json.of(diff("--diff", "none.raw", "--json", "large.raw")).get("differences");
        List<JsonNode> values = StreamSupport.stream(differences.spliterator(), false)
                .map(difference -> difference.get("first"))
                .toList();
        assertEquals(MANY, values.getFirst().size());
        assertEquals(values.getFirst(), values.get(1));
        assertEquals(values.getFirst(), values.get(2).get("inner"));
        assertEquals(text.decode(), values.get(3).asText());
        assertEquals(text.decode(), values.get(4).asText());
    }

    @Test
    @Tag("slow")
    void manyFilesMayReferToOneTupleOfLongTexts() throws IOException {
        for (String image : List.of("before.raw", "after.raw")) {
            Tuple tuple = new Tuple();
            Text text = Text.of("x".repeat(1 << 20));
            for (int i = 0; i < 100; i++) {
                tuple.set(Symbol.of("n" + i), text);
            }
            tuple.set(Symbol.of("y"), Text.of(image));
            writeFiles(image, _ -> Optional.of(tuple));
        }
        assertManyLines("before.raw", "after.raw");
    }

    @Test
    @Tag("slow")
    void manyFilesMayReferToOneTupleOfManyMembers() throws IOException {
        Tuple large = large("a");
        Tuple similar = large("a");
        similar.set(Symbol.of("n1"), Text.of("b"));
        writeFiles("large.raw", _ -> Optional.of(large));
        writeFiles("similar.raw", _ -> Optional.of(similar));
        writeFiles("none.raw", _ -> Optional.empty());
        writeFiles("small.raw", _ -> Optional.of(HandMadeVolume.tuple("(n0:a z:b)")));
        writeFiles("nested.raw", _ -> {
            Tuple small = new Tuple();
            small.set(Symbol.of("y"), large);
            return Optional.of(small);
        });
        assertManyLines("none.raw", "large.raw");
        assertManyLines("similar.raw", "large.raw");
        assertManyLines("small.raw", "large.raw");
        assertManyLines("large.raw", "small.raw");
        assertManyLines("nested.raw", "none.raw");
        diff("--html", temp.resolve("page.html"), "--diff", "none.raw", "large.raw")
                .ok();
    }

    @Test
    void warnsOfLostContentsInBothImages() throws IOException, InterruptedException {
        Path image = new Golden("kernel-written").unpack(temp.resolve("boot.raw"));
        List<String> ofOne = warnings(InProcess.dump("-t", "--at", 50, image));
        List<String> ofOther = warnings(InProcess.dump("-t", "--at", 52, image));
        assertFalse(ofOther.isEmpty());
        assertFalse(ofOne.isEmpty());
        List<String> expected = new ArrayList<>(ofOne);
        ofOther.forEach(line -> expected.add(line.replaceFirst("tfs-dump: ", "tfs-dump: boot.raw@52: ")));
        assertEquals(expected, warnings(diff("--diff", image + "@52", image + "@50")));
    }

    private static List<String> warnings(Result result) {
        return result.errors().lines().toList();
    }

    @Test
    void equalImagesHaveNoDifferences() throws IOException, InterruptedException {
        assertEquals("", diff("--diff", "old.raw", "old.raw").ok().output());
        assertEquals(
                0,
                Json.of(diff("--diff", "old.raw", "--json", "old.raw").ok())
                        .get("differences")
                        .size());
    }

    @Test
    void imagesOfTheSameNameAreShownWithTheirPaths() throws IOException, InterruptedException {
        Files.createDirectory(temp.resolve("directory"));
        Files.copy(temp.resolve("new.raw"), temp.resolve("directory/old.raw"));
        assertTrue(diff("--diff", "directory/old.raw", "old.raw")
                .lines()
                .contains("/made: only in directory/old.raw, directory"));
    }

    @Test
    void exitCodeIsTwoOnError() throws IOException, InterruptedException {
        diff("--diff", "none", "old.raw").failed(2, "tfs-dump: none: no such file or directory; check the name");
        diff("--diff=none", "old.raw").failed(2, "tfs-dump: none: no such file or directory; check the name");
        diff("--diff", "old.raw", "none").failed(2, "tfs-dump: none: no such file or directory; check the name");
        Files.write(temp.resolve("zeros"), new byte[4096]);
        String problem = ": at byte 0: no TFS log: found \"\\000\\000\\000\\000\\000\\000\" where NVMTFS is expected;"
                + " check that it is a TFS image and that all of it is there";
        diff("--diff", "zeros", "old.raw").failed(2, "tfs-dump: zeros" + problem);
        diff("--diff", "old.raw", "zeros").failed(2, "tfs-dump: zeros" + problem);
    }
}
