// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.io.sum.LengthSum;
import dev.tfskit.io.sum.Sha2;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * Computes the SHA-256 of the contents of files of one volume, one after the other. A volume of a few blocks can have
 * files with any number of zeros in their holes, and files of a damaged one can share blocks, so one digest reads a
 * limited number of bytes. Not thread-safe.
 */
public final class ContentDigest {

    private static final int BUFFER_BYTES = 256 << 10;
    /** 16 TiB, the largest file of ext4; they take hours. */
    private static final long MOST_HOLE_BYTES = 1L << 44;

    private final MessageDigest digest = Sha2.sha256();
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    private long bytesRead;

    /** Creates a digest for any number of files. */
    public ContentDigest() {}

    /**
     * Computes the SHA-256 of a file, in which holes count as zeros.
     *
     * @param file the file
     * @return 64 hexadecimal digits, as {@code sha256sum} prints them
     * @throws TfsFormatException when the file is damaged, or all files so far would have more bytes than twice the
     *     volume and 16 TiB of holes
     * @throws IOException when the device cannot be read
     */
    public String sha256(RegularFile file) throws IOException {
        FileContent content = file.content();
        long bytes = LengthSum.of(bytesRead, content.length());
        // Twice: InodeResults reads a file with several names a second time.
        if (bytes > LengthSum.of(MOST_HOLE_BYTES, 2 * file.tree.blocks() * BlockDevice.BLOCK_BYTES)) {
            throw new TfsFormatException("its checksum is left out, because this file and those before it have more "
                    + "than 16 TiB of holes, or share blocks");
        }
        bytesRead = bytes;
        digest.reset();
        content.addTo(digest, buffer);
        return HexFormat.of().formatHex(digest.digest());
    }
}
