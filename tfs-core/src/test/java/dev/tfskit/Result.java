// SPDX-License-Identifier: Apache-2.0
package dev.tfskit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The result of a command.
 *
 * @param exitCode the exit code; 128 plus the number of the signal that killed it
 * @param outputBytes its standard output
 * @param errors its standard error
 */
public record Result(int exitCode, byte[] outputBytes, String errors) {

    static Result of(EndedProcess ended) {
        return new Result(ended.exitCode(), ended.output(), new String(ended.errors(), StandardCharsets.UTF_8));
    }

    /** Returns standard output as text. */
    public String output() {
        return new String(outputBytes, StandardCharsets.UTF_8);
    }

    /** Returns the lines of standard output. */
    public List<String> lines() {
        return output().lines().toList();
    }

    /** Demands that the command succeeded, whatever it said; returns this. */
    public Result succeeded() {
        assertEquals(0, exitCode, () -> output() + errors);
        return this;
    }

    /** Demands that the command succeeded and had nothing to complain of; returns this. */
    public Result ok() {
        assertEquals("", errors);
        assertEquals(0, exitCode, this::output);
        return this;
    }

    /**
     * Demands success and nothing but warnings and notes, of an image whose program cannot run, for example; returns
     * this.
     */
    public Result okWithWarnings() {
        assertEquals(
                List.of(),
                errors().lines()
                        .filter(line -> !line.contains(": warning: ") && !line.contains(": note: "))
                        .toList());
        assertEquals(0, exitCode, this::output);
        return this;
    }

    /** Demands that the command succeeded and said these lines and no more on standard error; returns this. */
    public Result okWith(String... lines) {
        assertEquals(List.of(lines), errors.lines().toList());
        assertEquals(0, exitCode, this::output);
        return this;
    }

    /** Demands that the command failed with this line as its only one, and printed nothing; returns this. */
    public Result failed(int expectedCode, String line) {
        assertEquals(line + "\n", errors);
        assertEquals("", output());
        assertEquals(expectedCode, exitCode);
        return this;
    }
}
