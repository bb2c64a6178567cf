// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.TreeSource;
import dev.tfskit.source.filter.ForwardingSource;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A source that has only the entries of another one that meet a condition. Closing this source closes the other one.
 */
final class ChosenEntries extends ForwardingSource {

    private final Predicate<SourceEntry> condition;

    /**
     * Creates a source.
     *
     * @param condition is tested once for each entry of the other source, in their order
     */
    ChosenEntries(TreeSource source, Predicate<SourceEntry> condition) {
        super(source);
        this.condition = condition;
    }

    @Override
    public Optional<SourceEntry> next() throws IOException {
        Optional<SourceEntry> entry = source.next();
        while (entry.isPresent() && !condition.test(entry.get())) {
            entry = source.next();
        }
        return entry;
    }
}
