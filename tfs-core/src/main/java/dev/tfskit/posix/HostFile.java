// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.posix;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A regular file that is open for writing. */
public final class HostFile extends HostInode {

    HostFile(NativeCalls calls, int descriptor, Object shown) {
        super(calls, descriptor, shown);
    }

    /**
     * Writes all that remains in a buffer.
     *
     * @param source a direct buffer
     * @param position of its first byte in the file
     * @throws IOException when the host has no room, or fails
     */
    public void write(ByteBuffer source, long position) throws IOException {
        calls.write(descriptor, source, position, shown);
    }

    /**
     * Sets the length in bytes; new bytes are a hole.
     *
     * @throws IOException when the host refuses
     */
    public void setLength(long length) throws IOException {
        calls.truncate(descriptor, length, shown);
    }
}
