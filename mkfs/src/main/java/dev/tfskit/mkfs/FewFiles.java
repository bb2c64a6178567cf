// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.schema.TreePath;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.TreeSource;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A source that has only a few files of another one, with the directories above them. A hard link is left out if the
 * file that it links to is not among them. Closing this source closes the other one.
 */
final class FewFiles implements TreeSource {

    private final TreeSource source;
    private final Set<TreePath> wanted = new HashSet<>();
    private final Set<TreePath> linked;
    /** Hard links that were left out, to which others may refer. */
    private final Set<TreePath> leftOut = new HashSet<>();

    /**
     * Creates a source.
     *
     * @param files the paths of the files
     * @param linked receives the paths of the files that hard links were left out for
     */
    FewFiles(TreeSource source, Set<TreePath> files, Set<TreePath> linked) {
        this.source = source;
        this.linked = linked;
        for (TreePath file : files) {
            for (Optional<TreePath> at = Optional.of(file);
                    at.isPresent();
                    at = at.get().parent()) {
                wanted.add(at.get());
            }
        }
    }

    @Override
    public Optional<SourceEntry> next() throws IOException {
        Optional<SourceEntry> entry = source.next();
        while (entry.isPresent() && !isWanted(entry.get())) {
            entry = source.next();
        }
        return entry;
    }

    private boolean isWanted(SourceEntry entry) {
        if (!wanted.contains(entry.path())) {
            return false;
        }
        if (entry instanceof SourceEntry.HardLink link && !isThere(link.first())) {
            linked.add(link.first());
            leftOut.add(link.path());
            return false;
        }
        leftOut.remove(entry.path());
        return true;
    }

    private boolean isThere(TreePath first) {
        return wanted.contains(first) && !leftOut.contains(first);
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

    @Override
    public void close() throws IOException {
        source.close();
    }
}
