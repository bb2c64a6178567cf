// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image;

import dev.tfskit.value.Symbol;
import dev.tfskit.volume.Directory;
import java.util.Comparator;

/**
 * The directory and the name of an entry. The inode would not be enough to identify an entry: several entries may share
 * it. Names are comparable, because a source can choose names of equal hash, and a {@code HashMap} finds such keys fast
 * only if they are comparable with their own class.
 */
record EntryName(Directory directory, Symbol name) implements Comparable<EntryName> {

    /** The same name in two directories is rare among keys of equal hash, and only then directories are numbered. */
    private static final Comparator<EntryName> ORDER =
            Comparator.comparing(EntryName::name).thenComparingLong(entry -> entry.directory.sessionNumber());

    @Override
    public int compareTo(EntryName other) {
        return ORDER.compare(this, other);
    }
}
