// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.oci;

import dev.tfskit.archive.ObservedInput;
import dev.tfskit.error.ArchiveException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.function.Supplier;

/** An input stream that fails at its end unless its bytes have the expected checksum. Not thread-safe. */
final class VerifiedInput extends ObservedInput {

    private final MessageDigest sum;
    private final Digest digest;
    private final Supplier<ArchiveException> refusal;
    private boolean isVerified;

    /**
     * Verifies a stream from where it stands.
     *
     * @param digest the checksum that the bytes must have
     * @param refusal makes the exception for another checksum
     */
    VerifiedInput(InputStream stream, Digest digest, Supplier<ArchiveException> refusal) {
        super(stream);
        this.sum = digest.begin();
        this.digest = digest;
        this.refusal = refusal;
    }

    /** Returns the message for a blob with another checksum. */
    static String refusal(Digest digest) {
        return "the blob " + digest + " does not match its checksum; it is damaged: copy or make it again";
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = in.read(target, offset, length);
        if (count > 0) {
            sum.update(target, offset, count);
        } else if (count < 0 && !isVerified) {
            if (!digest.matches(sum.digest())) {
                throw refusal.get();
            }
            isVerified = true;
        }
        return count;
    }
}
