// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.oci;

import dev.tfskit.schema.TreePath;
import dev.tfskit.source.Notice;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.TreeSource;
import dev.tfskit.value.Symbol;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Passes the entries of a tree on, and gives a hint when their names show that the tree stores a container image: read
 * as a plain tree, it would become an image of blobs. The names may be those in the only directory of the tree. Entries
 * are not changed. Not thread-safe.
 */
public final class ContainerHint implements TreeSource {

    private static final Symbol BLOBS = Symbol.of("blobs");
    private static final Symbol LAYER = Symbol.of("layer.tar");

    private final TreeSource source;
    private final String name;
    private final Consumer<Notice> notices;
    private final MarksIn root = new MarksIn(TreePath.ROOT);
    /** The directory that all entries so far are in; null when there are none, or when they are in several places. */
    private @Nullable MarksIn onlyDirectory;

    private boolean hasSeveral;
    private boolean hasEnded;

    /** The kinds of names that mark a store of container images. */
    private enum Mark {
        LAYOUT_INDEX,
        MANIFEST,
        REPOSITORIES,
        BLOB
    }

    /** The marks of the names in and below a directory. */
    private static final class MarksIn {

        private final TreePath directory;
        private final TreePath blobs;
        private final Set<Mark> seen = EnumSet.noneOf(Mark.class);

        MarksIn(TreePath directory) {
            this.directory = directory;
            this.blobs = directory.child(BLOBS);
        }

        void note(TreePath path) {
            TreePath parent = path.parent().orElseThrow();
            if (parent.equals(directory)) {
                switch (path.name().decode()) {
                    case "index.json" -> seen.add(Mark.LAYOUT_INDEX);
                    case "manifest.json" -> seen.add(Mark.MANIFEST);
                    case "repositories" -> seen.add(Mark.REPOSITORIES);
                    default -> noteBlob(path);
                }
            } else if (path.name().equals(LAYER)) {
                seen.add(Mark.BLOB);
            } else if (parent.parent().filter(blobs::equals).isPresent()) {
                noteBlob(path);
            }
        }

        private void noteBlob(TreePath path) {
            if (Digest.inName(path.name().decode()).isPresent()) {
                seen.add(Mark.BLOB);
            }
        }

        boolean areOfImage() {
            return seen.contains(Mark.BLOB) && seen.size() > 1;
        }
    }

    /**
     * Watches a tree.
     *
     * @param source the tree; closed with this source
     * @param name the argument that names the tree
     * @param notices receives the hint, when the tree has ended
     */
    public ContainerHint(TreeSource source, String name, Consumer<Notice> notices) {
        this.source = source;
        this.name = name;
        this.notices = notices;
    }

    @Override
    public Optional<SourceEntry> next() throws IOException {
        Optional<SourceEntry> entry = source.next();
        if (entry.isPresent()) {
            note(entry.get().path());
        } else if (!hasEnded) {
            hasEnded = true;
            if (root.areOfImage() || onlyDirectory != null && onlyDirectory.areOfImage()) {
                notices.accept(new Notice(
                        name,
                        "looks like a container image, and was taken as a plain tree; give -r oci:" + name
                                + " for the tree in its layers"));
            }
        }
        return entry;
    }

    private void note(TreePath path) {
        if (path.isRoot()) {
            return;
        }
        root.note(path);
        if (hasSeveral) {
            return;
        }
        TreePath top = path.ancestor(1);
        if (onlyDirectory == null) {
            onlyDirectory = new MarksIn(top);
        }
        if (onlyDirectory.directory.equals(top)) {
            onlyDirectory.note(path);
        } else {
            hasSeveral = true;
            onlyDirectory = null;
        }
    }

    @Override
    public Optional<String> subject() {
        return source.subject();
    }

    @Override
    public boolean isSorted() {
        return source.isSorted();
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
