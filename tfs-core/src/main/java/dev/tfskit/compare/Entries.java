// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.compare;

import dev.tfskit.volume.Directory;
import dev.tfskit.volume.DirectoryEntry;
import java.util.List;

/** The entries of a directory that are still to be compared, in the order of their names. Not thread-safe. */
final class Entries {

    private final List<DirectoryEntry> entries;
    private int at;

    Entries(Directory directory) {
        entries = directory.entries();
    }

    boolean hasNext() {
        return at < entries.size();
    }

    DirectoryEntry next() {
        return entries.get(at++);
    }

    /**
     * Compares the next names of two directories: negative if the next name of this one comes first, or the other has
     * none; 0 if both have the same name or none.
     */
    int compareNextTo(Entries other) {
        if (!hasNext() || !other.hasNext()) {
            return Boolean.compare(other.hasNext(), hasNext());
        }
        return entries.get(at).name().compareTo(other.entries.get(other.at).name());
    }
}
