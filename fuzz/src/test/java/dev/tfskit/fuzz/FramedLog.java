// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuzz;

import dev.tfskit.codec.Encoding;
import dev.tfskit.codec.Output;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.device.filter.TrackedDevice;
import dev.tfskit.log.Extension;
import dev.tfskit.log.LogWriter;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * A volume whose log is sound but for its records, which come from the fuzzer. The first byte of the input chooses the
 * version of the log; the records are the {@link Parts} of the rest.
 */
final class FramedLog {

    /** How many blocks for files follow the first extensions of the log. */
    static final int DATA_BLOCKS = 100;

    private static final int EXTENSION_BLOCKS = 64;
    /** The first block of the data. */
    static final int DATA_START = 1 + EXTENSION_BLOCKS;

    /** Where an extension states its version, behind the magic bytes. */
    private static final int VERSION_OFFSET = 6;

    private final List<Extension> extensions = new ArrayList<>();
    private final MemoryDevice device = new MemoryDevice();

    private FramedLog() {}

    /** The volume of an input. */
    static MemoryDevice volume(byte[] input) throws IOException {
        FramedLog log = new FramedLog();
        log.write(input.length == 0 ? List.of() : Parts.of(Arrays.copyOfRange(input, 1, input.length)));
        if (input.length > 0 && (input[0] & 1) != 0) {
            log.lowerVersion();
        }
        return log.device;
    }

    /** The input whose log is of version 5 and holds these records. */
    static byte[] input(List<byte[]> records) {
        return input(Encoding.VERSION_5, records);
    }

    /** The input whose log holds these records. */
    static byte[] input(Encoding encoding, List<byte[]> records) {
        ByteArrayOutputStream input = new ByteArrayOutputStream();
        input.write(encoding == Encoding.VERSION_4 ? 1 : 0);
        input.writeBytes(Parts.input(records));
        return input.toByteArray();
    }

    private void write(List<byte[]> records) throws IOException {
        LogWriter log = LogWriter.create(
                new TrackedDevice(device), new Identity(new UUID(1, 2), Label.of("fuzz")), this::allocate);
        for (byte[] record : records) {
            Output output = new Output();
            output.write(record, 0, record.length);
            log.accept(output);
        }
        log.commit();
        device.resize(Math.max(device.size(), end(extensions.getLast())));
    }

    /** The first extensions stand before the data, the others behind it. */
    private Extension allocate() {
        long start = extensions.isEmpty() ? 1 : DATA_START + DATA_BLOCKS + (extensions.size() - 1L) * EXTENSION_BLOCKS;
        extensions.add(new Extension(start, EXTENSION_BLOCKS, Encoding.VERSION_5));
        return extensions.getLast();
    }

    private static long end(Extension last) {
        return Math.max(last.endByte(), (long) (DATA_START + DATA_BLOCKS) * BlockDevice.BLOCK_BYTES);
    }

    /** Makes the headers say version 4. */
    private void lowerVersion() throws IOException {
        ByteBuffer version = ByteBuffer.wrap(new byte[] {(byte) Encoding.VERSION_4.version()});
        device.write(VERSION_OFFSET, version.duplicate());
        for (Extension extension : extensions) {
            device.write(extension.startByte() + VERSION_OFFSET, version.duplicate());
        }
    }
}
