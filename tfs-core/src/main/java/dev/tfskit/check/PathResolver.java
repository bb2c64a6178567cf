// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.check;

import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.Limits;
import dev.tfskit.schema.walk.PathWalk;
import dev.tfskit.schema.walk.PathWalk.End;
import dev.tfskit.value.ByteString;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Resolves paths through directories and symbolic links as the Nanos kernel does. Not thread-safe. */
final class PathResolver {

    private final Tuple root;
    private final KnownBadInodes badInodes;
    private final Set<Tuple> mountPoints = new HashSet<>();

    /** The result of resolving a path. */
    sealed interface Target {

        /**
         * The path leads to an inode.
         *
         * @param inode the inode
         */
        record Found(Tuple inode) implements Target {}

        /** The path does not exist. */
        record Nothing() implements Target {}

        /**
         * The result is unknown: the path leads to another volume or through a damaged inode, which is a finding of its
         * own.
         */
        record Unknown() implements Target {}
    }

    PathResolver(Tuple root, KnownBadInodes badInodes) {
        this.root = root;
        this.badInodes = badInodes;
    }

    /** Adds a mount point, whose content another volume hides. */
    void addMountPoint(Tuple directory) {
        mountPoints.add(directory);
    }

    Target find(ByteString path) {
        if (path.length() > Limits.PATH_BYTES) {
            return new Target.Nothing();
        }
        return switch (new PathWalk<>(root, new View()).along(path)) {
            case End.Arrived<Tuple>(Tuple inode, int _) -> new Target.Found(inode);
            case End.Stopped<Tuple>(Tuple directory, Symbol name, boolean _) ->
                isNothing(directory, name) ? new Target.Nothing() : new Target.Unknown();
            case End.TooManyLinks<Tuple> _ -> new Target.Nothing();
        };
    }

    private boolean isNothing(Tuple directory, Symbol name) {
        Optional<Value> entry = entry(directory, name);
        return entry.isEmpty()
                ? !mountPoints.contains(directory) && !badInodes.contains(directory)
                : entry.get() instanceof Tuple inode && !badInodes.contains(inode);
    }

    private static Optional<Value> entry(Tuple directory, Symbol name) {
        return directory.tuple(Attributes.CHILDREN).flatMap(entries -> entries.get(name));
    }

    private final class View implements PathWalk.Nodes<Tuple, RuntimeException> {

        @Override
        public void enter(Tuple node) {
            // The kernel resolves ".." behind a file as behind a directory.
        }

        @Override
        public Optional<Tuple> child(Tuple node, Symbol name) {
            return entry(node, name)
                    .filter(Tuple.class::isInstance)
                    .map(Tuple.class::cast)
                    .filter(inode -> !badInodes.contains(inode));
        }

        @Override
        public Optional<Text> linkTarget(Tuple node, boolean isLast) {
            return targetOf(node);
        }

        private static Optional<Text> targetOf(Tuple inode) {
            return inode.get(Attributes.LINK_TARGET)
                    .filter(Text.class::isInstance)
                    .map(Text.class::cast);
        }
    }
}
