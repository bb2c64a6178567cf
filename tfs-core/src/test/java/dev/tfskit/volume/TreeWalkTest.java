// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.TreePath;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class TreeWalkTest {

    private static final String SHARED = " is its entries are those of another directory";
    private static final String AGAIN = " is the directory has another name already, or is one of its own parents";

    /** What is visited: the path, and what is wrong with it. */
    private static List<String> visits(Volume volume) {
        List<String> visits = new ArrayList<>();
        TreeWalk walk = new TreeWalk(TreePath.ROOT, volume.root());
        while (walk.hasNext()) {
            visits.add(
                    switch (walk.next()) {
                        case TreeWalk.Visit.Entry entry -> entry.path().toString();
                        case TreeWalk.Visit.Damaged damaged ->
                            damaged.path() + " is " + damaged.reason().getMessage();
                    });
        }
        return visits;
    }

    private static List<String> visits(Tuple root) throws IOException {
        return visits(Volume.open(HandMadeVolume.device(root, 0)));
    }

    private static Tuple children(Tuple directory) {
        return directory.tuple(Attributes.CHILDREN).orElseThrow();
    }

    /**
     *
     *
     * <pre>
     * /
     * ├ a        a directory
     * │ ├ c      a directory
     * │ └ d      a file
     * ├ a-b      a file: before /a/c in the order of whole paths, but behind it here
     * └ b        an empty directory
     * </pre>
     */
    @Test
    void directoryComesBeforeItsEntries() throws IOException {
        Tuple root = HandMadeVolume.tuple("(children:(b:(children:()) a-b:() a:(children:(d:() c:(children:())))))");
        assertEquals(List.of("/a", "/a/c", "/a/d", "/a-b", "/b"), visits(root));
    }

    @Test
    void reportsItsDepth() throws IOException {
        Volume volume = HandMadeVolume.open("(children:(a:(children:(b:(children:(c:())) d:()) e:())))");
        TreeWalk walk = new TreeWalk(TreePath.ROOT, volume.root());
        List<Integer> depths = new ArrayList<>();
        while (walk.hasNext()) {
            TreeWalk.Visit visit = walk.next();
            depths.add(walk.depth());
            assertEquals(visit.path().depth(), walk.depth());
        }
        assertEquals(List.of(1, 2, 3, 2), depths);
    }

    @Test
    void startsAnywhere() throws IOException {
        Volume volume = HandMadeVolume.open("(children:(a:(children:(b:())) c:()))");
        Directory a = (Directory) volume.root().find(Symbol.of("a")).orElseThrow();
        TreeWalk walk = new TreeWalk(TreePath.ROOT.child(Symbol.of("a")), a);
        assertEquals("/a/b", walk.next().path().toString());
        assertThrows(NoSuchElementException.class, walk::next);
    }

    @Test
    void directoryInsideItselfIsNotEntered() throws IOException {
        Tuple root = HandMadeVolume.tuple("(children:(a:(children:(b:(children:())))))");
        Tuple a = children(root).tuple(Symbol.of("a")).orElseThrow();
        Tuple b = children(a).tuple(Symbol.of("b")).orElseThrow();
        children(b).set(Symbol.of("a again"), a);
        children(b).set(Symbol.of("root again"), root);
        children(b).set(Symbol.of("x"), new Tuple());
        assertEquals(List.of("/a", "/a/b", "/a/b/a again" + AGAIN, "/a/b/root again" + AGAIN, "/a/b/x"), visits(root));
    }

    @Test
    void directoryWithTwoNamesIsEnteredOnce() throws IOException {
        Tuple root = HandMadeVolume.tuple("(children:(a:(children:(x:()))))");
        children(root).set(Symbol.of("b"), children(root).tuple(Symbol.of("a")).orElseThrow());
        assertEquals(List.of("/a", "/a/x", "/b" + AGAIN), visits(root));
    }

    @Test
    void entriesOfTwoDirectoriesAreVisitedOnce() throws IOException {
        Tuple root = HandMadeVolume.tuple("(children:(a:(children:(x:())) b:() c:()))");
        Tuple a = children(root).tuple(Symbol.of("a")).orElseThrow();
        for (String name : List.of("b", "c")) {
            Tuple other = new Tuple();
            other.set(Attributes.CHILDREN, children(a));
            children(root).set(Symbol.of(name), other);
        }
        assertEquals(List.of("/a", "/a/x", "/b" + SHARED, "/c" + SHARED), visits(root));
    }

    /** Each directory has a name for the next one, and its tuple of entries is that of the root. */
    @Test
    void entriesThatLeadToThemselvesAreVisitedOnce() throws IOException {
        Tuple root = HandMadeVolume.tuple("(children:())");
        Tuple inner = new Tuple();
        inner.set(Attributes.CHILDREN, children(root));
        children(root).set(Symbol.of("a"), inner);
        assertEquals(List.of("/a" + SHARED), visits(root));
    }

    /** Doors lead from each level to the next by two names: 2^40 ways to the last one. */
    @Test
    void directoryWithManyPathsIsWalkedOnce() throws IOException {
        Tuple root = HandMadeVolume.tuple("(children:())");
        Tuple at = root;
        for (int level = 0; level < 40; level++) {
            Tuple next = HandMadeVolume.tuple("(children:())");
            children(at).set(Symbol.of("a"), next);
            children(at).set(Symbol.of("b"), next);
            at = next;
        }
        assertEquals(80, visits(root).size());
    }

    @Test
    void fileWithTwoNamesIsVisitedTwice() throws IOException {
        Tuple root = HandMadeVolume.tuple("(children:(a:(extents:())))");
        children(root).set(Symbol.of("b"), children(root).tuple(Symbol.of("a")).orElseThrow());
        assertEquals(List.of("/a", "/b"), visits(root));
    }

    @Test
    void damageIsVisitedAndPassed() throws IOException {
        assertEquals(
                List.of("/a is the entry is not a tuple", "/b"), visits(HandMadeVolume.tuple("(children:(a:x b:()))")));
    }

    @Test
    void walksTreeOfAnyDepth() throws IOException {
        int depth = 20_000;
        Tuple root = HandMadeVolume.tuple("(children:())");
        Tuple at = root;
        for (int level = 0; level < depth; level++) {
            Tuple next = HandMadeVolume.tuple("(children:())");
            children(at).set(Symbol.of("d"), next);
            at = next;
        }
        TreeWalk walk = new TreeWalk(
                TreePath.ROOT, Volume.open(HandMadeVolume.device(root, 0)).root());
        int visited = 0;
        while (walk.hasNext()) {
            walk.next();
            visited++;
        }
        assertEquals(depth, visited);
        assertEquals(depth, walk.depth());
    }
}
