// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.ops;

import dev.tfskit.value.Symbol;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * A pattern for one name. It means what it means in the function of Go with which ops compares names: {@code *} stands
 * for any characters, {@code ?} for one, {@code [a-z]} and {@code [^a-z]} for one of a class. A backslash takes the
 * next character as it is. A range that runs backwards is refused, although Go lets it match nothing. The time to match
 * is at most in proportion to the length of the pattern times that of the name. Immutable.
 */
final class NamePattern {

    private final List<Element> elements = new ArrayList<>();

    /** A part of a pattern. */
    private sealed interface Element {

        /** A star. */
        enum Star implements Element {
            INSTANCE
        }

        /**
         * One character.
         *
         * @param condition whether a character matches
         */
        record One(IntPredicate condition) implements Element {}
    }

    /**
     * The characters from one to another.
     *
     * @param first the first character
     * @param last the last character, which is no lower
     */
    private record Range(int first, int last) {

        Range {
            if (last < first) {
                throw new IllegalArgumentException("a range that runs backwards");
            }
        }

        boolean contains(int character) {
            return first <= character && character <= last;
        }
    }

    /**
     * Compiles a pattern.
     *
     * @throws IllegalArgumentException when it is malformed
     */
    NamePattern(String pattern) {
        Characters characters = new Characters(pattern.codePoints().toArray());
        while (characters.hasNext()) {
            elements.add(
                    switch (characters.peek()) {
                        case '*' -> {
                            characters.next();
                            yield Element.Star.INSTANCE;
                        }
                        case '?' -> {
                            characters.next();
                            yield new Element.One(_ -> true);
                        }
                        case '[' -> new Element.One(oneOfClass(characters));
                        default -> {
                            int literal = characters.literal();
                            yield new Element.One(character -> character == literal);
                        }
                    });
        }
    }

    private static IntPredicate oneOfClass(Characters characters) {
        characters.next();
        boolean isNegated = characters.skip('^');
        List<Range> ranges = new ArrayList<>();
        do {
            int first = characters.member();
            ranges.add(new Range(first, characters.skip('-') ? characters.member() : first));
        } while (!characters.skip(']'));
        return character -> ranges.stream().anyMatch(range -> range.contains(character)) != isNegated;
    }

    /** Returns whether the pattern matches a whole name. Bytes that are no UTF-8 are like other characters. */
    boolean matches(Symbol name) {
        int[] characters = name.decode().codePoints().toArray();
        int element = 0;
        int behindStar = 0;
        int retry = 0;
        int at = 0;
        while (at < characters.length) {
            if (element < elements.size() && elements.get(element) == Element.Star.INSTANCE) {
                behindStar = ++element;
                retry = at;
            } else if (element < elements.size()
                    && elements.get(element) instanceof Element.One(IntPredicate condition)
                    && condition.test(characters[at])) {
                element++;
                at++;
            } else if (behindStar > 0) {
                element = behindStar;
                at = ++retry;
            } else {
                return false;
            }
        }
        return elements.subList(element, elements.size()).stream().allMatch(rest -> rest == Element.Star.INSTANCE);
    }

    /** The characters of a pattern that have not been read. */
    private static final class Characters {

        private final int[] all;
        private int at;

        Characters(int[] all) {
            this.all = all;
        }

        boolean hasNext() {
            return at < all.length;
        }

        int peek() {
            if (!hasNext()) {
                throw new IllegalArgumentException("the pattern ends too early");
            }
            return all[at];
        }

        int next() {
            int next = peek();
            at++;
            return next;
        }

        /** Reads a character if it is the next one, and returns whether it was. */
        boolean skip(int character) {
            boolean isNext = hasNext() && all[at] == character;
            if (isNext) {
                at++;
            }
            return isNext;
        }

        /** Reads a character, or the one behind a backslash. */
        int literal() {
            skip('\\');
            return next();
        }

        /** Reads an end of a range in a class. */
        int member() {
            if (peek() == '-' || peek() == ']') {
                throw new IllegalArgumentException("a class with a sign in the wrong place");
            }
            return literal();
        }
    }
}
