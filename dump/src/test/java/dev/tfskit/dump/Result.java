// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * How a command ended.
 *
 * @param exitCode what it ended with; 128 plus the number of the signal that killed it
 * @param outputBytes its standard output
 * @param errors its standard error
 */
record Result(int exitCode, byte[] outputBytes, String errors) {

    /** Standard output as text. */
    String output() {
        return new String(outputBytes, StandardCharsets.UTF_8);
    }

    /** The lines of standard output. */
    List<String> lines() {
        return output().lines().toList();
    }

    /** Demands that it succeeded and had nothing to complain of. */
    Result ok() {
        assertEquals("", errors);
        assertEquals(0, exitCode);
        return this;
    }

    /** Demands success, and nothing but warnings: of an image whose program cannot run, for example. */
    Result okWithWarnings() {
        assertEquals(
                List.of(),
                errors().lines().filter(line -> !line.contains(": warning: ")).toList());
        assertEquals(0, exitCode);
        return this;
    }

    /** Demands that it succeeded and said exactly this, a line each, on standard error. */
    Result okWith(String... lines) {
        assertEquals(List.of(lines), errors.lines().toList());
        assertEquals(0, exitCode);
        return this;
    }

    /** Demands that it failed with one line, this one, and printed nothing. */
    Result failed(int expectedCode, String line) {
        assertEquals(line + "\n", errors);
        assertEquals("", output());
        assertEquals(expectedCode, exitCode);
        return this;
    }
}
