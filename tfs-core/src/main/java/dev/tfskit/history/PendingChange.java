// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.history;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * A change that is not certain yet: what it comes to shows when its record has been carried out; and whether a new name
 * is a link or half a rename, when the next one has been. Not thread safe.
 */
final class PendingChange {

    private final Supplier<Optional<Change>> atEndOfRecord;
    private Optional<Change> change = Optional.empty();
    private boolean settled;

    PendingChange(Supplier<Optional<Change>> atEndOfRecord) {
        this.atEndOfRecord = atEndOfRecord;
    }

    static PendingChange of(Change change) {
        PendingChange draft = new PendingChange(Optional::empty);
        draft.replace(change);
        return draft;
    }

    /** It turns out to be something else. */
    void replace(Change certain) {
        change = Optional.of(certain);
        settled = true;
    }

    /** The record has been carried out. */
    void finish() {
        if (!settled) {
            change = atEndOfRecord.get();
            settled = true;
        }
    }

    Optional<Change> change() {
        return change;
    }
}
