// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.history;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A change that is not certain yet. Its values are known at the end of its record. Whether a new name is a link or the
 * first half of a rename is known at the end of the next record. Not thread-safe.
 */
final class PendingChange {

    private final Supplier<Optional<Change>> atEndOfRecord;
    /** The change; null until the record ends, and afterwards if nothing has changed. */
    private @Nullable Change change;

    private boolean finished;

    PendingChange(Supplier<Optional<Change>> atEndOfRecord) {
        this.atEndOfRecord = atEndOfRecord;
    }

    static PendingChange of(Change change) {
        PendingChange pending = new PendingChange(Optional::empty);
        pending.replace(change);
        return pending;
    }

    /** Replaces the change, which no longer depends on the end of the record then. */
    void replace(Change certain) {
        change = certain;
        finished = true;
    }

    /** Ends the record of this change. */
    void finish() {
        if (!finished) {
            change = atEndOfRecord.get().orElse(null);
            finished = true;
        }
    }

    Optional<Change> change() {
        return Optional.ofNullable(change);
    }
}
