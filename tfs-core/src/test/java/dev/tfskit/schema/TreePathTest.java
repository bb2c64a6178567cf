package dev.tfskit.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.tfskit.value.Symbol;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TreePathTest {

    private static final Symbol A = Symbol.of("a");
    private static final Symbol B = Symbol.of("b\n");

    @Test
    void namesItsWayFromTheRoot() {
        final TreePath path = TreePath.ROOT.child(A).child(B);
        assertEquals(List.of(A, B), path.names());
        assertEquals(B, path.name());
        assertEquals(2, path.depth());
        assertEquals("/a/\"b\\n\"", path.toString());
        assertEquals("/a", path.parent().orElseThrow().toString());
    }

    @Test
    void theRootHasNoNames() {
        assertEquals(List.of(), TreePath.ROOT.names());
        assertEquals(0, TreePath.ROOT.depth());
        assertEquals("/", TreePath.ROOT.toString());
        assertEquals(Optional.empty(), TreePath.ROOT.parent());
    }

    @Test
    void childrenShareTheirParent() {
        final TreePath parent = TreePath.ROOT.child(A);
        assertSame(parent, parent.child(A).parent().orElseThrow());
    }

    @Test
    void mayBeAsDeepAsItLikes() {
        TreePath path = TreePath.ROOT;
        for (int level = 0; level < 100_000; level++) {
            path = path.child(A);
        }
        assertEquals(100_000, path.depth());
        assertEquals(100_000, path.names().size());
    }
}
