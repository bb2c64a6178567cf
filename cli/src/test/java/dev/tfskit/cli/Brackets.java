// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

/** Steps through a source of Java: over literals and over brackets with all that they hold. */
final class Brackets {

    private Brackets() {}

    /** Returns the position behind the bracket that closes one opened just before {@code start}. */
    static int end(String source, int start) {
        int at = start;
        while (at < source.length() && ")]}".indexOf(source.charAt(at)) < 0) {
            at = next(source, at);
        }
        return at + 1;
    }

    /** Returns the position behind the character, literal or bracketed part at {@code at}. */
    static int next(String source, int at) {
        char c = source.charAt(at);
        if (c == '"') {
            return source.startsWith("\"\"\"", at) ? source.indexOf("\"\"\"", at + 3) + 3 : literal(source, at);
        }
        if (c == '\'') {
            return literal(source, at);
        }
        if (source.startsWith("//", at)) {
            int line = source.indexOf('\n', at);
            return line < 0 ? source.length() : line;
        }
        if (source.startsWith("/*", at)) {
            return source.indexOf("*/", at) + 2;
        }
        if (source.startsWith("::", at)) {
            return at + 2;
        }
        return "([{".indexOf(c) < 0 ? at + 1 : end(source, at + 1);
    }

    private static int literal(String source, int start) {
        char quote = source.charAt(start);
        int at = start + 1;
        while (source.charAt(at) != quote) {
            at += source.charAt(at) == '\\' ? 2 : 1;
        }
        return at + 1;
    }
}
