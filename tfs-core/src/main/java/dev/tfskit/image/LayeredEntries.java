// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image;

import dev.tfskit.source.TreeSource;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Remembers which entries the layers of a stack have brought, so that a layer removes only entries of the layers below
 * it. What only sources outside the stack have stays. Not thread-safe.
 */
final class LayeredEntries {

    private final Set<EntryName> own = new HashSet<>();
    private final Set<EntryName> lower = new HashSet<>();
    private Optional<Object> stack = Optional.empty();
    private boolean hasLower;
    /** Whether all entries of the volume are those of the stack. They then need not be remembered one by one. */
    private boolean isOnlyStack;

    /**
     * Begins a source.
     *
     * @param isFirst whether the volume is new and the source is its first one
     */
    void begin(TreeSource source, boolean isFirst) {
        Optional<Object> next = source.stack();
        hasLower = next.isPresent() && next.equals(stack);
        isOnlyStack = isFirst || isOnlyStack && hasLower;
        if (hasLower && !isOnlyStack) {
            lower.addAll(own);
        } else {
            lower.clear();
        }
        own.clear();
        stack = next;
    }

    /** Returns whether the source has layers below it. */
    boolean hasLower() {
        return hasLower;
    }

    /** Adds an entry of the source, or a directory that was made for one. */
    void add(EntryName entry) {
        // In the lowest layer of the only stack, nothing is removed.
        if (stack.isPresent() && (hasLower || !isOnlyStack)) {
            own.add(entry);
        }
    }

    /** Notes that an entry was removed. */
    void remove(EntryName entry) {
        own.remove(entry);
        lower.remove(entry);
    }

    /** Returns whether the source has brought an entry. */
    boolean isOwn(EntryName entry) {
        return own.contains(entry);
    }

    /** Returns whether a whiteout of the source leaves an entry where it is. */
    boolean isKept(EntryName entry) {
        return own.contains(entry) || !isOnlyStack && !lower.contains(entry);
    }
}
