// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import java.nio.file.PathMatcher;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Creates matchers of paths from patterns, in the syntaxes {@code glob} and {@code regex} of
 * {@link java.nio.file.FileSystem}.
 */
final class PathPattern {

    private static final String SPECIAL_IN_REGEX = "\\.^$|()[]{}?*+";

    private final String glob;
    private final StringBuilder regex = new StringBuilder("^");
    private int next;

    private PathPattern(String glob) {
        this.glob = glob;
    }

    /**
     * Returns a matcher.
     *
     * @param syntaxAndPattern {@code glob:PATTERN} or {@code regex:PATTERN}
     * @throws IllegalArgumentException when it has no colon
     * @throws PatternSyntaxException when the pattern is malformed
     * @throws UnsupportedOperationException when the syntax is another one
     */
    static PathMatcher of(String syntaxAndPattern) {
        int colon = syntaxAndPattern.indexOf(':');
        if (colon <= 0) {
            throw new IllegalArgumentException("a pattern has the form SYNTAX:PATTERN, not " + syntaxAndPattern);
        }
        String text = syntaxAndPattern.substring(colon + 1);
        Pattern pattern = switch (syntaxAndPattern.substring(0, colon).toLowerCase(Locale.ROOT)) {
            case "glob" -> Pattern.compile(new PathPattern(text).toRegex(), Pattern.DOTALL);
            case "regex" -> Pattern.compile(text);
            default ->
                throw new UnsupportedOperationException(
                        "a pattern begins with glob: or regex:, not " + syntaxAndPattern);
        };
        return path -> pattern.matcher(path.toString()).matches();
    }

    private String toRegex() {
        boolean isInGroup = false;
        while (next < glob.length()) {
            char c = glob.charAt(next++);
            switch (c) {
                case '\\' -> {
                    if (next == glob.length()) {
                        throw malformed("nothing follows the backslash");
                    }
                    literal(glob.charAt(next++));
                }
                case '[' -> appendClass();
                case '{' -> {
                    if (isInGroup) {
                        throw malformed("a group inside a group is not possible");
                    }
                    isInGroup = true;
                    regex.append("(?:(?:");
                }
                case '}' -> {
                    regex.append(isInGroup ? "))" : "}");
                    isInGroup = false;
                }
                case ',' -> regex.append(isInGroup ? ")|(?:" : ",");
                case '*' -> appendStar();
                case '?' -> regex.append("[^/]");
                default -> literal(c);
            }
        }
        if (isInGroup) {
            throw malformed("a group has no end");
        }
        return regex.append('$').toString();
    }

    private void literal(char c) {
        if (SPECIAL_IN_REGEX.indexOf(c) >= 0) {
            regex.append('\\');
        }
        regex.append(c);
    }

    private void appendStar() {
        if (next < glob.length() && glob.charAt(next) == '*') {
            regex.append(".*");
            next++;
        } else {
            regex.append("[^/]*");
        }
    }

    private void appendClass() {
        // No class matches a slash.
        regex.append("[[^/]&&[");
        if (isNext('!')) {
            regex.append('^');
            next++;
        }
        if (isNext('-')) {
            regex.append("\\-");
            next++;
        }
        char first = 0;
        boolean hasFirst = false;
        while (next < glob.length()) {
            char c = glob.charAt(next++);
            if (c == ']') {
                regex.append("]]");
                return;
            }
            if (c == '/') {
                throw malformed("a class contains a slash");
            }
            if (c == '-' && !hasFirst) {
                throw malformed("a range has no first character");
            }
            if (c == '-' && next < glob.length() && glob.charAt(next) != ']') {
                char last = glob.charAt(next++);
                if (last < first) {
                    throw malformed("a range ends before it begins");
                }
                regex.append('-');
                literalInClass(last);
                hasFirst = false;
            } else {
                literalInClass(c);
                first = c;
                hasFirst = true;
            }
        }
        throw malformed("a class has no end");
    }

    private boolean isNext(char c) {
        return next < glob.length() && glob.charAt(next) == c;
    }

    private void literalInClass(char c) {
        if ("\\[]^-&".indexOf(c) >= 0) {
            regex.append('\\');
        }
        regex.append(c);
    }

    private PatternSyntaxException malformed(String reason) {
        return new PatternSyntaxException(reason, glob, next - 1);
    }
}
