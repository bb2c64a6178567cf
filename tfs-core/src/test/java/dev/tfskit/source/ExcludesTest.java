// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tfskit.HostProgram;
import dev.tfskit.source.host.DirectorySelection;
import dev.tfskit.source.host.DirectorySource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Excludes leave out the same entries as the real rsync. */
class ExcludesTest {

    private static final List<String> FILES = List.of(
            "a",
            "b.o",
            "lib/a",
            "lib/b.o",
            "lib/x/b.o",
            "lib/x/y/c.o",
            "x/lib/a",
            "x/lib/deep/a",
            "dev/null",
            "dev/sub/file",
            "proc/1/maps",
            "sys/x",
            "sub/dev/file",
            "build/out/a",
            "src/build",
            "name with space",
            "[odd]",
            "star*",
            "back\\slash",
            "a[1].txt",
            "a]b",
            "d-e",
            "d^e",
            "two words/file",
            "two\\ words/file",
            "-dash",
            "+ plus",
            "é");

    @TempDir
    private Path temp;

    private Path tree;

    @BeforeEach
    void makeTree() throws IOException {
        tree = Files.createDirectory(temp.resolve("tree"));
        for (String name : FILES) {
            Path file = tree.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, name);
        }
    }

    private Set<String> entered(Excludes excludes) throws IOException {
        Set<String> names = new TreeSet<>();
        try (TreeSource source =
                new DirectorySource(tree, DirectorySelection.usual().with(excludes), _ -> {})) {
            for (Optional<SourceEntry> entry = source.next(); entry.isPresent(); entry = source.next()) {
                names.add(entry.get().path().toText().decode());
            }
        }
        return names;
    }

    private Set<String> taken(List<String> patterns) throws IOException, InterruptedException {
        Path copy = temp.resolve("copy");
        List<String> arguments = new ArrayList<>(List.of("-a"));
        patterns.forEach(pattern -> arguments.add("--filter=" + (pattern.startsWith("+ ") ? pattern : "- " + pattern)));
        arguments.addAll(List.of(tree + "/", copy + "/"));
        HostProgram.RSYNC.run(arguments.toArray());
        Set<String> names = new TreeSet<>(Set.of("/"));
        try (Stream<Path> found = Files.walk(copy)) {
            found.filter(path -> !path.equals(copy)).forEach(path -> names.add("/" + copy.relativize(path)));
        }
        return names;
    }

    @Tag("slow")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "*.o",
                "/lib",
                "lib/",
                "build/",
                "/build/",
                "build",
                "x/b.o",
                "lib/*/b.o",
                "lib/**/c.o",
                "/x/**",
                "**/a",
                "lib/x/***",
                "a/***",
                "two\\ words/***",
                "two\\\\ words/***",
                "two\\ words/",
                "+ two\\ words/***\n*",
                "[ab]",
                "[!ab]",
                "\\[odd\\]",
                "star\\*",
                "back\\slash",
                "b*k\\\\slash",
                "b*k\\slash",
                "[[:alpha:]]",
                "/[[:alpha:]_].o",
                "[![:alpha:]]*",
                "[[:punct:][:digit:]]*",
                "[[:upper:]a-c]*",
                "[[:xdigit:]].[no]",
                "*[\\[\\]]*",
                "a[\\]]*",
                "[\\]a]]*",
                "d[\\-]e",
                "d[+\\-\\]]e",
                "d[\\+-\\]]e",
                "d[!\\^]e",
                "d[\\^]e",
                "d[\\!^]e",
                "back[\\\\]slash",
                "back[\\[:punct:]]slash",
                "back[\\[[:punct:]]slash",
                "[[:]odd]",
                "[[:alpha]odd]",
                "*",
                "/*/",
                "/dev/*",
                "name with space",
                "-dash",
                "é",
                "/lib/**",
                "**.o",
                "x/**/a",
                "li**/a",
                "/li**/b.o",
                "/src/bui**/ld",
                "bu**/ild",
                "l?b",
                "+ /lib/\n/*",
                "+ *.o\n+ */\n*",
                "+ a\na",
                "/lib/x\n+ /lib/x/b.o"
            })
    void patternsMatchAsInRsync(String patterns) throws IOException, InterruptedException {
        HostProgram.assumeInstalled(HostProgram.RSYNC);
        List<String> list = List.of(patterns.split("\n"));
        assertEquals(taken(list), entered(new Excludes(EntryPatterns.of(list), KernelDirectories.TAKEN)));
    }

    @Test
    void kernelDirectoriesStayOutUnlessRequested() throws IOException {
        Set<String> all = entered(Excludes.NONE);
        Set<String> expected = new TreeSet<>(all);
        expected.removeIf(path -> path.matches("/(dev|proc|sys)/.*"));
        assertEquals(expected, entered(new Excludes(EntryPatterns.NONE, KernelDirectories.LEFT_EMPTY)));
        assertEquals(
                FILES.size(),
                all.stream().filter(path -> FILES.contains(path.substring(1))).count());
    }

    @Test
    void malformedPatternIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> EntryPatterns.of(List.of("/")));
        assertThrows(IllegalArgumentException.class, () -> EntryPatterns.of(List.of("")));
        assertEquals(
                "the pattern a[b has a [ without a ]",
                assertThrows(IllegalArgumentException.class, () -> EntryPatterns.of(List.of("a[b")))
                        .getMessage());
    }

    @Test
    void eachUseOfPatternsKnowsWhichHaveDecidedAboutNoEntry() throws IOException {
        EntryPatterns patterns =
                EntryPatterns.of(List.of("absent", "/a", "a", "lib/x/***", "absent", "lib/x/y", "+ *.o"));
        List<String> expected = List.of("absent", "lib/x/y");
        PatternUse first = new PatternUse(patterns);
        PatternUse second = new PatternUse(patterns);
        entered(new Excludes(first.patterns().sparing("star*"), KernelDirectories.TAKEN));
        assertEquals(expected, first.unmatched());
        assertEquals(List.of("absent", "/a", "a", "lib/x/***", "lib/x/y", "+ *.o"), second.unmatched());
        entered(new Excludes(second.patterns(), KernelDirectories.TAKEN));
        assertEquals(expected, second.unmatched());
    }
}
