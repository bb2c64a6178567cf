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

/**
 * Passes the entries of a tree on, and gives a hint when their names show that the tree stores a container image: read
 * as a plain tree, it would become an image of blobs. Entries are not changed. Not thread-safe.
 */
public final class ContainerHint implements TreeSource {

    private static final TreePath BLOBS = TreePath.ROOT.child(Symbol.of("blobs"));
    private static final Symbol LAYER = Symbol.of("layer.tar");

    private final TreeSource source;
    private final String name;
    private final Consumer<Notice> notices;
    private final Set<Mark> seen = EnumSet.noneOf(Mark.class);
    private boolean hasEnded;

    /** The kinds of names that mark a store of container images. */
    private enum Mark {
        LAYOUT_INDEX,
        MANIFEST,
        REPOSITORIES,
        BLOB
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
            if (seen.contains(Mark.BLOB) && seen.size() > 1) {
                notices.accept(new Notice(
                        name,
                        "looks like a container image, and was taken as a plain tree; give -r oci:" + name
                                + " for the tree in its layers"));
            }
        }
        return entry;
    }

    private void note(TreePath path) {
        Optional<TreePath> directory = path.parent();
        if (directory.isEmpty()) {
            return;
        }
        if (directory.get().isRoot()) {
            switch (path.name().decode()) {
                case "index.json" -> seen.add(Mark.LAYOUT_INDEX);
                case "manifest.json" -> seen.add(Mark.MANIFEST);
                case "repositories" -> seen.add(Mark.REPOSITORIES);
                default -> noteBlob(path);
            }
        } else if (path.name().equals(LAYER)) {
            seen.add(Mark.BLOB);
        } else if (directory.get().parent().filter(BLOBS::equals).isPresent()) {
            noteBlob(path);
        }
    }

    private void noteBlob(TreePath path) {
        if (Digest.inName(path.name().decode()).isPresent()) {
            seen.add(Mark.BLOB);
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
