// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image;

import dev.tfskit.schema.TreePath;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.TreeSource;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Leaves out the entries of a source that a later source replaces, and the metadata of directories that a later source
 * describes. So an update does not copy contents in vain, and an entry of the later source that the volume has already
 * counts as unchanged. Leaving them out does not change the tree of the image. The later sources are read ahead, up to
 * the first content that must be read in its turn. Not thread-safe.
 */
final class OverlaidSources {

    /**
     * The entries of later sources, other than directories: a directory is merged with what the volume has, and an
     * entry in between would have removed that.
     */
    private final Set<TreePath> replaced = new HashSet<>();
    /** The directories of later sources that get all their metadata there. */
    private final Set<TreePath> described = new HashSet<>();
    /** The directories above all entries of later sources. A link at such a path leads a later source elsewhere. */
    private final Set<TreePath> entered = new HashSet<>();

    private OverlaidSources() {}

    /**
     * Wraps sources.
     *
     * @param sources the sources, in the order in which they are merged; they are not closed here
     * @return the same number of sources
     */
    static Deque<TreeSource> of(Iterable<TreeSource> sources) throws IOException {
        Deque<TreeSource> fromLast = new ArrayDeque<>();
        sources.forEach(fromLast::push);
        Deque<TreeSource> overlaid = new ArrayDeque<>();
        OverlaidSources later = new OverlaidSources();
        while (fromLast.size() > 1) {
            ReadAhead source = ReadAhead.of(fromLast.pop());
            overlaid.push(later.without(source));
            later.add(source);
        }
        fromLast.forEach(first -> overlaid.push(later.without(first)));
        return overlaid;
    }

    /** Returns a source without what the sources after it replace. */
    private TreeSource without(TreeSource source) {
        // In a source without order, entries may lie below links.
        return source.isSorted() && !(replaced.isEmpty() && described.isEmpty())
                ? new Remainder(source, Set.copyOf(replaced), Set.copyOf(described), Set.copyOf(entered))
                : source;
    }

    /** Adds the entries of a source to those that replace entries of the sources before it. */
    private void add(ReadAhead source) {
        if (!source.isComplete || !isIndependent(source.entries)) {
            replaced.clear();
            described.clear();
            entered.clear();
            return;
        }
        for (SourceEntry entry : source.entries) {
            if (!(entry instanceof SourceEntry.Directory directory)) {
                replaced.add(entry.path());
            } else if (isDescribed(directory.metadata())) {
                described.add(entry.path());
            }
            Optional<TreePath> above = entry.path().parent();
            while (above.isPresent() && entered.add(above.get())) {
                above = above.get().parent();
            }
        }
    }

    /** Returns whether the entries have the same effect whatever earlier sources have at the same paths. */
    private static boolean isIndependent(Iterable<SourceEntry> entries) {
        Set<TreePath> before = new HashSet<>();
        for (SourceEntry entry : entries) {
            boolean isPart = entry instanceof SourceEntry.MetadataPatch
                    || entry instanceof SourceEntry.Whiteout
                    || entry instanceof SourceEntry.OpaqueDirectory
                    || entry instanceof SourceEntry.HardLink link && !before.contains(link.first());
            if (isPart) {
                return false;
            }
            before.add(entry.path());
        }
        return true;
    }

    /** Returns whether nothing of a directory's earlier metadata stays: see {@link EntryMetadata#replace}. */
    private static boolean isDescribed(SourceEntry.Metadata metadata) {
        return metadata.permissions().isPresent() && metadata.modified().isPresent();
    }

    private static boolean isStreamed(SourceEntry entry) {
        return entry instanceof SourceEntry.File file && file.content().isStreamed();
    }

    /** A source whose first entries, or all, are read already. */
    private static final class ReadAhead implements TreeSource {

        private final TreeSource source;
        private final Deque<SourceEntry> entries = new ArrayDeque<>();
        private boolean isComplete;

        private ReadAhead(TreeSource source) {
            this.source = source;
        }

        static ReadAhead of(TreeSource source) throws IOException {
            ReadAhead read = new ReadAhead(source);
            Optional<SourceEntry> entry = source.next();
            while (entry.isPresent() && !isStreamed(entry.get())) {
                read.entries.add(entry.get());
                entry = source.next();
            }
            read.isComplete = entry.isEmpty();
            entry.ifPresent(read.entries::add);
            return read;
        }

        @Override
        public Optional<SourceEntry> next() throws IOException {
            return entries.isEmpty() && !isComplete ? source.next() : Optional.ofNullable(entries.poll());
        }

        @Override
        public boolean isSorted() {
            return source.isSorted();
        }

        @Override
        public Optional<String> subject() {
            return source.subject();
        }

        @Override
        public Optional<Object> stack() {
            return source.stack();
        }
    }

    /** A source without the entries that later sources replace, as far as no other entry of it needs them. */
    private static final class Remainder implements TreeSource {

        private final TreeSource source;
        private final Set<TreePath> replaced;
        private final Set<TreePath> described;
        private final Set<TreePath> entered;
        /** The entries that were left out, by their paths: a hard link can still need one. */
        private final Map<TreePath, SourceEntry> leftOut = new HashMap<>();

        private Optional<SourceEntry> ahead = Optional.empty();

        Remainder(TreeSource source, Set<TreePath> replaced, Set<TreePath> described, Set<TreePath> entered) {
            this.source = source;
            this.replaced = replaced;
            this.described = described;
            this.entered = entered;
        }

        @Override
        public Optional<SourceEntry> next() throws IOException {
            Optional<SourceEntry> entry = ahead.isPresent() ? ahead : source.next();
            ahead = Optional.empty();
            while (entry.isPresent() && isReplaced(entry.get())) {
                leftOut.put(entry.get().path(), entry.get());
                entry = source.next();
            }
            if (entry.isPresent() && entry.get() instanceof SourceEntry.HardLink link) {
                Optional<SourceEntry> first = Optional.ofNullable(leftOut.remove(link.first()));
                if (first.isPresent()) {
                    ahead = entry;
                    return first;
                }
            }
            return entry.map(this::withoutReplacedMetadata);
        }

        private SourceEntry withoutReplacedMetadata(SourceEntry entry) {
            boolean isReplaced = entry instanceof SourceEntry.Directory directory
                    && directory.metadata().others().isEmpty()
                    && described.contains(entry.path());
            return isReplaced ? new SourceEntry.Directory(entry.path(), SourceEntry.Metadata.NONE) : entry;
        }

        private boolean isReplaced(SourceEntry entry) {
            return !(entry instanceof SourceEntry.Directory)
                    && replaced.contains(entry.path())
                    && !entered.contains(entry.path())
                    && !isStreamed(entry);
        }

        @Override
        public boolean isSorted() {
            // An entry that a hard link needs comes with the link.
            return false;
        }

        @Override
        public Optional<String> subject() {
            return source.subject();
        }

        @Override
        public Optional<Object> stack() {
            return source.stack();
        }
    }
}
