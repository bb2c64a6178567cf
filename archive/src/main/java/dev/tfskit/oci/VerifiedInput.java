// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.oci;

import dev.tfskit.error.ArchiveException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/** A blob that fails at its end unless its checksum is right. One thread reads; another may ask afterwards. */
final class VerifiedInput extends FilterInputStream {

    private final MessageDigest sum;
    private final Digest digest;
    private final String place;
    private volatile boolean isVerified;

    /**
     * The bytes of a blob.
     *
     * @param digest what its checksum must be
     * @param place where it is, in messages
     */
    VerifiedInput(InputStream blob, Digest digest, String place) {
        super(blob);
        this.sum = digest.begin();
        this.digest = digest;
        this.place = place;
    }

    /** Whether all of it was read, and is what it should be. */
    boolean isVerified() {
        return isVerified;
    }

    ArchiveException refusal() {
        return new ArchiveException(place, "the blob " + digest + " is not what its checksum says; it is damaged");
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = in.read(target, offset, length);
        if (count > 0) {
            sum.update(target, offset, count);
        } else if (count < 0 && !isVerified) {
            if (!digest.is(sum.digest())) {
                throw refusal();
            }
            isVerified = true;
        }
        return count;
    }

    /** Reads: what is passed over counts for the checksum. */
    @Override
    public long skip(long count) throws IOException {
        byte[] passed = new byte[(int) Math.min(1 << 16, Math.max(0, count))];
        return Math.max(0, read(passed, 0, passed.length));
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
