// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image;

import dev.tfskit.schema.TreePath;
import dev.tfskit.source.Notice;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.TreeWalk;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The entries of a source whose contents another process has removed or replaced while they were read. Such an entry is
 * removed from the volume. Before that, a file of which nothing was copied is read once more, because the source may
 * have another name for its content. Not thread-safe.
 */
final class VanishedEntries {

    private final Volume volume;
    private final ContentSink contents;
    private final DirectoryLookup lookup;
    private final Consumer<Notice> notices;
    private final ImportCounts counts;
    private final List<ContentSink.Vanished> vanished = new ArrayList<>();

    VanishedEntries(
            Volume volume,
            ContentSink contents,
            DirectoryLookup lookup,
            Consumer<Notice> notices,
            ImportCounts counts) {
        this.volume = volume;
        this.contents = contents;
        this.lookup = lookup;
        this.notices = notices;
        this.counts = counts;
    }

    private record Named(EntryName entry, TreePath path) {}

    /** Waits until all contents are copied, and notes those that have vanished. */
    void finishContents() throws IOException {
        vanished.addAll(contents.finish());
    }

    /**
     * Removes the noted entries, except those that the source now knows by another name.
     *
     * @return true if a removed file leaves a gap, because a part of its content was copied
     */
    boolean remove() throws IOException {
        if (vanished.isEmpty()) {
            return false;
        }
        Map<Inode, List<Named>> names = names();
        copyAgain(names);
        boolean leavesGap = false;
        for (ContentSink.Vanished each : vanished) {
            leavesGap |= !each.target().dataRuns().isEmpty();
            for (Named name : Objects.requireNonNull(names.get(each.target()))) {
                name.entry.directory().unlink(name.entry.name());
                counts.removeEntry();
                notices.accept(new Notice(
                        name.path.toString(),
                        Objects.requireNonNull(each.reason().getReason())));
            }
            counts.removeContent(each.size());
        }
        vanished.clear();
        return leavesGap;
    }

    /** Copies the contents that may have another name by now. */
    private void copyAgain(Map<Inode, List<Named>> names) throws IOException {
        List<ContentSink.Vanished> first = List.copyOf(vanished);
        vanished.clear();
        for (ContentSink.Vanished each : first) {
            if (Objects.requireNonNull(names.get(each.target())).isEmpty()) {
                // A later entry has replaced it.
                continue;
            }
            if (each.target().dataRuns().isEmpty()) {
                contents.add(each.target(), each.content(), each.size());
            } else {
                vanished.add(each);
            }
        }
        finishContents();
    }

    /** Finds the names of the files whose contents have vanished. */
    private Map<Inode, List<Named>> names() throws IOException {
        Map<Inode, List<Named>> names = new HashMap<>();
        vanished.forEach(each -> names.put(each.target(), new ArrayList<>()));
        TreeWalk walk = new TreeWalk(TreePath.ROOT, volume.root());
        while (walk.hasNext()) {
            if (walk.next() instanceof TreeWalk.Visit.Entry(TreePath path, Inode inode) && names.containsKey(inode)) {
                Directory parent = lookup.find(path.parent().orElseThrow(), (_, _) -> Optional.empty())
                        .orElseThrow();
                Objects.requireNonNull(names.get(inode)).add(new Named(new EntryName(parent, path.name()), path));
            }
        }
        return names;
    }
}
