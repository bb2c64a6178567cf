// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.io.sum.Sha2;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Computes the SHA-256 of the contents of files, one after the other. Not thread-safe. */
public final class ContentDigest {

    private static final int BUFFER_BYTES = 256 << 10;

    private final MessageDigest digest = Sha2.sha256();
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);

    /** Creates a digest for any number of files. */
    public ContentDigest() {}

    /**
     * Computes the SHA-256 of a file, in which holes count as zeros.
     *
     * @param file the file
     * @return 64 hexadecimal digits, as {@code sha256sum} prints them
     * @throws dev.tfskit.error.TfsFormatException when the file is damaged
     * @throws IOException when the device cannot be read
     */
    public String sha256(RegularFile file) throws IOException {
        digest.reset();
        file.content().addTo(digest, buffer);
        return HexFormat.of().formatHex(digest.digest());
    }
}
