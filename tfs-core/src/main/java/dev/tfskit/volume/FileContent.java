// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.device.BlockDevice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.OptionalLong;

/**
 * The bytes of a file that does not change, for many reads. {@link RegularFile#content} makes the object, which finds
 * the blocks of the file once. When the file changes later, reads can return new bytes, or bytes of other files that
 * have got its blocks. It can be used while the volume is open. Thread-safe.
 */
public final class FileContent {

    private final FileLayout layout;
    private final RunReader reader;

    FileContent(BlockDevice device, FileLayout layout) {
        this.layout = layout;
        this.reader = new RunReader(device::read, layout, layout.length());
    }

    /**
     * Returns the length of the file.
     *
     * @return the length in bytes
     */
    public long length() {
        return layout.length();
    }

    /**
     * Reads bytes.
     *
     * @param position the first byte of the file to read
     * @param target filled as far as the file reaches
     * @return how many bytes were read; 0 at or behind the end of the file
     * @throws IOException when the device cannot be read
     */
    public int read(long position, ByteBuffer target) throws IOException {
        return reader.read(position, target);
    }

    /**
     * Adds all bytes of the file to a digest.
     *
     * @param digest receives the bytes; it is neither reset nor completed
     * @param buffer holds the bytes that are read at once; what it holds is lost
     * @throws IOException when the device cannot be read
     */
    public void addTo(MessageDigest digest, ByteBuffer buffer) throws IOException {
        for (long position = 0; position < length(); position += buffer.limit()) {
            read(position, buffer.clear());
            digest.update(buffer.flip());
        }
    }

    /** Returns the first position from {@code position} on that is not in a hole; empty if there is none. */
    OptionalLong seekData(long position) {
        return reader.seekData(position);
    }

    /**
     * Returns the first position from {@code position} on that is in a hole; the end of the file counts as a hole.
     * Empty if {@code position} is not before the end.
     */
    OptionalLong seekHole(long position) {
        return reader.seekHole(position);
    }
}
