// SPDX-License-Identifier: Apache-2.0
package dev.tfskit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The result of a process.
 *
 * @param exitCode its exit code, or 128 plus the number of the signal that killed it
 * @param output the bytes of its standard output
 * @param errors the bytes of its standard error; none when that went to standard output
 */
public record EndedProcess(int exitCode, byte[] output, byte[] errors) {

    /** How long a test waits for a process: less than the limit of a test, whose message would not have the output. */
    static final Duration LIMIT = Duration.ofMinutes(4);

    /**
     * Reads the output of a process to its end and waits for the process, for four minutes at most. A process that does
     * not end by then is killed together with its descendants.
     *
     * @param process the process, whose output no other code reads
     * @return its end
     * @throws InterruptedException when this thread is interrupted; the process is killed then, too
     * @throws AssertionError when the process, or another that has its output open, does not end in time; the message
     *     has the command and the output so far
     */
    public static EndedProcess of(Process process) throws InterruptedException {
        Drain output = new Drain(process.getInputStream());
        Drain errors = new Drain(process.getErrorStream());
        long deadline = System.nanoTime() + LIMIT.toNanos();
        String command = process.info().commandLine().orElse("process " + process.pid());
        boolean hasEnded = false;
        try {
            hasEnded = output.awaitEnd(deadline)
                    && errors.awaitEnd(deadline)
                    && process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } finally {
            if (!hasEnded) {
                kill(process);
            }
        }
        if (!hasEnded) {
            throw new AssertionError("no end after " + LIMIT.toSeconds() + " seconds: " + command + "\noutput so far: "
                    + output.text() + "\nerrors so far: " + errors.text());
        }
        return new EndedProcess(process.exitValue(), output.bytes.toByteArray(), errors.bytes.toByteArray());
    }

    /**
     * Kills a process and its descendants.
     *
     * @param process the process
     */
    public static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** Reads a stream in a thread of its own, which can be left behind when the stream does not end. */
    private static final class Drain {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final Thread thread;

        Drain(InputStream stream) {
            thread = Thread.ofPlatform().daemon().name("output of a process").start(() -> {
                try (stream) {
                    stream.transferTo(bytes);
                } catch (IOException e) {
                    bytes.writeBytes(("\n" + e).getBytes(StandardCharsets.UTF_8));
                }
            });
        }

        boolean awaitEnd(long deadline) throws InterruptedException {
            return thread.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
        }

        String text() {
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }
}
