// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.cli.TemporaryDirectory;
import dev.tfskit.image.unpack.UnpackedTree;
import dev.tfskit.io.IoSupplier;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.TreeSource;
import dev.tfskit.source.lookup.SourceTree;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A few files of a tree, which are unpacked with the directories above them. The first reading of the tree leaves out
 * hard links and collects them, because a link may come after the file to which it refers, or in a later layer. Only if
 * one of the files is a hard link, a second reading unpacks all files to which links lead from there. Not thread-safe.
 */
final class FewFiles {

    private final IoSupplier<List<TreeSource>> layers;
    private final Set<TreePath> files;
    /** The paths to which each hard link refers; several where its path comes several times. */
    private final Map<TreePath, List<TreePath>> hardLinks = new HashMap<>();

    /**
     * Chooses files.
     *
     * @param layers opens the layers of the tree, from the start each time
     * @param files the paths of the files
     */
    FewFiles(IoSupplier<List<TreeSource>> layers, Set<TreePath> files) {
        this.layers = layers;
        this.files = files;
    }

    /**
     * Unpacks the files.
     *
     * @return a tree without other files, except those to which hard links refer; the caller closes it
     * @throws IOException when the layers cannot be read
     */
    SourceTree unpack() throws IOException {
        Set<TreePath> named = withDirectories(files);
        SourceTree tree = unpack(entry -> !isCollected(entry) && named.contains(entry.path()));
        Set<TreePath> linked = linkedFiles();
        if (linked.isEmpty()) {
            return tree;
        }
        tree.close();
        linked.addAll(files);
        Set<TreePath> all = withDirectories(linked);
        return unpack(entry -> all.contains(entry.path()));
    }

    private SourceTree unpack(Predicate<SourceEntry> condition) throws IOException {
        List<TreeSource> opened = layers.get();
        try (OpenSources _ = new OpenSources(opened)) {
            List<TreeSource> chosen = new ArrayList<>();
            opened.forEach(layer -> chosen.add(new ChosenEntries(layer, condition)));
            return UnpackedTree.of(chosen, TemporaryDirectory.path(), _ -> {});
        }
    }

    /** Collects an entry if it is a hard link. */
    private boolean isCollected(SourceEntry entry) {
        if (entry instanceof SourceEntry.HardLink link) {
            hardLinks.computeIfAbsent(link.path(), _ -> new ArrayList<>(1)).add(link.first());
            return true;
        }
        return false;
    }

    /** Returns the files to which hard links lead, in any number of steps, from the files that were chosen. */
    private Set<TreePath> linkedFiles() {
        Set<TreePath> linked = new HashSet<>();
        Deque<TreePath> waiting = new ArrayDeque<>(files);
        while (!waiting.isEmpty()) {
            for (TreePath first : hardLinks.getOrDefault(waiting.pop(), List.of())) {
                if (linked.add(first)) {
                    waiting.push(first);
                }
            }
        }
        return linked;
    }

    private static Set<TreePath> withDirectories(Set<TreePath> paths) {
        Set<TreePath> all = new HashSet<>();
        for (TreePath path : paths) {
            Optional<TreePath> at = Optional.of(path);
            while (at.isPresent() && all.add(at.get())) {
                at = at.get().parent();
            }
        }
        return all;
    }
}
