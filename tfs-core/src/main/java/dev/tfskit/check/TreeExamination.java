package dev.tfskit.check;

import dev.tfskit.value.Composite;
import dev.tfskit.value.Int;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import dev.tfskit.value.Vector;
import dev.tfskit.volume.Attributes;
import dev.tfskit.volume.TreePath;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Consumer;

/** Walks the tree, with a stack of its own and into every directory once (docs/format.md, section 3). */
final class TreeExamination {

    private static final int MAX_NAME_BYTES = 255;
    private static final Symbol SELF = Symbol.of(".");

    private final RecordHistory history;
    private final InodeExamination inodes;
    private final Consumer<Finding> findings;
    /** Inodes with more names than one, or a link count. */
    private final Map<Tuple, Linked> linked = new IdentityHashMap<>();
    private final BitSet seen = new BitSet();
    private final Deque<Level> levels = new ArrayDeque<>();
    private long dots;

    private record Level(TreePath path, Tuple children, Iterator<Tuple.Attribute> entries) {}

    private record Linked(TreePath first, long names) {}

    TreeExamination(final RecordHistory history, final InodeExamination inodes, final Consumer<Finding> findings) {
        this.history = history;
        this.inodes = inodes;
        this.findings = findings;
    }

    void run(final Tuple root) {
        inodes.examineRoot(root);
        seen.set(root.number());
        enter(TreePath.ROOT, root);
        while (!levels.isEmpty()) {
            final Level level = levels.peek();
            if (level.entries.hasNext()) {
                visit(level, level.entries.next());
            } else {
                levels.pop();
            }
        }
        reportLinkCounts();
        inodes.reportUnknown();
        if (dots > 0) {
            findings.accept(Finding.of(FindingKind.DOTS_IGNORED, dots + " directory entries are named . or .."));
        }
    }

    private void enter(final TreePath path, final Tuple directory) {
        directory.tuple(Attributes.CHILDREN).ifPresent(children ->
                levels.push(new Level(path, children, children.sorted().iterator())));
    }

    private void visit(final Level level, final Tuple.Attribute entry) {
        final TreePath path = level.path.child(entry.name());
        if (entry.name().equals(SELF) || entry.name().equals(Attributes.PARENT)) {
            dots++;
            return;
        }
        examineName(path, level.children);
        if (!(entry.value() instanceof Tuple inode)) {
            report(FindingKind.ENTRY_NO_INODE, path, level.children, "the entry is no tuple");
            return;
        }
        final boolean again = seen.get(inode.number());
        seen.set(inode.number());
        final boolean directory = inode.tuple(Attributes.CHILDREN).isPresent();
        if (again && directory) {
            report(FindingKind.DIRECTORY_TWICE, path, level.children, "the directory has another name already, or is one of its own parents");
            return;
        }
        if (!directory && (again || inode.has(Attributes.LINK_COUNT))) {
            linked.merge(inode, new Linked(path, again ? 2 : 1), (first, _) -> new Linked(first.first, first.names + 1));
        }
        if (!again) {
            inodes.examine(path, inode);
            enter(path, inode);
        }
    }

    private void examineName(final TreePath path, final Tuple children) {
        final Symbol name = path.name();
        if (name.length() > MAX_NAME_BYTES) {
            report(FindingKind.NAME_IMPOSSIBLE, path, children, "the name has " + name.length() + " bytes; "
                    + MAX_NAME_BYTES + " are possible");
        } else if (name.contains('/') || name.contains('\0')) {
            report(FindingKind.NAME_IMPOSSIBLE, path, children, "the name holds a slash or a NUL");
        }
    }

    private void reportLinkCounts() {
        linked.forEach((inode, found) -> {
            final long count = inode.get(Attributes.LINK_COUNT).flatMap(Int::from).filter(Int::isNonNegativeLong)
                    .map(Int::magnitude).orElse(1L);
            if (count != found.names) {
                report(FindingKind.LINK_COUNT_WRONG, found.first, inode,
                        "its link count is " + count + ", but it has " + found.names + (found.names == 1 ? " name" : " names"));
            }
        });
    }

    private void report(final FindingKind kind, final TreePath path, final Tuple tuple, final String problem) {
        findings.accept(history.locate(Finding.of(kind, problem).about(path), tuple));
    }

    /** How many tuples and vectors can be reached from the root, whatever the attributes on the way mean. */
    static long countReachable(final Tuple root) {
        final BitSet reached = new BitSet();
        final Deque<Composite> waiting = new ArrayDeque<>();
        reached.set(root.number());
        waiting.push(root);
        while (!waiting.isEmpty()) {
            final Composite composite = waiting.pop();
            final int members = composite instanceof Tuple tuple ? tuple.size() : ((Vector) composite).size();
            for (int i = 0; i < members; i++) {
                final Value member = composite instanceof Tuple tuple ? tuple.valueAt(i) : ((Vector) composite).get(i);
                if (member instanceof Composite inner && !reached.get(inner.number())) {
                    reached.set(inner.number());
                    waiting.push(inner);
                }
            }
        }
        return reached.cardinality();
    }
}
