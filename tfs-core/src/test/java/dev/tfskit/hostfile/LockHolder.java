// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.hostfile;

import dev.tfskit.Await;
import dev.tfskit.Command;
import dev.tfskit.device.FileDevice;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** Another program that has a file open for writing. */
public final class LockHolder implements Closeable {

    private final Command.Running program;

    /** Starts the program; the file is open in it when this returns. */
    public LockHolder(Path file) throws IOException {
        program = Command.java(LockHolder.class, file).startWithInput();
        if (!program.nextLine().equals("open")) {
            program.close();
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
        return program.process().pid();
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
                program.process().destroy();
            }
        });
    }

    /** Lets the program end, and waits until it has. */
    void end() throws IOException {
        program.process().getOutputStream().close();
        try {
            program.result();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() throws IOException {
        try (program) {
            end();
        }
    }
}
