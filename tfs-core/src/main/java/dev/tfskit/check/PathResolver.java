package dev.tfskit.check;

import dev.tfskit.schema.Attributes;
import dev.tfskit.value.ByteString;
import dev.tfskit.value.Present;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Follows paths through directories and links, as the Nanos kernel does. */
final class PathResolver {

    private static final int MAX_LINKS = 40;
    private static final int MAX_PATH_BYTES = 4096;

    private final Tuple root;
    private final Doubts doubts;
    private final Set<Tuple> mountPoints = new HashSet<>();

    /** What a path leads to. */
    sealed interface Target {

        /** An inode. */
        record Found(Tuple inode) implements Target {}

        /** Nothing. */
        record Nothing() implements Target {}

        /** Something that this volume does not tell: it is on another one, or behind a fault that is reported by itself. */
        record Unknown() implements Target {}
    }

    PathResolver(final Tuple root, final Doubts doubts) {
        this.root = root;
        this.doubts = doubts;
    }

    /** Notes a directory that another volume will hide. */
    void addMountPoint(final Tuple directory) {
        mountPoints.add(directory);
    }

    Target find(final ByteString path) {
        if (path.length() > MAX_PATH_BYTES) {
            return new Target.Nothing();
        }
        final Deque<Tuple> way = new ArrayDeque<>();
        final Deque<Symbol> names = new ArrayDeque<>(split(path));
        way.push(root);
        int links = 0;
        while (!names.isEmpty()) {
            final Tuple directory = way.peek();
            final Symbol name = names.pop();
            if (name.equals(Attributes.PARENT)) {
                if (way.size() > 1) {
                    way.pop();
                }
                continue;
            }
            final Optional<Value> next = directory.tuple(Attributes.CHILDREN).flatMap(entries -> entries.get(name));
            if (next.isEmpty() && !mountPoints.contains(directory) && !doubts.contains(directory)) {
                return new Target.Nothing();
            }
            if (next.isEmpty() || !(next.get() instanceof Tuple inode) || doubts.contains(inode)) {
                return new Target.Unknown();
            }
            if (!(inode.get(Attributes.LINK_TARGET).orElse(Present.PRESENT) instanceof Text target)) {
                way.push(inode);
            } else if (++links > MAX_LINKS || target.length() > MAX_PATH_BYTES) {
                return new Target.Nothing();
            } else {
                if (target.length() > 0 && target.byteAt(0) == '/') {
                    way.clear();
                    way.push(root);
                }
                split(target).reversed().forEach(names::push);
            }
        }
        return new Target.Found(way.peek());
    }

    private static List<Symbol> split(final ByteString path) {
        final List<Symbol> names = new ArrayList<>();
        final byte[] bytes = path.toByteArray();
        int start = 0;
        for (int i = 0; i <= bytes.length; i++) {
            if (i == bytes.length || bytes[i] == '/') {
                final boolean self = i == start + 1 && bytes[start] == '.';
                if (i > start && !self) {
                    names.add(Symbol.copyOf(Arrays.copyOfRange(bytes, start, i)));
                }
                start = i + 1;
            }
        }
        return names;
    }
}
