// SPDX-License-Identifier: Apache-2.0
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Random;

/** Reads 4 KiB at random places of a file, one after the other, and prints how many a second: RandomReads FILE COUNT */
public final class RandomReads {

    private static final int BYTES = 4096;

    private RandomReads() {}

    /** Runs it. */
    public static void main(String... arguments) throws IOException {
        int count = Integer.parseInt(arguments[1]);
        ByteBuffer buffer = ByteBuffer.allocateDirect(BYTES);
        // Always the same places.
        Random random = new Random(1);
        try (FileChannel file = FileChannel.open(Path.of(arguments[0]))) {
            long pages = file.size() / BYTES;
            long start = System.nanoTime();
            for (int i = 0; i < count; i++) {
                file.read(buffer.clear(), random.nextLong(pages) * BYTES);
            }
            System.out.println(Math.round(count * 1e9 / (System.nanoTime() - start)));
        }
    }
}
