// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.error.TfsFormatException;
import dev.tfskit.io.sum.Sha2;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * Computes the SHA-256 of the contents of files, one after the other. A volume of a few blocks can have files with any
 * number of zeros in their holes, so one digest reads a limited number of them. Not thread-safe.
 */
public final class ContentDigest {

    private static final int BUFFER_BYTES = 256 << 10;
    /** 16 TiB, the largest file of ext4; they take hours. */
    private static final long MOST_HOLE_BYTES = 1L << 44;

    private final MessageDigest digest = Sha2.sha256();
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    private long holeBytesLeft = MOST_HOLE_BYTES;

    /** Creates a digest for any number of files. */
    public ContentDigest() {}

    /**
     * Computes the SHA-256 of a file, in which holes count as zeros.
     *
     * @param file the file
     * @return 64 hexadecimal digits, as {@code sha256sum} prints them
     * @throws TfsFormatException when the file is damaged, or the holes of all files so far would have more than 16 TiB
     * @throws IOException when the device cannot be read
     */
    public String sha256(RegularFile file) throws IOException {
        long holeBytes = holeBytes(file);
        if (holeBytes > holeBytesLeft) {
            throw new TfsFormatException(
                    "a file of " + file.length() + " bytes, where at most 16 TiB of holes are read for checksums");
        }
        holeBytesLeft -= holeBytes;
        digest.reset();
        file.content().addTo(digest, buffer);
        return HexFormat.of().formatHex(digest.digest());
    }

    private static long holeBytes(RegularFile file) throws TfsFormatException {
        return file.length()
                - file.dataRuns().stream()
                        .mapToLong(RegularFile.DataRun::length)
                        .sum();
    }
}
