// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.history;

import dev.tfskit.schema.InodeKind;
import dev.tfskit.schema.TreePath;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * Orders the changes of one record so that they can be carried out one after the other. A record lists the entries of a
 * directory in any order, and only with their final values: when it renames b to c and a to b, the entry b may come
 * first. In the new order, a name is freed before another inode gets it, and a directory is created before its entries.
 * Renames in a circle become exchanges. Not thread-safe.
 */
final class NameOrder {

    private final List<PendingChange> changes;
    /** The changes by the name that they take away from an inode, and by the name that they give to one. */
    private final Map<TreePath, List<Integer>> freeing = new HashMap<>();

    private final Map<TreePath, Integer> filling = new HashMap<>();

    private boolean movesDirectory;

    /** What must come before each change: what makes its directory or its source, and then what frees its name. */
    private final List<List<Integer>> before = new ArrayList<>();

    private final List<PendingChange> ordered = new ArrayList<>();
    private final BitSet done = new BitSet();
    /** The changes that wait, each for the next one. */
    private final SequencedSet<Integer> waiting = new LinkedHashSet<>();

    private NameOrder(List<PendingChange> changes) {
        this.changes = changes;
    }

    /**
     * Orders changes. Those that do not depend on each other stay in their order.
     *
     * @param changes the changes of a record that has ended
     * @return the changes in the new order
     */
    static List<PendingChange> arrange(List<PendingChange> changes) {
        NameOrder order = new NameOrder(changes);
        if (!order.readNames()) {
            return changes;
        }
        order.readDependencies();
        for (int i = 0; i < changes.size(); i++) {
            order.add(i);
        }
        return order.ordered;
    }

    /**
     * Collects the names that the changes free and give. Returns false when the changes need no order: no change can
     * depend on another, or a name is given twice, which no known writer does.
     */
    private boolean readNames() {
        boolean isOnce = true;
        for (int i = 0; i < changes.size(); i++) {
            Change change = change(i);
            Optional<TreePath> filled = to(change);
            movesDirectory |= change instanceof Change.Renamed renamed && renamed.kind() == InodeKind.DIRECTORY;
            isOnce &= filled.isEmpty() || filling.putIfAbsent(filled.get(), i) == null;
            if (from(change).isPresent()) {
                freeing.computeIfAbsent(from(change).get(), _ -> new ArrayList<>(1))
                        .add(i);
            }
        }
        return isOnce && filling.size() + freeing.size() > 1;
    }

    private @Nullable Change change(int index) {
        return changes.get(index).change().orElse(null);
    }

    private static Optional<TreePath> from(@Nullable Change change) {
        return switch (change) {
            case Change.Removed removed -> removed.location().path();
            case Change.Renamed renamed -> renamed.from().path();
            case null, default -> Optional.empty();
        };
    }

    private static Optional<TreePath> to(@Nullable Change change) {
        return switch (change) {
            case Change.Created created -> created.location().path();
            case Change.Renamed renamed -> renamed.to().path();
            case Change.Linked linked -> linked.name().path();
            case null, default -> Optional.empty();
        };
    }

    /** The names that a change takes an inode from, although the path may have become valid only in this record. */
    private static List<ChangeLocation> used(@Nullable Change change) {
        return switch (change) {
            case Change.Renamed renamed -> List.of(renamed.from());
            case Change.Exchanged exchanged -> List.of(exchanged.first(), exchanged.second());
            case null, default -> List.of();
        };
    }

    private void readDependencies() {
        changes.forEach(_ -> before.add(new ArrayList<>(2)));
        for (int i = 0; i < changes.size(); i++) {
            for (ChangeLocation used : used(change(i))) {
                demandDirectory(used, i);
            }
            Optional<TreePath> filled = to(change(i));
            if (filled.isEmpty()) {
                continue;
            }
            demand(filled.get().parent().map(filling::get), i);
            if (change(i) instanceof Change.Linked linked) {
                demand(source(i, linked), i);
            }
            for (int freer : freeing.getOrDefault(filled.get(), List.of())) {
                if (inode(change(freer)) == inode(change(i))) {
                    // The name goes away from the inode and comes back, in this record and the next one.
                    demand(Optional.of(Math.min(freer, i)), Math.max(freer, i));
                } else {
                    demand(Optional.of(freer), i);
                    setReplaces(i, false);
                }
            }
        }
    }

    private static int inode(@Nullable Change change) {
        return switch (change) {
            case Change.Created created -> created.location().tuple();
            case Change.Removed removed -> removed.location().tuple();
            case Change.Renamed renamed -> renamed.to().tuple();
            case Change.Linked linked -> linked.name().tuple();
            case null, default -> 0;
        };
    }

    /** Lets a change come after the rename of a directory in this record through which its path leads. */
    private void demandDirectory(ChangeLocation location, int index) {
        Optional<TreePath> at = movesDirectory ? location.path().flatMap(TreePath::parent) : Optional.empty();
        while (at.isPresent()) {
            Integer filler = filling.get(at.get());
            if (filler != null && change(filler) instanceof Change.Renamed) {
                demand(Optional.of(filler), index);
                return;
            }
            at = at.get().parent();
        }
    }

    private void demand(Optional<Integer> first, int index) {
        first.filter(found -> found != index).ifPresent(before.get(index)::add);
    }

    /**
     * Returns the change that gives a linked inode its other name. If that name is removed in this record, the link
     * begins at the new name instead.
     */
    private Optional<Integer> source(int index, Change.Linked linked) {
        Optional<TreePath> existing = linked.existing().path();
        for (int freer : existing.map(freeing::get).orElse(List.of())) {
            if (change(freer) instanceof Change.Renamed renamed
                    && renamed.to().tuple() == linked.name().tuple()) {
                changes.get(index)
                        .replace(new Change.Linked(renamed.to(), linked.name(), linked.kind(), linked.replaces()));
                return Optional.of(freer);
            }
        }
        return existing.map(filling::get);
    }

    private void setReplaces(int index, boolean replaces) {
        PendingChange pending = changes.get(index);
        switch (change(index)) {
            case Change.Created to ->
                pending.replace(new Change.Created(to.location(), to.kind(), to.length(), to.target(), replaces));
            case Change.Renamed to -> pending.replace(new Change.Renamed(to.from(), to.to(), to.kind(), replaces));
            case Change.Linked to -> pending.replace(new Change.Linked(to.existing(), to.name(), to.kind(), replaces));
            case null, default -> {}
        }
    }

    /** Adds a change to the result, behind everything that must come before it. */
    private void add(int start) {
        while (!done.get(start)) {
            int index = waiting.isEmpty() ? start : waiting.getLast();
            waiting.add(index);
            Optional<Integer> missing =
                    before.get(index).stream().filter(other -> !done.get(other)).findFirst();
            if (missing.isEmpty()) {
                waiting.removeLast();
                ordered.add(changes.get(index));
                done.set(index);
            } else if (!waiting.add(missing.get())) {
                breakCircle(waiting.stream()
                        .dropWhile(other -> !other.equals(missing.get()))
                        .toList());
                waiting.clear();
            }
        }
        waiting.clear();
    }

    /** Resolves a circle of changes, each of which waits for the next one and the last one for the first. */
    private void breakCircle(List<Integer> circle) {
        List<Change.Renamed> renames = new ArrayList<>();
        for (int index : circle) {
            if (change(index) instanceof Change.Renamed renamed) {
                renames.add(renamed);
            }
        }
        if (renames.size() == circle.size() && isRotation(renames)) {
            exchange(renames);
            circle.forEach(done::set);
            return;
        }
        renames.stream()
                .filter(renamed ->
                        renamed.from().path().filter(filling::containsKey).isPresent())
                .findFirst()
                .ifPresentOrElse(
                        this::loseFirst, () -> before.get(circle.getLast()).removeIf(circle.getFirst()::equals));
    }

    /** Returns whether each rename frees the name that the one before it gives. */
    private static boolean isRotation(List<Change.Renamed> renames) {
        Optional<TreePath> free = renames.getLast().to().path();
        for (Change.Renamed renamed : renames) {
            if (!renamed.from().path().equals(free)) {
                return false;
            }
            free = renamed.to().path();
        }
        return true;
    }

    /** Carries out renames, each to the old name of the next one and the last one to that of the first. */
    private void exchange(List<Change.Renamed> renames) {
        Optional<TreePath> hub = renames.getFirst().from().path();
        for (int i = 0; i + 1 < renames.size(); i++) {
            ChangeLocation moved = new ChangeLocation(renames.get(i).to().tuple(), hub, true);
            ordered.add(PendingChange.of(
                    new Change.Exchanged(moved, renames.get(i + 1).from())));
        }
    }

    /** Lets an inode lose its name to its successor, and get its new name afterwards. */
    private void loseFirst(Change.Renamed renamed) {
        int index = renamed.to().path().map(filling::get).orElseThrow();
        int successor = renamed.from().path().map(filling::get).orElseThrow();
        ChangeLocation gone =
                new ChangeLocation(renamed.from().tuple(), renamed.from().path(), false);
        changes.get(index).replace(new Change.Linked(gone, renamed.to(), renamed.kind(), renamed.replaces()));
        before.get(successor).removeIf(other -> other == index);
        setReplaces(successor, true);
    }
}
