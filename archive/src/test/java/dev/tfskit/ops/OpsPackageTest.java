// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.AllocatedBytes;
import dev.tfskit.archive.HandMadeTar;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.lookup.ListedTree;
import dev.tfskit.source.lookup.SourceTree;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a package puts into an image, and the work for it. */
class OpsPackageTest {

    @TempDir
    private Path temp;

    private final List<String> notices = new ArrayList<>();

    private Path packageWith(String manifest) throws IOException {
        Files.writeString(temp.resolve("package.manifest"), manifest);
        return temp;
    }

    private List<TreePath> paths(Path file) throws IOException {
        return paths(file, new ListedTree());
    }

    private List<TreePath> paths(Path file, SourceTree before) throws IOException {
        try (OpsPackage opened = OpsPackage.open(file, Optional.empty(), temp, notice -> notices.add(notice.text()))) {
            ListedTree empty = new ListedTree();
            return List.copyOf(opened.entries(List.of(), empty, before, false, notice -> notices.add(notice.text()))
                    .reasons()
                    .keySet());
        }
    }

    @Test
    void patternWithManyStarsIsMatchedInTimeOfItsLength() throws IOException {
        Path file = packageWith("""
                {"Program": "/p", "MapDirs": {"extra/*a*a*a*a*a*a*a*a*a*b": "/x"}}""");
        Files.createFile(Files.createDirectory(temp.resolve("extra")).resolve("a".repeat(250)));
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> paths(file));
        assertEquals(List.of("matches nothing; correct it in MapDirs or remove it"), notices);
    }

    @ParameterizedTest
    @CsvSource({
        "ä?x, äöx",
        "{a}, {a}",
        "[^b]*, a.js",
        "[^b].js, ä.js",
        "[äö]x, äx",
        "[a-ä]x, ßx",
        "[!x]y, !y",
        "**.js, a.js",
        "\\\\*, '*'",
    })
    void patternMatchesNamesAsInOps(String pattern, String name) throws IOException {
        Path file = packageWith("{\"Program\": \"/p\", \"MapDirs\": {\"extra/" + pattern + "\": \"/x\"}}");
        Path extra = Files.createDirectory(temp.resolve("extra"));
        Files.createFile(extra.resolve(name));
        Files.createFile(extra.resolve("b"));
        assertEquals(
                List.of("/", "/x", "/x/" + name),
                paths(file).stream().map(path -> path.toText().decode()).toList());
    }

    /** Linux has no longer target. A directory replaces such a link, as it replaces a file. */
    @ParameterizedTest
    @CsvSource({"usr/lib, /usr/lib/x", "a/, /lib/x"})
    void linkWithATargetLongerThanAPathLeadsNowhere(String target, String path) throws IOException {
        ListedTree before = new ListedTree();
        TreePath lib = TreePath.ROOT.child(Symbol.of("lib"));
        Text longTarget = Text.of(target.equals("a/") ? target.repeat(32_000) : target);
        before.add(new SourceTree.Found(new SourceEntry.Link(lib, SourceEntry.Metadata.NONE, longTarget), lib));
        Path file = packageWith("{\"Program\": \"/p\", \"MapDirs\": {\"extra/*\": \"/lib\"}}");
        Files.createFile(Files.createDirectory(temp.resolve("extra")).resolve("x"));
        assertEquals(
                List.of("/", path.substring(0, path.length() - 2), path),
                paths(file, before).stream().map(TreePath::toString).toList());
    }

    /** The links count for all names on the way together, so each may be short. */
    @Test
    void linksThatLeadThroughMoreNamesThanAPathHasLeadNowhere() throws IOException {
        ListedTree before = new ListedTree();
        for (int i = 0; i < 3; i++) {
            TreePath link = TreePath.ROOT.child(Symbol.of("l" + i));
            Text target = Text.of("l" + (i + 1) + "/a".repeat(1000));
            before.add(new SourceTree.Found(new SourceEntry.Link(link, SourceEntry.Metadata.NONE, target), link));
        }
        Path file = packageWith("{\"Program\": \"/p\", \"MapDirs\": {\"extra/*\": \"/l0\"}}");
        Files.createFile(Files.createDirectory(temp.resolve("extra")).resolve("x"));
        assertEquals(
                List.of("/", "/l0", "/l0/x"),
                paths(file, before).stream().map(TreePath::toString).toList());
    }

    /** Allocated bytes are counted, because a clock measures what else the machine does. */
    @Test
    void workForDeepTreeGrowsInProportionToItsDepth() throws IOException {
        allocatedForEachLevel(100);
        double shallow = allocatedForEachLevel(1000);
        double deep = allocatedForEachLevel(4000);
        assertTrue(deep < 2 * shallow, shallow + " bytes for each level, and " + deep + " for four times the depth");
    }

    /** The package names the deepest file, so all directories on the way to it are looked up as well. */
    private double allocatedForEachLevel(int depth) throws IOException {
        String file = "d/".repeat(depth) + "file";
        byte[] archive = new HandMadeTar()
                .file("package.manifest", """
                        {"Program": "/p", "Files": ["%s"], "MapDirs": {"/d/*": "/x"}}""".formatted("/" + file))
                .records('x', "path=sysroot/" + file)
                .file("x", "")
                .end();
        Path path = Files.write(temp.resolve("package.tar"), archive);
        AllocatedBytes allocated = AllocatedBytes.start();
        int entries = paths(path).size();
        double bytes = allocated.count();
        assertEquals(2 * depth + 3, entries);
        return bytes / depth;
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\\\\", "[a", "[b-a]", "[]a]", "[-a]", "[a-]", "[", "[^]"})
    void refusesMalformedPattern(String pattern) throws IOException {
        Path file = packageWith("{\"Program\": \"/p\", \"MapDirs\": {\"extra/" + pattern + "\": \"/x\"}}");
        Files.createDirectory(temp.resolve("extra"));
        assertTrue(assertThrows(FileSystemException.class, () -> paths(file))
                .getMessage()
                .contains("is not a valid pattern of MapDirs"));
    }
}
