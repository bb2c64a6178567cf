// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.codec.Dictionary;
import dev.tfskit.codec.Encoder;
import dev.tfskit.codec.Encoding;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.device.filter.TrackedDevice;
import dev.tfskit.log.Extension;
import dev.tfskit.log.LogWriter;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.text.ManifestParser;
import dev.tfskit.value.Tuple;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Volumes of any tuples, also of tuples that no writer should write, and data blocks of which every byte tells where it
 * is.
 */
public final class HandMadeVolume {

    /** The first data block; the log has none behind it and before the end of the data. */
    public static final int DATA_START = 65;

    private static final int BLOCK = BlockDevice.BLOCK_BYTES;
    private static final int EXTENSION_BLOCKS = DATA_START - 1;

    private HandMadeVolume() {}

    /** The tuple of a manifest, a short way to write one; numbers in it are decimal texts, as ops writes them. */
    public static Tuple tuple(String manifest) {
        try {
            return ManifestParser.parseTuple(manifest.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Opens a volume with the root that a manifest describes and 100 data blocks. */
    public static Volume open(String manifest) throws IOException {
        return Volume.open(device(tuple(manifest), 100));
    }

    /** The bytes of a volume with this root and so many data blocks. */
    public static MemoryDevice device(Tuple root, int dataBlocks) throws IOException {
        MemoryDevice device = new MemoryDevice();
        for (int block = DATA_START; block < DATA_START + dataBlocks; block++) {
            byte[] bytes = new byte[BLOCK];
            for (int i = 0; i < BLOCK; i++) {
                bytes[i] = byteAt((long) block * BLOCK + i);
            }
            device.write((long) block * BLOCK, ByteBuffer.wrap(bytes));
        }
        List<Extension> extensions = new ArrayList<>();
        LogWriter log =
                LogWriter.create(new TrackedDevice(device), new Identity(new UUID(1, 2), Label.of("test")), () -> {
                    long start = extensions.isEmpty()
                            ? 1
                            : DATA_START + dataBlocks + (extensions.size() - 1L) * EXTENSION_BLOCKS;
                    extensions.add(new Extension(start, EXTENSION_BLOCKS, Encoding.VERSION_5));
                    return extensions.getLast();
                });
        new Encoder(new Dictionary(), log)
                .encode(root, root.sorted().stream().map(Tuple.Attribute::name).toList());
        log.commit();
        // The last extension may not be full, but it is there.
        device.resize(Math.max(device.size(), extensions.getLast().endByte()));
        return device;
    }

    /** The byte of a data block at an offset on the volume; never 0. */
    public static byte byteAt(long offset) {
        return (byte) (offset * 7 % 251 + 1);
    }
}
