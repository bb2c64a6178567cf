// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.history;

import dev.tfskit.log.Frame;
import dev.tfskit.value.Composite;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects the changes of one record up to a limit; further changes are only counted. Not thread-safe. */
final class PendingRecord {

    private final long number;
    private final Frame.Record frame;
    /** The lowest dictionary number that this record gave. */
    private final int firstNew;

    private final int mostChanges;
    private final List<PendingChange> changes = new ArrayList<>();
    /** The changes of attributes: setting an attribute twice is one change. */
    private final Map<AttributeKey, PendingChange> byAttribute = new HashMap<>();

    private final Map<Tuple, Addition> additions = new HashMap<>();
    private final Map<Tuple, Loss> losses = new HashMap<>();
    /** The entries that the record sets, by directory. */
    private final Map<Tuple, Set<Symbol>> names = new HashMap<>();

    private long further;
    private long entries;

    /** A name that an inode got although it had one: a link, or the first half of a rename. */
    record Addition(
            PendingChange pending, long record, Tuple children, Symbol name, ChangeLocation to, boolean replaces) {

        /** Returns whether this is the name that the inode got. */
        boolean isAt(Tuple entries, Symbol entry) {
            return children == entries && name.equals(entry);
        }
    }

    /** The loss of the last name of an inode, to another inode that took the name or, without one, to a removal. */
    record Loss(
            PendingChange pending, long record, @Nullable Tuple successor) {}

    PendingRecord(long number, Frame.Record frame, int firstNew, int mostChanges) {
        this.number = number;
        this.frame = frame;
        this.firstNew = firstNew;
        this.mostChanges = mostChanges;
    }

    long number() {
        return number;
    }

    boolean isNew(Composite composite) {
        return composite.number() >= firstNew;
    }

    void countEntry() {
        entries++;
    }

    /** Returns whether there is room for another change; counts the change if there is not. */
    boolean hasRoom() {
        if (changes.size() < mostChanges) {
            return true;
        }
        further++;
        return false;
    }

    void add(PendingChange pending) {
        changes.add(pending);
    }

    boolean hasChange(Tuple tuple, Symbol name) {
        return byAttribute.containsKey(new AttributeKey(tuple, name));
    }

    void add(PendingChange pending, Tuple tuple, Symbol name) {
        changes.add(pending);
        byAttribute.put(new AttributeKey(tuple, name), pending);
    }

    void noteSet(Tuple children, Symbol name) {
        names.computeIfAbsent(children, _ -> new HashSet<>()).add(name);
    }

    /** Returns whether the record sets an entry. */
    boolean sets(Tuple children, Symbol name) {
        return names.getOrDefault(children, Set.of()).contains(name);
    }

    Map<Tuple, Addition> additions() {
        return additions;
    }

    Map<Tuple, Loss> losses() {
        return losses;
    }

    /** Ends the record. */
    void finish() {
        changes.forEach(PendingChange::finish);
        byAttribute.clear();
    }

    /** Returns the changes in an order in which they can be carried out. No later record can complete them. */
    Step.Recorded toStep() {
        List<Change> certain = NameOrder.arrange(changes).stream()
                .flatMap(pending -> pending.change().stream())
                .toList();
        return new Step.Recorded(number, frame, certain, further, entries);
    }
}
