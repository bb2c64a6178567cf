// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.value;

import java.util.ArrayList;
import java.util.List;

/** Names of equal hash, as an image can choose them to make hash maps slow. */
public final class CollidingNames {

    private static final int PAIRS = 16;

    private CollidingNames() {}

    /** At most 65,536 names. "Aa" and "BB" have the same hash, and so has any row of them. */
    public static List<Symbol> of(int count) {
        List<Symbol> names = new ArrayList<>(count);
        for (int number = 0; number < count; number++) {
            StringBuilder name = new StringBuilder();
            for (int pair = 0; pair < PAIRS; pair++) {
                name.append((number >> pair & 1) == 0 ? "Aa" : "BB");
            }
            names.add(Symbol.of(name.toString()));
        }
        return names;
    }
}
