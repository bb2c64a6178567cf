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
import java.util.SortedMap;
import java.util.TreeMap;

/** Compares what the history of a volume says with the tree that the volume had after each record. */
public final class HistoryAgreement {

    private HistoryAgreement() {}

    /**
     * Fails at the first record after which the tree is not what the changes up to there say. Between the halves of a
     * rename a tree holds both names, so nothing is compared there.
     *
     * @return how many states were compared
     */
    public static int assertFollowsTree(BlockDevice device) throws IOException {
        List<Step.Recorded> records = Histories.records(device);
        TreeModel model = new TreeModel();
        int compared = 0;
        for (int i = 0; i < records.size(); i++) {
            records.get(i).changes().forEach(model::apply);
            boolean isHalf = i + 1 < records.size()
                    && records.get(i + 1).changes().stream().anyMatch(Change.Completed.class::isInstance);
            if (!isHalf) {
                assertEquals(tree(Volume.openAt(device, i)), model.tree(), "after record " + i);
                compared++;
            }
        }
        return compared;
    }

    /** The tree of a sound volume in the form of {@link TreeModel#tree}. */
    static SortedMap<String, String> tree(Volume volume) throws IOException {
        SortedMap<String, String> tree = new TreeMap<>(Map.of("/", "directory"));
        TreeWalk walk = new TreeWalk(TreePath.ROOT, volume.root());
        while (walk.hasNext()) {
            TreeWalk.Visit.Entry entry = (TreeWalk.Visit.Entry) walk.next();
            String target = entry.inode() instanceof SymbolicLink link
                    ? " " + link.target().quoted()
                    : "";
            tree.put(entry.path().toString(), entry.inode().kind() + target);
        }
        return tree;
    }
}
