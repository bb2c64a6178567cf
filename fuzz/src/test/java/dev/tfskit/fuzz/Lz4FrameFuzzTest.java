// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuzz;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.device.lz4.Lz4Device;
import dev.tfskit.error.TfsFormatException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jpountz.lz4.LZ4FrameInputStream;
import net.jpountz.lz4.LZ4FrameOutputStream;
import net.jpountz.lz4.LZ4FrameOutputStream.BLOCKSIZE;
import net.jpountz.lz4.LZ4FrameOutputStream.FLG;
import net.jpountz.xxhash.XXHashFactory;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as a file compressed by lz4: they are refused, or unpack to what another decoder makes of them. */
class Lz4FrameFuzzTest {

    private static final int MAGIC = 0x184d2204;
    private static final int FLAGS = 4;
    private static final int CONTENT_SIZE = 0x08;
    private static final int INDEPENDENT = 0x20;
    private static final int MOST_BYTES = 16 << 20;

    static List<byte[]> seeds() throws IOException {
        List<byte[]> seeds = new ArrayList<>();
        byte[] content = new byte[100_000];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) (i % 7 * (i >> 14));
        }
        FLG.Bits[][] all = {
            {FLG.Bits.BLOCK_INDEPENDENCE},
            {FLG.Bits.BLOCK_INDEPENDENCE, FLG.Bits.BLOCK_CHECKSUM},
            {FLG.Bits.BLOCK_INDEPENDENCE, FLG.Bits.CONTENT_CHECKSUM, FLG.Bits.CONTENT_SIZE},
            {FLG.Bits.BLOCK_INDEPENDENCE, FLG.Bits.BLOCK_CHECKSUM, FLG.Bits.CONTENT_CHECKSUM}
        };
        for (FLG.Bits[] flags : all) {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (LZ4FrameOutputStream out =
                    new LZ4FrameOutputStream(packed, BLOCKSIZE.SIZE_64KB, content.length, flags)) {
                out.write(content);
            }
            seeds.add(packed.toByteArray());
            // Blocks that look nowhere before them are linked blocks too.
            byte[] linked = packed.toByteArray();
            linked[FLAGS] &= ~INDEPENDENT;
            seeds.add(linked);
        }
        return seeds;
    }

    @MethodSource("seeds")
    @FuzzTest
    void frameUnpacksAsAnotherDecoderUnpacksItOrIsRefused(byte[] input) throws IOException {
        byte[] file = withHeaderChecksum(input);
        Optional<byte[]> read = unpacked(file);
        if (read.isPresent()) {
            Optional<byte[]> expected = unpackedByOther(file);
            expected.ifPresent(bytes -> assertArrayEquals(bytes, read.get()));
        }
    }

    /** The fuzzer would not get past the checksum of the first header. */
    private static byte[] withHeaderChecksum(byte[] input) {
        byte[] file = input.clone();
        if (file.length >= FLAGS + 3
                && ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(0) == MAGIC) {
            int length = 2 + ((file[FLAGS] & CONTENT_SIZE) != 0 ? Long.BYTES : 0);
            if (FLAGS + length < file.length) {
                int sum = XXHashFactory.safeInstance().hash32().hash(file, FLAGS, length, 0);
                file[FLAGS + length] = (byte) (sum >> Byte.SIZE);
            }
        }
        return file;
    }

    private static Optional<byte[]> unpacked(byte[] file) throws IOException {
        try {
            Lz4Device device = Lz4Device.open(new MemoryDevice(file));
            if (device.size() > MOST_BYTES) {
                return Optional.empty();
            }
            ByteBuffer content = ByteBuffer.allocate((int) device.size());
            device.read(0, content);
            return Optional.of(content.array());
        } catch (TfsFormatException refused) {
            return Optional.empty();
        }
    }

    private static Optional<byte[]> unpackedByOther(byte[] file) {
        try (LZ4FrameInputStream in = new LZ4FrameInputStream(new ByteArrayInputStream(file))) {
            return Optional.of(in.readAllBytes());
        } catch (IOException | RuntimeException refused) {
            return Optional.empty();
        }
    }
}
