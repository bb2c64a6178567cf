// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.text;

import java.nio.charset.StandardCharsets;
import java.util.BitSet;

/**
 * A pattern for names and paths, as in a shell. {@code *} stands for any bytes but a slash, {@code **} for any bytes,
 * and {@code **} between slashes, or between the start and a slash, for any number of directories, also none. {@code ?}
 * stands for one UTF-8 character, or for one byte that is a part of none, but not for a slash. {@code [a-z]} and
 * {@code [!a-z]} stand for one byte other than a slash, and {@code [[:digit:]]} for one of a class. A backslash takes
 * the next character as it is. Immutable.
 *
 * <p>The time to match is at most in proportion to the length of the pattern times that of the path. A path can be
 * matched in parts, so paths in one directory share the work for it.
 */
public final class Glob {

    private static final int BYTES = 256;

    private final GlobStates states;

    private Glob(GlobStates states) {
        this.states = states;
    }

    /** How far a pattern has matched the first bytes of a path. Immutable. */
    public static final class Progress {

        private final BitSet reached;

        private Progress(BitSet reached) {
            this.reached = reached;
        }
    }

    /**
     * Compiles a pattern.
     *
     * @param glob the pattern; its UTF-8 bytes are matched
     * @return the compiled pattern
     * @throws IllegalArgumentException when a bracket is not closed, a range runs backwards, or a class has no known
     *     name
     */
    public static Glob compile(String glob) {
        return compile(glob, new GlobStates());
    }

    /**
     * Compiles a pattern for the last names of a path, whatever directories come before them.
     *
     * @param glob the pattern; its UTF-8 bytes are matched
     * @return the compiled pattern
     * @throws IllegalArgumentException when a bracket is not closed, a range runs backwards, or a class has no known
     *     name
     */
    public static Glob compileForLastNames(String glob) {
        GlobStates states = new GlobStates();
        states.addDirectories();
        return compile(glob, states);
    }

    private static Glob compile(String glob, GlobStates states) {
        byte[] bytes = glob.getBytes(StandardCharsets.UTF_8);
        // Each byte becomes the character of its number, so that names that are not UTF-8 can be matched.
        String characters = new String(bytes, StandardCharsets.ISO_8859_1);
        int at = 0;
        while (at < characters.length()) {
            at = translate(glob, characters, at, states);
        }
        return new Glob(states);
    }

    /** Translates the element of the pattern at {@code at}, and returns the offset behind it. */
    private static int translate(String glob, String bytes, int at, GlobStates states) {
        char c = bytes.charAt(at);
        switch (c) {
            case '*' -> {
                if (bytes.startsWith("**/", at) && (at == 0 || bytes.charAt(at - 1) == '/')) {
                    states.addDirectories();
                    return at + 3;
                }
                if (bytes.startsWith("**", at)) {
                    states.addRepeated(GlobStates.range(0, 0xff));
                    return at + 2;
                }
                states.addRepeated(GlobStates.notSlash());
            }
            case '?' -> states.addCharacter();
            case '[' -> {
                return translateClass(glob, bytes, at, states);
            }
            case '\\' -> {
                if (at + 1 < bytes.length()) {
                    states.add(GlobStates.only(bytes.charAt(at + 1)));
                    return at + 2;
                }
                states.add(GlobStates.only(c));
            }
            default -> states.add(GlobStates.only(c));
        }
        return at + 1;
    }

    private static int translateClass(String glob, String bytes, int at, GlobStates states) {
        int from = at + 1;
        boolean negated = from < bytes.length() && (bytes.charAt(from) == '!' || bytes.charAt(from) == '^');
        if (negated) {
            from++;
        }
        BitSet members = new BitSet();
        int next = from;
        // A bracket right at the start is a member and not the end.
        while (next == from || charAt(glob, bytes, next) != ']') {
            next = translateMember(glob, bytes, next, members);
        }
        if (negated) {
            members.flip(0, BYTES);
        }
        members.and(GlobStates.notSlash());
        states.add(members);
        return next + 1;
    }

    /** Adds the character, range or class at an offset between brackets, and returns the offset behind it. */
    private static int translateMember(String glob, String bytes, int at, BitSet members) {
        int close = bytes.startsWith("[:", at) ? bytes.indexOf(']', at + 2) : -1;
        if (close > at + 2 && bytes.charAt(close - 1) == ':') {
            String name = bytes.substring(at + 2, close - 1);
            members.or(CharacterClass.named(name)
                    .orElseThrow(() -> new IllegalArgumentException("the pattern " + glob
                            + " is not valid: in a bracket, [:" + name + ":] is not a class of characters")));
            return close + 1;
        }
        int first = behindBackslash(bytes, at);
        char lowest = charAt(glob, bytes, first);
        if (charAt(glob, bytes, first + 1) != '-' || charAt(glob, bytes, first + 2) == ']') {
            members.set(lowest);
            return first + 1;
        }
        int last = behindBackslash(bytes, first + 2);
        char highest = charAt(glob, bytes, last);
        if (highest < lowest) {
            throw new IllegalArgumentException(
                    "the pattern " + glob + " is not valid: in a bracket, a range runs backwards");
        }
        members.or(GlobStates.range(lowest, highest));
        return last + 1;
    }

    private static int behindBackslash(String bytes, int at) {
        return bytes.startsWith("\\", at) ? at + 1 : at;
    }

    private static char charAt(String glob, String bytes, int at) {
        if (at >= bytes.length()) {
            throw new IllegalArgumentException("the pattern " + glob + " has a [ without a ]");
        }
        return bytes.charAt(at);
    }

    /**
     * Returns whether the pattern matches a whole name or path.
     *
     * @param bytes the bytes of the name or path, in any encoding
     * @return true if the pattern matches all of the bytes
     */
    public boolean matches(byte[] bytes) {
        return matches(advance(start(), bytes));
    }

    /**
     * Returns the progress before the first byte of a path.
     *
     * @return the progress, for this pattern only
     */
    public Progress start() {
        return new Progress(states.first());
    }

    /**
     * Returns the progress after more bytes of a path.
     *
     * @param progress the progress of this pattern; it can be used again
     * @param bytes the bytes that follow; no UTF-8 character may be divided between two calls
     * @return the progress behind them
     */
    public Progress advance(Progress progress, byte[] bytes) {
        return new Progress(states.after(progress.reached, bytes));
    }

    /**
     * Returns whether the pattern matches the whole of the path that has been read.
     *
     * @param progress the progress of this pattern
     * @return true if the pattern matches all of the bytes so far
     */
    public boolean matches(Progress progress) {
        return states.isEnd(progress.reached);
    }
}
