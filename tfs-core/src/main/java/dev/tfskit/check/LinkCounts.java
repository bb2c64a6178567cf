// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.check;

import dev.tfskit.check.FindingList.Suspect;
import dev.tfskit.message.Messages;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.TreePath;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Compares the link counts of inodes with the number of their names (docs/format.md, section 3.1). One instance runs
 * one check, on one thread.
 */
final class LinkCounts {

    /** Inodes with several names or a link count, by dictionary number. */
    private final Map<Integer, Linked> inodes = new LinkedHashMap<>();

    private record Linked(Tuple inode, List<Name> names) {}

    /** A name and the tuple of entries that contains it. */
    private record Name(TreePath path, Tuple entries) {}

    /**
     * Adds the first name of an inode. The name is kept only if the inode has a link count; most inodes have neither a
     * count nor a second name.
     */
    void addFirst(Tuple inode, TreePath path, Tuple entries) {
        if (inode.has(Attributes.LINK_COUNT)) {
            add(inode, path, entries);
        }
    }

    /** Adds another name of an inode. */
    void add(Tuple inode, TreePath path, Tuple entries) {
        inodes.computeIfAbsent(inode.number(), _ -> new Linked(inode, new ArrayList<>(2)))
                .names
                .add(new Name(path, entries));
    }

    /** Reports wrong link counts. A count above the number of names is accepted if damage hides names. */
    void report(KnownBadInodes badInodes, FindingList findings) {
        for (Linked linked : inodes.values()) {
            Optional<Value> stored = linked.inode.get(Attributes.LINK_COUNT);
            OptionalLong count = stored.isEmpty() ? OptionalLong.of(1) : Values.size(stored.get());
            int names = stored.isEmpty() ? 1 + linked.names.size() : linked.names.size();
            boolean isCorrect = count.isPresent()
                    && (count.getAsLong() == names || count.getAsLong() > names && badInodes.hasLostNames());
            if (!isCorrect) {
                badInodes.add(linked.inode);
                Finding finding = Finding.of(
                        FindingKind.LINK_COUNT_WRONG,
                        "its link count is " + stored.map(Values::shown).orElse("1") + ", but it has "
                                + Messages.of(names, "name", "names"));
                List<Suspect> suspects = new ArrayList<>(names + 1);
                suspects.add(
                        Suspect.of(finding.about(linked.names.getFirst().path), linked.inode, Attributes.LINK_COUNT));
                for (Name name : linked.names) {
                    suspects.add(Suspect.of(finding.about(name.path), name.entries, name.path.name()));
                }
                findings.addAny(suspects);
            }
        }
    }
}
