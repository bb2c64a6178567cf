// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.hostfile.PendingFile;
import dev.tfskit.message.NamedFailure;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The bytes of a finished image in a file, from front to back.
 *
 * @param image the name of the image in messages
 * @param channel the open file; it stays open
 */
record ImageBytes(Path image, FileChannel channel) {

    private static final int PIECE_BYTES = 1 << 20;

    static ImageBytes of(PendingFile draft) {
        return new ImageBytes(draft.target(), draft.channel());
    }

    /** Returns the number of bytes. */
    long size() throws IOException {
        return NamedFailure.name(image, channel::size);
    }

    /** Writes all bytes to a stream. */
    void copyTo(OutputStream target) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES);
        for (long at = 0; at < size(); at += piece.limit()) {
            read(at, piece);
            target.write(piece.array(), 0, piece.limit());
        }
    }

    /**
     * Writes all bytes to a device of the same size, the first block last: only with it the rest is an image. Zeros are
     * written, too, to replace old content.
     */
    void copyTo(BlockDevice target) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES);
        byte[] first = new byte[BlockDevice.BLOCK_BYTES];
        for (long at = 0; at < size(); at += piece.limit()) {
            read(at, piece);
            if (at == 0) {
                piece.get(0, first);
                Arrays.fill(piece.array(), 0, first.length, (byte) 0);
            }
            target.write(at, piece);
        }
        target.force();
        target.write(0, ByteBuffer.wrap(first));
        target.force();
    }

    private void read(long at, ByteBuffer piece) throws IOException {
        piece.clear().limit((int) Math.min(PIECE_BYTES, size() - at));
        try {
            while (piece.hasRemaining() && channel.read(piece, at + piece.position()) >= 0) {
                continue;
            }
        } catch (IOException e) {
            throw NamedFailure.of(image, e);
        }
        piece.flip();
    }
}
