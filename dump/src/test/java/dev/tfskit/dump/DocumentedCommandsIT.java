// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Command;
import dev.tfskit.HostTrees;
import dev.tfskit.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the documents say works. Of each, the code blocks marked {@code sh} are run in order in an empty directory, by
 * bash that stops at the first failure, with the tools and {@code java} on the path, the build tree in {@code TFS} and
 * a root tree in {@code NANOS_TARGET_ROOT}; a block marked {@code java} is a file there with the name of its class.
 * What must not run is marked {@code text}.
 */
class DocumentedCommandsIT {

    private static final Pattern BLOCK = Pattern.compile("^```(\\w*)\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern CLASS = Pattern.compile("^public final class (\\w+)", Pattern.MULTILINE);
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)");
    private static final Pattern ANCHOR = Pattern.compile("\\]\\(([^)#:]*)#([^)]+)\\)");
    private static final Pattern HEADING = Pattern.compile("^#+ (.*)$", Pattern.MULTILINE);

    private static final Path README = Command.PROJECT.resolve("README.md");

    @TempDir
    private static Path shared;

    @TempDir
    private Path temp;

    private record Block(String language, String text) {}

    @BeforeAll
    static void makeTree() throws IOException, InterruptedException {
        HostTrees.makeArm64(shared.resolve("root"));
    }

    static List<Path> documents() throws IOException {
        try (Stream<Path> pages = Files.list(Command.PROJECT.resolve("docs"))) {
            return Stream.concat(
                            Stream.of(README),
                            pages.filter(page -> page.toString().endsWith(".md"))
                                    .sorted())
                    .toList();
        }
    }

    private static Stream<Block> blocks(Path document) throws IOException {
        return BLOCK.matcher(Files.readString(document))
                .results()
                .map(found -> new Block(found.group(1), found.group(2)));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyCommandWorks(Path document) throws IOException, InterruptedException {
        writeClasses(document);
        Result result = run(blocks(document)
                .filter(block -> block.language.equals("sh"))
                .map(Block::text)
                .collect(Collectors.joining()));
        assertEquals("", result.errors());
        assertEquals(0, result.exitCode(), result.output());
    }

    private void writeClasses(Path document) throws IOException {
        for (Block block :
                blocks(document).filter(block -> block.language.equals("java")).toList()) {
            MatchResult name = CLASS.matcher(block.text).results().findFirst().orElseThrow();
            Files.writeString(temp.resolve(name.group(1) + ".java"), block.text);
        }
    }

    private Result run(String script) throws IOException, InterruptedException {
        String path = Command.PROJECT.resolve("bin") + ":" + Path.of(System.getProperty("java.home"), "bin") + ":"
                + System.getenv("PATH");
        return Command.of("bash", "-eu", "-c", script)
                .in(temp)
                .env("PATH", path)
                .env("TFS", Command.PROJECT.toString())
                .env("NANOS_TARGET_ROOT", shared.resolve("root").toString())
                .run();
    }

    @Test
    void libraryExampleListsImage() throws IOException, InterruptedException {
        writeClasses(Command.PROJECT.resolve("docs/library.md"));
        run("tfs-mkfs -r \"$NANOS_TARGET_ROOT\" -l hello hello.raw").ok();
        List<String> lines = run("java -cp \"$TFS/dump/target/lib/*\" ListVolume.java hello.raw")
                .ok()
                .lines();
        assertEquals("volume hello", lines.getFirst());
        assertTrue(lines.contains("/usr/lib/os-release"), lines.toString());
        assertTrue(lines.contains("/etc/os-release"), lines.toString());
    }

    @Test
    void continuousIntegrationRunsTheTwoCommandsOfTheReadme() throws IOException {
        List<String> documented =
                blocks(README).findFirst().orElseThrow().text.lines().toList();
        assertEquals(List.of("make demo", "make test"), documented);
        List<String> run = Files.readAllLines(Command.PROJECT.resolve(".ci/run"));
        // Between them it checks more than the page asks for.
        assertEquals(documented, run.stream().filter(documented::contains).toList());
        assertEquals("make test", run.getLast());
    }

    @ParameterizedTest
    @MethodSource("documents")
    void linksLeadSomewhere(Path document) throws IOException {
        LINK.matcher(Files.readString(document))
                .results()
                .map(found -> found.group(1))
                .forEach(link -> assertTrue(Files.exists(document.resolveSibling(link)), link));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void anchorsOfLinksAreHeadings(Path document) throws IOException {
        for (MatchResult link :
                ANCHOR.matcher(Files.readString(document)).results().toList()) {
            Path page = link.group(1).isEmpty() ? document : document.resolveSibling(link.group(1));
            assertTrue(
                    HEADING.matcher(Files.readString(page))
                            .results()
                            .anyMatch(heading -> anchor(heading.group(1)).equals(link.group(2))),
                    link.group());
        }
    }

    /** The anchor of a heading, as the sites that show Markdown make it. */
    private static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9 -]", "").replace(' ', '-');
    }
}
