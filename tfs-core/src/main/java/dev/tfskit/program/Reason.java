// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.program;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a file is selected: a chain from the requested name of the file to the request of the user. Immutable.
 *
 * @param name the name of the needed or requested file
 * @param cause the reason for that need; null at the end of the chain
 */
record Reason(String name, @Nullable Reason cause) {

    /** The most names at either end of a chain that are shown; a tree can have a chain of all its libraries. */
    private static final int MOST_SHOWN = 8;

    /** Begins a chain with a request of the user. */
    static Reason request(String name) {
        return new Reason(name, null);
    }

    /** Returns the reason for a file that this file needs. */
    Reason needs(String other) {
        return new Reason(other, this);
    }

    /**
     * Returns the chain, such as {@code libpcre2-8.so.0 <- libselinux.so.1 <- /usr/bin/find}. A number stands for the
     * names in the middle of a long one.
     */
    @Override
    public String toString() {
        List<String> names = new ArrayList<>();
        for (Reason at = this; at != null; at = at.cause) {
            names.add(at.name);
        }
        int hidden = names.size() - 2 * MOST_SHOWN;
        if (hidden > 1) {
            List<String> middle = names.subList(MOST_SHOWN, MOST_SHOWN + hidden);
            middle.clear();
            middle.add("(" + hidden + " more)");
        }
        return String.join(" <- ", names);
    }
}
