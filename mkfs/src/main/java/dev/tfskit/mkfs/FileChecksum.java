// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.io.sum.Sha2;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Computes checksums of files. */
final class FileChecksum {

    private static final int BUFFER_BYTES = 1 << 20;

    private FileChecksum() {}

    /** Returns the SHA-256 of a file as hexadecimal digits, as {@code sha256sum} prints it. */
    static String sha256(Path file) throws IOException {
        MessageDigest digest = Sha2.sha256();
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        try (FileChannel channel = FileChannel.open(file)) {
            while (channel.read(buffer.clear()) >= 0) {
                digest.update(buffer.flip());
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
