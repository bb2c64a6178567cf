// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.history;

import dev.tfskit.log.Frame;
import dev.tfskit.value.Composite;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Collects the changes of one record up to a limit; further changes are only counted. Not thread safe. */
final class PendingRecord {

    private final long number;
    private final Frame.Record frame;
    /** Numbers of the dictionary from here on were given by this record. */
    private final int firstNew;

    private final int mostChanges;
    private final List<PendingChange> drafts = new ArrayList<>();
    /** Attributes that have a draft: setting one twice is one change. */
    private final Map<Attribute, PendingChange> byAttribute = new HashMap<>();

    private final Map<Tuple, Addition> additions = new HashMap<>();
    private final Map<Tuple, Loss> losses = new HashMap<>();
    private long further;
    private long settings;

    private record Attribute(Tuple tuple, Symbol name) {}

    /** An inode that had a name got one more: a link, or the first half of a rename. */
    record Addition(
            PendingChange draft, long record, Tuple children, Symbol name, ChangeLocation to, boolean replaces) {

        /** Whether this was the name that it got. */
        boolean isAt(Tuple entries, Symbol entry) {
            return children == entries && name.equals(entry);
        }
    }

    /** An inode lost its last name: by a removal of its own, or to the addition of another inode that took the name. */
    record Loss(PendingChange draft, long record, Optional<Tuple> successor) {}

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

    void countSetting() {
        settings++;
    }

    /** Whether there is room for another change; if not, it is counted. */
    boolean hasRoom() {
        if (drafts.size() < mostChanges) {
            return true;
        }
        further++;
        return false;
    }

    void add(PendingChange draft) {
        drafts.add(draft);
    }

    boolean hasDraft(Tuple tuple, Symbol name) {
        return byAttribute.containsKey(new Attribute(tuple, name));
    }

    void add(PendingChange draft, Tuple tuple, Symbol name) {
        drafts.add(draft);
        byAttribute.put(new Attribute(tuple, name), draft);
    }

    Map<Tuple, Addition> additions() {
        return additions;
    }

    Map<Tuple, Loss> losses() {
        return losses;
    }

    /** The record has been carried out. */
    void finish() {
        drafts.forEach(PendingChange::finish);
        byAttribute.clear();
    }

    Step.Recorded toStep() {
        List<Change> changes =
                drafts.stream().flatMap(draft -> draft.change().stream()).toList();
        return new Step.Recorded(number, frame, changes, further, settings);
    }
}
