// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.check;

import dev.tfskit.check.FindingList.Suspect;
import dev.tfskit.error.Messages;
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

/** How many names inodes have, and how many they say that they have. */
final class LinkCounts {

    /** Only inodes that have several names or a count, by their dictionary numbers. */
    private final Map<Integer, Linked> inodes = new LinkedHashMap<>();

    private record Linked(Tuple inode, List<Name> names) {}

    /** A name, and the entries of the directory that has it. */
    private record Name(TreePath path, Tuple entries) {}

    /** Notes the first name of an inode; it is not worth keeping when there is never another, and no count. */
    void addFirst(Tuple inode, TreePath path, Tuple entries) {
        if (inode.has(Attributes.LINK_COUNT)) {
            add(inode, path, entries);
        }
    }

    /** Notes another name of an inode. */
    void add(Tuple inode, TreePath path, Tuple entries) {
        inodes.computeIfAbsent(inode.number(), _ -> new Linked(inode, new ArrayList<>(2)))
                .names
                .add(new Name(path, entries));
    }

    /** Reports counts that are wrong; none that is too large where names are lost, of which it may count some. */
    void report(KnownBadInodes doubts, FindingList findings) {
        for (Linked linked : inodes.values()) {
            Optional<Value> stored = linked.inode.get(Attributes.LINK_COUNT);
            OptionalLong count = stored.isEmpty() ? OptionalLong.of(1) : Values.size(stored.get());
            int names = stored.isEmpty() ? 1 + linked.names.size() : linked.names.size();
            boolean right = count.isPresent()
                    && (count.getAsLong() == names || count.getAsLong() > names && doubts.areNamesLost());
            if (!right) {
                doubts.add(linked.inode);
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
