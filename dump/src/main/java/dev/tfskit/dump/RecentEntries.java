// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A map of the entries that were used last: an entry more than the limit takes the place of the one that was unused for
 * the longest time. Not thread-safe.
 */
final class RecentEntries<K, V> extends LinkedHashMap<K, V> {

    private static final long serialVersionUID = 1;

    private final int limit;

    /** Creates an empty map of at most {@code limit} entries. */
    RecentEntries(int limit) {
        super(16, 0.75f, true);
        this.limit = limit;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > limit;
    }
}
