// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Storage with a size, read and written at positions. It knows nothing of TFS. Offsets and sizes are in bytes. All
 * methods may be called from several threads at once; concurrent writes to the same bytes leave either.
 */
public interface BlockDevice extends Closeable {

    /** Bytes in a block, the unit in which TFS counts. */
    int BLOCK_BYTES = 512;

    /**
     * The present size in bytes.
     *
     * @throws IOException when the host does not tell
     */
    long size() throws IOException;

    /**
     * Fills the remaining room of a buffer.
     *
     * @param offset the first byte to read
     * @param target is full afterwards
     * @throws java.io.EOFException when the device ends before the buffer is full
     * @throws IOException when reading fails
     */
    void read(long offset, ByteBuffer target) throws IOException;

    /**
     * Writes all that remains in a buffer.
     *
     * @param offset where the first byte goes
     * @param source is empty afterwards
     * @throws java.nio.channels.NonWritableChannelException when the device was opened for reading only
     * @throws IOException when writing fails; any part may have been written
     */
    void write(long offset, ByteBuffer source) throws IOException;

    /**
     * Makes everything written so far durable. After a failure nothing is known of those writes, and calling again
     * proves nothing.
     *
     * @throws IOException when that cannot be promised
     */
    void force() throws IOException;
}
