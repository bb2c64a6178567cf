// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.value.Symbol;
import java.util.List;
import java.util.Random;

/** Few names, so that operations meet each other, and some that cannot be. */
final class ModelNames {

    private static final List<Symbol> GOOD = List.of(
            Symbol.of("a"),
            Symbol.of("b"),
            Symbol.of("c"),
            Symbol.of("d.e"),
            Symbol.of("extents"),
            Symbol.of("children"),
            Symbol.copyOf(new byte[] {(byte) 0xff, 1, (byte) 0x80}),
            Symbol.of("x".repeat(255)));
    private static final List<Symbol> BAD = List.of(
            Symbol.of(""),
            Symbol.of("."),
            Symbol.of(".."),
            Symbol.of("a/b"),
            Symbol.of("a\0"),
            Symbol.of("x".repeat(256)));

    private ModelNames() {}

    static Symbol any(Random random) {
        List<Symbol> from = random.nextInt(40) == 0 ? BAD : GOOD;
        return from.get(random.nextInt(from.size()));
    }
}
