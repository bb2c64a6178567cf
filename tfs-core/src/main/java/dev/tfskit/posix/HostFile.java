// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.posix;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A regular file of the host that is open for writing. Only the thread that created the {@link PosixHost} may use it.
 */
public final class HostFile extends HostInode {

    HostFile(NativeCalls calls, int descriptor, Object shown) {
        super(calls, descriptor, shown);
    }

    /**
     * Writes all remaining bytes of a buffer.
     *
     * @param source a direct buffer
     * @param position the offset of the first byte in the file, at least 0
     * @throws IOException when the host has no space or fails
     */
    public void write(ByteBuffer source, long position) throws IOException {
        calls.write(descriptor, source, position, shown);
    }

    /**
     * Sets the length. New bytes are a hole.
     *
     * @param length the new length in bytes, at least 0
     * @throws IOException when the host refuses
     */
    public void setLength(long length) throws IOException {
        calls.truncate(descriptor, length, shown);
    }

    /**
     * Closes the file.
     *
     * @throws IOException when the host could not keep all that was written; the file is closed even so
     */
    @Override
    public void close() throws IOException {
        calls.close(descriptor, shown);
    }
}
