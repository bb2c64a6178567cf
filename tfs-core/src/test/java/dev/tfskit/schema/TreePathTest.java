// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.value.Symbol;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TreePathTest {

    private static final Symbol A = Symbol.of("a");
    private static final Symbol B = Symbol.of("b\n");

    @Test
    void textHasNamesFromTheRoot() {
        TreePath path = TreePath.ROOT.child(A).child(B);
        assertEquals(List.of(A, B), path.names());
        assertEquals(B, path.name());
        assertEquals(2, path.depth());
        assertEquals("/a/\"b\\n\"", path.toString());
        assertEquals("/a", path.parent().orElseThrow().toString());
    }

    @Test
    void rootHasNoNames() {
        assertEquals(List.of(), TreePath.ROOT.names());
        assertEquals(0, TreePath.ROOT.depth());
        assertEquals("/", TreePath.ROOT.toString());
        assertEquals(Optional.empty(), TreePath.ROOT.parent());
    }

    @Test
    void textIsWholeIfLinuxTakesThePath() {
        TreePath path = TreePath.ROOT;
        for (int level = 0; level < 16; level++) {
            path = path.child(Symbol.of("n".repeat(Limits.NAME_BYTES)));
            assertEquals(path.quoted(), path.toString());
        }
        assertEquals(Limits.PATH_BYTES, path.toString().length());
    }

    @Test
    void textOfLongerPathHasItsLastNames() {
        TreePath path = TreePath.ROOT;
        for (int level = 0; level < 10_000; level++) {
            path = path.child(Symbol.of("n" + level));
        }
        String text = path.toString();
        assertTrue(text.startsWith(".../n"), text);
        assertTrue(text.endsWith("/n9998/n9999"), text);
        assertTrue(text.length() <= 3 + Limits.PATH_BYTES && text.length() > 4000, text);
        TreePath ofLongName = path.child(Symbol.of("n".repeat(1 << 20)));
        assertTrue(ofLongName.toString().endsWith("/n9999/" + "n".repeat(255) + "... (1048576 bytes)"));
    }

    @Test
    void quotedPathIsWhole() {
        Symbol longer = Symbol.of("x".repeat(1 << 20));
        assertEquals(
                "/" + longer + "/a".repeat(100_000) + "/\"b\\n\"",
                deep(TreePath.ROOT.child(longer), B).quoted());
        assertEquals("/", TreePath.ROOT.quoted());
    }

    @Test
    void childrenShareTheirParent() {
        TreePath parent = TreePath.ROOT.child(A);
        assertSame(parent, parent.child(A).parent().orElseThrow());
    }

    @Test
    void pathMayHaveAnyDepth() {
        TreePath path = TreePath.ROOT;
        for (int level = 0; level < 100_000; level++) {
            path = path.child(A);
        }
        assertEquals(100_000, path.depth());
        assertEquals(100_000, path.names().size());
    }

    private static TreePath deep(TreePath from, Symbol last) {
        TreePath path = from;
        for (int level = 0; level < 100_000; level++) {
            path = path.child(A);
        }
        return path.child(last);
    }

    @Test
    void pathsWithTheSameNamesAreEqual() {
        TreePath path = TreePath.ROOT.child(A).child(B);
        TreePath again = TreePath.ROOT.child(Symbol.of("a")).child(Symbol.of("b\n"));
        assertNotSame(path, again);
        assertEquals(path, again);
        assertEquals(path.hashCode(), again.hashCode());
        assertEquals(0, path.compareTo(again));
        for (TreePath other : List.of(
                TreePath.ROOT, TreePath.ROOT.child(A), TreePath.ROOT.child(B).child(A), path.child(A))) {
            assertNotEquals(path, other);
            assertNotEquals(0, path.compareTo(other));
        }
    }

    @Test
    void onlyNamesAndPathsOfThisWorldAreShownWhole() {
        Symbol longest = Symbol.of("x".repeat(Limits.NAME_BYTES));
        assertEquals("/a/" + longest, TreePath.ROOT.child(A).child(longest).toString());
        Symbol longer = Symbol.of("x".repeat(1 << 20));
        assertEquals(
                "/a/" + longest + "... (1048576 bytes)/a",
                TreePath.ROOT.child(A).child(longer).child(A).toString());
        assertEquals(
                "..." + "/a".repeat(2047) + "/x",
                deep(TreePath.ROOT, Symbol.of("x")).toString());
    }

    @Test
    void deepPathsAreComparedWithoutRecursion() {
        TreePath path = deep(TreePath.ROOT.child(A), B);
        assertEquals(path, deep(TreePath.ROOT.child(A), B));
        assertNotEquals(path, deep(TreePath.ROOT.child(B), B));
        assertTrue(path.compareTo(deep(TreePath.ROOT.child(B), A)) < 0);
        assertTrue(path.compareTo(deep(TreePath.ROOT.child(A), A)) > 0);
    }

    @Test
    void entriesOfADirectoryComeBehindItAndBeforeItsNextNeighbour() {
        TreePath first = TreePath.ROOT.child(A);
        TreePath second = TreePath.ROOT.child(Symbol.of("a-"));
        List<TreePath> ordered = List.of(
                TreePath.ROOT,
                first,
                first.child(A),
                first.child(B),
                first.child(B).child(A),
                second,
                second.child(A));
        List<TreePath> shuffled = new ArrayList<>(ordered);
        Collections.shuffle(shuffled, new Random(7));
        assertEquals(ordered, shuffled.stream().sorted().toList());
    }

    @Test
    void ancestorHasTheFirstNames() {
        TreePath path = TreePath.ROOT;
        List<TreePath> way = new ArrayList<>(List.of(path));
        for (int depth = 1; depth <= 300; depth++) {
            path = path.child(Symbol.of("name " + depth));
            way.add(path);
            for (int above = 0; above <= depth; above++) {
                assertSame(way.get(above), path.ancestor(above));
            }
        }
        assertThrows(IndexOutOfBoundsException.class, () -> way.getLast().ancestor(301));
        assertThrows(IndexOutOfBoundsException.class, () -> way.getLast().ancestor(-1));
    }

    @Test
    @Timeout(60)
    void ancestorsOfDeepPathsAreFoundInFewSteps() {
        TreePath path = TreePath.ROOT;
        for (int depth = 1; depth <= 1_000_000; depth++) {
            path = path.child(A);
            assertEquals(depth / 2, path.ancestor(depth / 2).depth());
        }
    }

    /**
     * Two bytes can be exchanged for two others of the same hash, so 16 pairs of bytes give 65,536 names of one hash.
     */
    @Test
    @Timeout(60)
    void namesOfEqualHashDoNotMakeASetSlow() {
        TreePath parent = deep(TreePath.ROOT, A);
        Set<TreePath> paths = new HashSet<>();
        for (int number = 0; number < 1 << 16; number++) {
            byte[] name = new byte[32];
            for (int pair = 0; pair < 16; pair++) {
                boolean isOther = (number >> pair & 1) == 1;
                name[2 * pair] = (byte) (isOther ? 'B' : 'A');
                name[2 * pair + 1] = (byte) (isOther ? 'B' : 'a');
            }
            paths.add(parent.child(Symbol.wrap(name)));
        }
        assertEquals(1, paths.stream().mapToInt(TreePath::hashCode).distinct().count());
        assertEquals(1 << 16, paths.size());
    }
}
