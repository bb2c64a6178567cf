// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.posix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tfskit.Command;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A named pipe, of which this process has both ends open. */
class PipeViewTest {

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final int MOST_BYTES = 64 << 10;

    @TempDir
    private Path directory;

    private Path pipe;

    @BeforeEach
    void makePipe() throws IOException, InterruptedException {
        assumeTrue(Files.isDirectory(DESCRIPTORS));
        pipe = directory.toRealPath().resolve("pipe");
        Command.of("mkfifo", pipe).run().ok();
    }

    /** Opens both ends at once, because each of them alone would wait for the other. */
    private FileChannel both() throws IOException {
        return FileChannel.open(pipe, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /** Returns the descriptor through which this process has a file open. */
    private static int descriptor(Path file) throws IOException {
        try (Stream<Path> all = Files.list(DESCRIPTORS)) {
            for (Path descriptor : all.toList()) {
                // Another test may close it meanwhile.
                if (Files.isSymbolicLink(descriptor) && file.toString().equals(linkTarget(descriptor))) {
                    return Integer.parseInt(descriptor.getFileName().toString());
                }
            }
        }
        throw new AssertionError(file + " is not open");
    }

    private static String linkTarget(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }

    private PipeView view() throws IOException {
        return PipeView.of(descriptor(pipe)).orElseThrow();
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) (i * 7 % 251);
        }
        return bytes;
    }

    @Test
    void bytesStayForTheNextReader() throws IOException {
        try (FileChannel channel = both();
                PipeView view = view()) {
            channel.write(ByteBuffer.wrap(bytes(1000)));
            assertArrayEquals(bytes(1000), view.peek());
            assertArrayEquals(bytes(1000), view.peek());
            ByteBuffer read = ByteBuffer.allocate(2000);
            assertEquals(1000, channel.read(read));
            assertArrayEquals(bytes(1000), Arrays.copyOf(read.array(), 1000));
        }
    }

    @Test
    void laterBytesAreSeenBehindTheEarlierOnes() throws IOException {
        try (FileChannel channel = both();
                PipeView view = view()) {
            channel.write(ByteBuffer.wrap(bytes(1000), 0, 300));
            assertEquals(300, view.peek().length);
            channel.write(ByteBuffer.wrap(bytes(1000), 300, 700));
            assertArrayEquals(bytes(1000), view.peek());
        }
    }

    @Test
    void fullPipeIsReadAsAWhole() throws IOException {
        try (FileChannel channel = both();
                PipeView view = view()) {
            channel.write(ByteBuffer.wrap(bytes(MOST_BYTES)));
            assertArrayEquals(bytes(MOST_BYTES), view.peek());
        }
    }

    @Test
    void nothingIsThereBehindTheLastByteOfTheLastWriter() throws IOException {
        FileChannel writer = both();
        try (FileChannel reader = FileChannel.open(pipe, StandardOpenOption.READ)) {
            writer.write(ByteBuffer.wrap(bytes(3)));
            writer.close();
            try (PipeView view = view()) {
                assertArrayEquals(bytes(3), view.peek());
                reader.read(ByteBuffer.allocate(3));
                assertArrayEquals(new byte[0], view.peek());
            }
        }
    }

    @Test
    void refusesAFile() throws IOException {
        Path file = Files.writeString(pipe.resolveSibling("file"), "no pipe");
        try (FileChannel _ = FileChannel.open(file, StandardOpenOption.READ);
                PipeView view = PipeView.of(descriptor(file)).orElseThrow()) {
            FileSystemException refusal = assertThrows(FileSystemException.class, view::peek);
            assertEquals("standard input: Invalid argument", refusal.getMessage());
        }
    }
}
