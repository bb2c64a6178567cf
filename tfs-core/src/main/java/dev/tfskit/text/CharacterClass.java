// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.text;

import java.util.BitSet;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** The classes of ASCII characters that POSIX names, such as {@code alpha}. Stateless. */
final class CharacterClass {

    private static final int ASCII = 128;

    /** The names that regular expressions have for them. */
    private static final Map<String, String> EXPRESSIONS = Map.ofEntries(
            Map.entry("alnum", "\\p{Alnum}"),
            Map.entry("alpha", "\\p{Alpha}"),
            Map.entry("blank", "\\p{Blank}"),
            Map.entry("cntrl", "\\p{Cntrl}"),
            Map.entry("digit", "\\p{Digit}"),
            Map.entry("graph", "\\p{Graph}"),
            Map.entry("lower", "\\p{Lower}"),
            Map.entry("print", "\\p{Print}"),
            Map.entry("punct", "\\p{Punct}"),
            Map.entry("space", "\\p{Space}"),
            Map.entry("upper", "\\p{Upper}"),
            Map.entry("xdigit", "\\p{XDigit}"));

    private CharacterClass() {}

    /** Returns the numbers of the characters in a class; empty when there is no class of this name. */
    static Optional<BitSet> named(String name) {
        return Optional.ofNullable(EXPRESSIONS.get(name)).map(CharacterClass::members);
    }

    private static BitSet members(String expression) {
        Predicate<String> isMember = Pattern.compile(expression).asMatchPredicate();
        BitSet members = new BitSet();
        IntStream.range(0, ASCII)
                .filter(character -> isMember.test(Character.toString(character)))
                .forEach(members::set);
        return members;
    }
}
