// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.history;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.schema.TreePath;
import dev.tfskit.volume.SymbolicLink;
import dev.tfskit.volume.TreeWalk;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Compares what the history of a volume says with the tree that the volume had after each record. */
public final class HistoryAgreement {

    private HistoryAgreement() {}

    /**
     * Fails at the first record after which the tree is not what the changes up to there say. Records in the middle of
     * a commit may leave a directory with two names; nothing is compared there.
     *
     * @return how many states were compared
     */
    public static int assertFollowsTree(BlockDevice device) throws IOException {
        List<Step.Recorded> records = Histories.records(device);
        TreeModel model = new TreeModel();
        int compared = 0;
        for (int i = 0; i < records.size(); i++) {
            records.get(i).changes().forEach(model::apply);
            long number = i;
            boolean isHalf = records.subList(i + 1, records.size()).stream()
                    .flatMap(record -> record.changes().stream())
                    .anyMatch(change -> change instanceof Change.Completed completed && completed.record() <= number);
            Optional<SortedMap<String, String>> tree = isHalf ? Optional.empty() : tree(Volume.openAt(device, i));
            if (tree.isPresent()) {
                assertEquals(tree.get(), model.tree(), "after record " + i);
                compared++;
            }
        }
        assertEquals(tree(Volume.open(device)).orElseThrow(), model.tree());
        return compared;
    }

    /** The tree of a volume in the form of {@link TreeModel#tree}; empty when an entry of it is damaged. */
    static Optional<SortedMap<String, String>> tree(Volume volume) throws IOException {
        SortedMap<String, String> tree = new TreeMap<>(Map.of("/", "directory"));
        TreeWalk walk = new TreeWalk(TreePath.ROOT, volume.root());
        while (walk.hasNext()) {
            if (!(walk.next() instanceof TreeWalk.Visit.Entry entry)) {
                return Optional.empty();
            }
            String target = entry.inode() instanceof SymbolicLink link
                    ? " " + link.target().quoted()
                    : "";
            tree.put(entry.path().toString(), entry.inode().kind() + target);
        }
        return Optional.of(tree);
    }
}
