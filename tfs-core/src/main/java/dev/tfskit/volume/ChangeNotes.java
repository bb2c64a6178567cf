// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The notes of what has changed: for the next commit, and for a {@link Compaction} that runs. The lock of the namespace
 * guards them, and the methods assert this.
 */
final class ChangeNotes {

    private final SharedLock names;
    private final Changes sinceCommit = new Changes();
    /** The compaction that must learn of each change; null when there is none. */
    private @Nullable Compaction compaction;

    /** Creates the notes of a volume whose tuples are guarded by the lock {@code names}. */
    ChangeNotes(SharedLock names) {
        this.names = names;
    }

    /**
     * Notes that an attribute was set.
     *
     * @param isNew whether the tuple did not have the attribute before
     * @return true if the log needs space for the attribute that is not reserved yet
     */
    boolean noteSet(Tuple tuple, Symbol name, boolean isNew) {
        names.assertHeldForWriting();
        if (compaction != null) {
            compaction.note(tuple, name);
        }
        return Changes.isLogged(tuple) && sinceCommit.noteSet(tuple, name, isNew);
    }

    /**
     * Notes that an attribute was removed.
     *
     * @return true if the log needs an entry for the removal
     */
    boolean noteRemoved(Tuple tuple, Symbol name) {
        names.assertHeldForWriting();
        if (compaction != null) {
            compaction.note(tuple, name);
        }
        return Changes.isLogged(tuple) && sinceCommit.noteRemoved(tuple, name);
    }

    /** Drops the noted changes of a removed inode. */
    void forget(Tuple tuple) {
        names.assertHeldForWriting();
        sinceCommit.forget(tuple);
        if (compaction != null) {
            compaction.forget(tuple);
        }
    }

    /** Notes each change for a compaction as well, from now on. */
    void begin(Compaction begun) {
        names.assertHeldForWriting();
        compaction = begun;
    }

    /** Ends {@link #begin}. */
    void end() {
        names.assertHeldForWriting();
        compaction = null;
    }

    /** Returns whether nothing has changed since the last commit. */
    boolean isEmpty() {
        names.assertHeld();
        return sinceCommit.isEmpty();
    }

    /** Returns the attributes that have changed since the last commit, by tuple. */
    Set<Map.Entry<Tuple, Map<Symbol, Boolean>>> sinceCommit() {
        names.assertHeldForWriting();
        return sinceCommit.entries();
    }

    /** Drops the notes for the commit that has encoded them. */
    void clear() {
        names.assertHeldForWriting();
        sinceCommit.clear();
    }
}
