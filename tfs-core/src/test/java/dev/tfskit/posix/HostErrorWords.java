// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.posix;

import dev.tfskit.io.IoRunnable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A program that provokes a few errors of the host, and prints for each the text of the host and the recognised error.
 * It runs as a process with its own locale.
 */
final class HostErrorWords {

    private HostErrorWords() {}

    public static void main(String... arguments) throws IOException {
        String full = met(() -> {
            try (FileChannel device = FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE)) {
                device.write(ByteBuffer.allocate(1));
            }
        });
        String noDirectory =
                met(() -> Files.newInputStream(Path.of("/dev/null/name")).close());
        byte[] lines = (full + '\n' + noDirectory + '\n').getBytes(StandardCharsets.UTF_8);
        System.out.write(lines, 0, lines.length);
        System.out.flush();
    }

    private static String met(IoRunnable step) {
        try {
            step.run();
            return "no error";
        } catch (FileSystemException e) {
            return line(e.getReason());
        } catch (IOException e) {
            return line(e.getMessage());
        }
    }

    private static String line(String words) {
        return words + "|" + HostError.of(words).map(HostError::name).orElse("") + "|"
                + HostError.NO_SPACE.isEndOf("tried: " + words);
    }
}
