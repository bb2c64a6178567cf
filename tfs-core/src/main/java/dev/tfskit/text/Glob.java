// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.text;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A pattern for names and paths, as in a shell: {@code *} and {@code ?} stand for anything but a slash, {@code **} for
 * anything, {@code [a-z]} and {@code [!a-z]} for one of some characters, and a backslash takes the next character as it
 * is. It works on bytes; {@code ?} stands for a whole UTF-8 character where there is one. Immutable.
 */
public final class Glob {

    private static final String CHARACTER =
            "(?:[\\x00-\\x2e\\x30-\\x7f]|[\\xc2-\\xdf][\\x80-\\xbf]|[\\xe0-\\xef][\\x80-\\xbf]{2}"
                    + "|[\\xf0-\\xf4][\\x80-\\xbf]{3}|[\\x80-\\xff])";

    private static final String ANY_DIRECTORIES = "(?:.*/)?";

    private final Pattern pattern;

    private Glob(Pattern pattern) {
        this.pattern = pattern;
    }

    /**
     * Compiles a pattern.
     *
     * @param glob the pattern; its UTF-8 bytes are matched
     * @return the compiled pattern
     * @throws IllegalArgumentException when a bracket is not closed, or a range runs backwards
     */
    public static Glob compile(String glob) {
        return compile(glob, "");
    }

    /**
     * Compiles a pattern for the last names of a path, whatever directories come before them.
     *
     * @param glob the pattern; its UTF-8 bytes are matched
     * @return the compiled pattern
     * @throws IllegalArgumentException when a bracket is not closed, or a range runs backwards
     */
    public static Glob compileForLastNames(String glob) {
        return compile(glob, ANY_DIRECTORIES);
    }

    private static Glob compile(String glob, String start) {
        // Each byte becomes the character of its number, so that names that are not UTF-8 can be matched.
        String bytes = new String(glob.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        StringBuilder regex = new StringBuilder(start);
        int at = 0;
        while (at < bytes.length()) {
            at = translate(bytes, at, regex);
        }
        try {
            return new Glob(Pattern.compile(regex.toString(), Pattern.DOTALL));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("the pattern " + glob + " is not valid: " + e.getDescription(), e);
        }
    }

    /** Translates the element of the pattern at {@code at}, and returns the offset behind it. */
    private static int translate(String glob, int at, StringBuilder regex) {
        char c = glob.charAt(at);
        switch (c) {
            case '*' -> {
                if (glob.startsWith("**/", at)) {
                    regex.append(ANY_DIRECTORIES);
                    return at + 3;
                }
                if (glob.startsWith("**", at)) {
                    regex.append(".*");
                    return at + 2;
                }
                regex.append("[^/]*");
            }
            case '?' -> regex.append(CHARACTER);
            case '[' -> {
                return translateClass(glob, at, regex);
            }
            case '\\' -> {
                if (at + 1 < glob.length()) {
                    literal(glob.charAt(at + 1), regex);
                    return at + 2;
                }
                literal(c, regex);
            }
            default -> literal(c, regex);
        }
        return at + 1;
    }

    private static int translateClass(String glob, int at, StringBuilder regex) {
        int from = at + 1;
        boolean negated = from < glob.length() && (glob.charAt(from) == '!' || glob.charAt(from) == '^');
        if (negated) {
            from++;
        }
        // A bracket right at the start is a member and not the end.
        int end = glob.indexOf(']', from + 1);
        if (end < 0) {
            throw new IllegalArgumentException("the pattern " + glob + " has a [ without a ]");
        }
        regex.append(negated ? "[^/" : "[");
        for (int i = from; i < end; i++) {
            char c = glob.charAt(i);
            if (c == '-' && i > from && i + 1 < end) {
                regex.append('-');
            } else {
                literal(c, regex);
            }
        }
        regex.append(']');
        return end + 1;
    }

    private static void literal(char c, StringBuilder regex) {
        boolean plain = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '/';
        if (plain) {
            regex.append(c);
        } else {
            regex.append(String.format("\\x%02x", (int) c));
        }
    }

    /**
     * Returns whether the pattern matches a whole name or path.
     *
     * @param bytes the bytes of the name or path, in any encoding
     * @return true if the pattern matches all of the bytes
     */
    public boolean matches(byte[] bytes) {
        return pattern.matcher(new String(bytes, StandardCharsets.ISO_8859_1)).matches();
    }
}
