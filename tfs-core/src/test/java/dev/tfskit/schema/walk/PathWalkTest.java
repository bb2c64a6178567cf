// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.schema.walk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tfskit.schema.Limits;
import dev.tfskit.schema.walk.PathWalk.End;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PathWalkTest {

    /** Entries by directory; every other node is a file. */
    private final Map<String, List<String>> entries =
            new HashMap<>(Map.of("/", List.of("a"), "/a", List.of("b", "f"), "/a/b", List.of()));

    private final Map<String, String> links = new HashMap<>();
    private final List<String> entered = new ArrayList<>();

    private final class View implements PathWalk.Nodes<String, RuntimeException> {

        @Override
        public void enter(String node) {
            entered.add(node);
        }

        @Override
        public Optional<String> child(String node, Symbol name) {
            String child = (node.equals("/") ? "" : node) + "/" + name.decode();
            boolean exists = links.containsKey(child)
                    || entries.getOrDefault(node, List.of()).contains(name.decode());
            return exists ? Optional.of(child) : Optional.empty();
        }

        @Override
        public Optional<Text> linkTarget(String node, boolean isLast) {
            return Optional.ofNullable(links.get(node)).map(Text::of);
        }
    }

    private End<String> walk(String path) {
        return new PathWalk<>("/", new View()).along(Text.of(path));
    }

    private static End<String> arrived(String node) {
        return arrived(node, 0);
    }

    private static End<String> arrived(String node, int linksInARow) {
        return new End.Arrived<>(node, linksInARow);
    }

    @Test
    void dotsAndEmptyNamesLeadWhereTheyShould() {
        assertEquals(arrived("/"), walk(""));
        assertEquals(arrived("/a/b"), walk("//a/./b"));
        assertEquals(arrived("/a"), walk("a/b/.."));
        assertEquals(arrived("/a"), walk("../../a"));
    }

    @Test
    void trailingSlashEntersLastNode() {
        walk("/a/f");
        assertEquals(List.of("/", "/a"), entered);
        entered.clear();
        walk("/a/f/");
        assertEquals(List.of("/", "/a", "/a/f"), entered);
    }

    @Test
    void namesMissingEntryWithItsDirectory() {
        assertEquals(new End.Stopped<>("/a", Symbol.of("x"), false), walk("/a/x/y"));
    }

    @Test
    void missingLastEntryDiffersFromOneOnTheWay() {
        links.put("/a/gone", "nowhere");
        links.put("/a/deep", "nowhere/");
        assertEquals(new End.Stopped<>("/a", Symbol.of("x"), true), walk("/a/x"));
        assertEquals(new End.Stopped<>("/a", Symbol.of("nowhere"), true), walk("/a/gone"));
        assertEquals(new End.Stopped<>("/a", Symbol.of("nowhere"), false), walk("/a/deep"));
    }

    @Test
    void pathsCanBeginBelowTheRoot() {
        links.put("/a/b/top", "/a/f");
        PathWalk<String, RuntimeException> walk = new PathWalk<>("/", new View());
        List<String> start = List.of("/", "/a", "/a/b");
        assertEquals(arrived("/a/b"), walk.along(start, List.of()));
        assertEquals(arrived("/a/f"), walk.along(start, List.of(Symbol.of(".."), Symbol.of("f"))));
        assertEquals(arrived("/a/f", 1), walk.along(start, List.of(Symbol.of("top"))));
    }

    @Test
    void linksLeadOnFromTheirDirectoryOrTheRoot() {
        links.put("/a/up", "../a/b");
        links.put("/a/top", "/a");
        assertEquals(arrived("/a/b", 1), walk("/a/up"));
        assertEquals(arrived("/a/f", 1), walk("/a/b/../top/f"));
    }

    @Test
    void countsLinksThatLeadToEachOther() {
        links.put("/1", "2");
        links.put("/2", "/a/../3");
        links.put("/3", "a");
        links.put("/a/back", "../3");
        links.put("/slash", "3/");
        assertEquals(arrived("/a", 3), walk("1"));
        assertEquals(arrived("/a/f", 3), walk("1/f"));
        assertEquals(arrived("/a", 3), walk("1/back"));
        assertEquals(arrived("/a", 2), walk("3/back"));
        // A slash at the end of a target ends the row.
        assertEquals(arrived("/a", 1), walk("slash"));
    }

    @Test
    void fortyLinksAreFollowedAndNoMore() {
        for (int i = 0; i < Limits.LINKS; i++) {
            links.put("/" + i, Integer.toString(i + 1));
        }
        links.put("/" + Limits.LINKS, "a");
        assertEquals(arrived("/a", Limits.LINKS), walk("1"));
        assertEquals(new End.TooManyLinks<String>(), walk("0"));
    }
}
