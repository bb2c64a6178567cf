// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One use of patterns, such as in a build or an update. It remembers which patterns have decided about an entry, in any
 * tree that they are matched with in this use. Thread-safe.
 */
public final class PatternUse {

    private final EntryPatterns patterns;
    private final Set<String> matched = ConcurrentHashMap.newKeySet();

    /**
     * Begins a use.
     *
     * @param patterns the patterns; they stay as they are
     */
    public PatternUse(EntryPatterns patterns) {
        this.patterns = patterns.reportingTo(matched::add);
    }

    /**
     * Returns the patterns to match with in this use.
     *
     * @return the same patterns; this use sees what they match
     */
    public EntryPatterns patterns() {
        return patterns;
    }

    /**
     * Returns the patterns that have decided about no entry so far.
     *
     * @return the patterns as they were given, in their order
     */
    public List<String> unmatched() {
        return patterns.given().filter(pattern -> !matched.contains(pattern)).toList();
    }
}
