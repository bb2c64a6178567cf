// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.function.Function;
import java.util.regex.PatternSyntaxException;
import org.junit.jupiter.api.Test;

/** Patterns match what they match on the host. */
class PathPatternTest {

    private static final List<String> PATTERNS = List.of(
            "*",
            "**",
            "?",
            "*.java",
            "**.java",
            "**/*.java",
            "*.{java,class}",
            "{a,b*}/c",
            "[abc]",
            "[!abc]",
            "[a-c]x",
            "[-a]",
            "[a-]",
            "[!-a]",
            "a\\*",
            "a\\\\b",
            "a.b",
            "a+b",
            "(a)",
            "a|b",
            "^a$",
            "{}",
            "{a}",
            "{,a}",
            "a,b",
            "}",
            "[]]",
            "[[]",
            "[^a]",
            "[a&&b]",
            "/",
            "/*",
            "/**",
            "/a/*",
            "",
            "[a",
            "{a",
            "{{a}}",
            "a\\",
            "[c-a]",
            "[a/b]",
            "ü*",
            "[ü]",
            "*\\{*",
            "{*.c,*.h}",
            "[!]",
            "**/",
            "[a-c-e]",
            "[*?]");

    private static final List<String> PATHS = List.of(
            "",
            "a",
            "b",
            "c",
            "d",
            "ax",
            "cx",
            "-",
            "a*",
            "ab",
            "a.b",
            "a+b",
            "(a)",
            "a|b",
            "x.java",
            "d/x.java",
            "x.class",
            "/",
            "/a",
            "/a/b",
            "/a/b/c",
            "a/c",
            "b/c",
            "bx/c",
            "a,b",
            "}",
            "]",
            "[",
            "^",
            "^a$",
            "&",
            "ü",
            "üa",
            "a\\b",
            ".hidden",
            "x{y",
            "m.c",
            "m.h",
            "e",
            "*",
            "?");

    private static String outcome(Function<String, PathMatcher> matchers, String pattern, String path) {
        try {
            return "" + matchers.apply(pattern).matches(Path.of(path));
        } catch (PatternSyntaxException e) {
            return "malformed";
        }
    }

    @Test
    void globsMatchAsOnTheHost() {
        for (String pattern : PATTERNS) {
            for (String path : PATHS) {
                assertEquals(
                        outcome(FileSystems.getDefault()::getPathMatcher, "glob:" + pattern, path),
                        outcome(PathPattern::of, "glob:" + pattern, path),
                        "\"" + pattern + "\" and \"" + path + "\"");
            }
        }
    }

    @Test
    void regularExpressionsMatchWholePaths() {
        assertTrue(PathPattern.of("regex:a.*c").matches(Path.of("abc")));
        assertTrue(PathPattern.of("GLOB:a*").matches(Path.of("abc")));
        assertEquals("false", outcome(PathPattern::of, "regex:b", "abc"));
        assertEquals("malformed", outcome(PathPattern::of, "regex:(", "abc"));
    }

    @Test
    void twoStarsMatchLineBreaksToo() {
        assertTrue(PathPattern.of("glob:**").matches(Path.of("a\nb")));
    }

    @Test
    void otherSyntaxesAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> PathPattern.of("*.java"));
        assertThrows(IllegalArgumentException.class, () -> PathPattern.of(":x"));
        assertThrows(UnsupportedOperationException.class, () -> PathPattern.of("sql:%"));
    }
}
