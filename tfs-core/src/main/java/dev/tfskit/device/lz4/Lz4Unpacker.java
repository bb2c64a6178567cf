// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device.lz4;

import dev.tfskit.error.TfsFormatException;
import dev.tfskit.message.Messages;
import java.io.IOException;
import java.util.OptionalInt;

/**
 * Unpacks blocks. For a linked block, earlier blocks of the frame are unpacked first, beginning at the nearest earlier
 * window that {@link Lz4Windows} has kept. Not thread-safe.
 */
final class Lz4Unpacker {

    private final Lz4File file;
    private final Lz4Index index;
    private final Lz4Windows windows = new Lz4Windows();

    Lz4Unpacker(Lz4File file, Lz4Index index) {
        this.file = file;
        this.index = index;
    }

    /**
     * An unpacked block.
     *
     * @param block the block
     * @param bytes end with the content of the block; earlier content may precede it
     */
    record Unpacked(Lz4Index.Block block, byte[] bytes) {

        /** Returns the index of the block's first byte. */
        int from() {
            return bytes.length - block.length();
        }
    }

    /**
     * Unpacks a block.
     *
     * @throws TfsFormatException when the block, or an earlier one that it refers to, is damaged
     */
    Unpacked unpack(Lz4Index.Block block) throws IOException {
        if (!block.frame().header().linked()) {
            return unpack(block, new byte[0]);
        }
        Lz4Windows.Start start = windows.before(block);
        byte[] window = start.window();
        for (int number = start.block(); number < block.number(); number++) {
            window = windows.add(number + 1, unpack(index.block(number), window).bytes);
        }
        Unpacked unpacked = unpack(block, window);
        if (!block.isLastOfFrame()) {
            windows.add(block.number() + 1, unpacked.bytes);
        }
        return unpacked;
    }

    private Unpacked unpack(Lz4Index.Block block, byte[] window) throws IOException {
        Lz4Header header = block.frame().header();
        Lz4File.Packed packed = file.block(block.position(), header);
        if (header.blockChecksums()) {
            file.check(packed);
        }
        byte[] bytes = new byte[window.length + block.length()];
        System.arraycopy(window, 0, bytes, 0, window.length);
        if (!packed.stored()) {
            new Lz4Sequences(packed.bytes(), packed.length(), packed.position()).unpack(bytes, window.length);
        } else if (packed.length() == block.length()) {
            System.arraycopy(packed.bytes(), 0, bytes, window.length, block.length());
        } else {
            throw TfsFormatException.ofCompression(
                    block.position(),
                    "an LZ4 block holds " + Messages.bytes(packed.length()) + ", and " + Messages.bytes(block.length())
                            + " are expected; copy the image again");
        }
        Unpacked unpacked = new Unpacked(block, bytes);
        checkContent(unpacked);
        return unpacked;
    }

    private static void checkContent(Unpacked unpacked) throws TfsFormatException {
        Lz4Index.Frame frame = unpacked.block.frame();
        OptionalInt expected = frame.contentChecksum();
        if (frame.blocks() == 1
                && expected.isPresent()
                && expected.getAsInt() != Lz4File.checksum(unpacked.bytes, unpacked.from(), unpacked.block.length())) {
            throw TfsFormatException.ofCompression(
                    frame.header().offset(),
                    "the content of an LZ4 frame does not match its checksum; copy the image again");
        }
    }
}
