// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.hostfile;

import dev.tfskit.Await;
import dev.tfskit.EndedProcess;
import dev.tfskit.device.FileDevice;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Another program that has a file open for writing. */
public final class LockHolder implements Closeable {

    private final Process process;

    /** Starts the program; the file is open in it when this returns. */
    public LockHolder(Path file) throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LockHolder.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        if (!"open".equals(output.readLine())) {
            throw new AssertionError("the other program could not open " + file);
        }
    }

    public static void main(String... arguments) throws IOException {
        try (FileDevice device = FileDevice.openForWriting(Path.of(arguments[0]))) {
            System.out.println(device.size() >= 0 ? "open" : "");
            System.in.read();
        }
    }

    long processId() {
        return process.pid();
    }

    /** Lets the program end once a thread waits for that, or does not run any more. */
    void endWhenAwaitedBy(Thread thread) {
        Thread.ofPlatform().start(() -> {
            try {
                Await.until(
                        thread.getName() + " waits or ends",
                        () -> thread.getState() == Thread.State.TIMED_WAITING || !thread.isAlive());
            } catch (Exception e) {
                throw new AssertionError(e);
            } finally {
                process.destroy();
            }
        });
    }

    /** Lets the program end, and waits until it has. */
    void end() throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(1, TimeUnit.MINUTES)) {
                EndedProcess.kill(process);
                throw new AssertionError("the other program does not end");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() throws IOException {
        end();
    }
}
