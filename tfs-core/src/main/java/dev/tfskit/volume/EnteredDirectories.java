// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.error.TfsFormatException;
import dev.tfskit.value.Tuple;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The directories that a walk has entered. A damaged tree can have a directory at several paths, and several
 * directories can share the tuple with their entries. A walk that enters the same entries only once takes time in
 * proportion to the size of the log. Several walks can share an instance. Not thread-safe.
 */
public final class EnteredDirectories {

    /** The tuple of each directory, by the tuple with its entries. */
    private final Map<Tuple, Tuple> directories = new HashMap<>();

    /** Creates a set without directories. */
    public EnteredDirectories() {}

    /**
     * Adds a directory.
     *
     * @param directory the directory
     * @return empty if its entries are new; otherwise the damage, and the directory must not be entered
     */
    public Optional<TfsFormatException> add(Directory directory) {
        Tuple first = directories.putIfAbsent(directory.tree.read(directory::children), directory.tuple);
        if (first == null) {
            return Optional.empty();
        }
        return Optional.of(new TfsFormatException(
                first == directory.tuple
                        ? "the directory has another name already, or is one of its own parents"
                        : "its entries are those of another directory"));
    }
}
