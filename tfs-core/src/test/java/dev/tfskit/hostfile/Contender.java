// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.hostfile;

import dev.tfskit.Command;
import dev.tfskit.device.FileDevice;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Another program that opens a file for writing whenever it is told to, writes for a while and closes it. While it
 * writes, it owns a marker, which only one program can own.
 */
final class Contender implements Closeable {

    /** Longer than two programs that run already differ in their start. A slow disk needs no more time for it. */
    private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Command.Running program;

    Contender(Path file, Path marker) throws IOException {
        program = Command.java(Contender.class, file, marker).startWithInput();
    }

    public static void main(String... arguments) throws IOException {
        while (System.in.read() == '\n') {
            try (FileDevice device = FileDevice.openForWriting(Path.of(arguments[0]))) {
                Path marker = Files.createFile(Path.of(arguments[1]));
                long start = System.nanoTime();
                while (System.nanoTime() - start < NANOS) {
                    device.write(0, ByteBuffer.allocate(1));
                    device.force();
                }
                Files.delete(marker);
            }
            System.out.println("has written");
        }
    }

    /** Tells the program to write once. */
    void begin() throws IOException {
        program.process().getOutputStream().write('\n');
        program.process().getOutputStream().flush();
    }

    /** Waits until the program has written; returns what it says instead when it could not write. */
    String result() throws IOException, InterruptedException {
        String line = program.nextLine();
        return line.isEmpty()
                ? new String(program.process().getErrorStream().readAllBytes(), StandardCharsets.UTF_8)
                : line;
    }

    @Override
    public void close() {
        program.close();
    }
}
