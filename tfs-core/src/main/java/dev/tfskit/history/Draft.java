package dev.tfskit.history;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * A change that is not certain yet: what it comes to shows when its record has been carried out; and whether a new name is a
 * link or half a rename, when the next one has been. Not thread safe.
 */
final class Draft {

    private final Supplier<Optional<Change>> atEndOfRecord;
    private Optional<Change> change = Optional.empty();
    private boolean settled;

    Draft(final Supplier<Optional<Change>> atEndOfRecord) {
        this.atEndOfRecord = atEndOfRecord;
    }

    static Draft of(final Change change) {
        final Draft draft = new Draft(Optional::empty);
        draft.replace(change);
        return draft;
    }

    /** It turns out to be something else. */
    void replace(final Change certain) {
        change = Optional.of(certain);
        settled = true;
    }

    /** The record has been carried out. */
    void settle() {
        if (!settled) {
            change = atEndOfRecord.get();
            settled = true;
        }
    }

    Optional<Change> change() {
        return change;
    }
}
