// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.tfskit.schema.TreePath;
import dev.tfskit.source.lookup.ListedTree;
import java.io.IOException;
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
        try (OpsPackage opened = OpsPackage.open(file, Optional.empty(), temp, notice -> notices.add(notice.text()))) {
            return List.copyOf(opened.entries(List.of(), new ListedTree(), false, notice -> notices.add(notice.text()))
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
}
