package dev.tfskit.elf;

import dev.tfskit.device.BlockDevice;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Bytes that can be read anywhere, such as those of a file. */
@FunctionalInterface
public interface ByteReader {

    /**
     * Reads bytes.
     *
     * @param position the first byte to read; at least 0
     * @param target filled as far as there are bytes
     * @return how many bytes were read; 0 at or behind the end
     * @throws IOException when they cannot be read
     */
    int read(long position, ByteBuffer target) throws IOException;

    /** The bytes of a device, which stays open. */
    static ByteReader of(final BlockDevice device) {
        return (position, target) -> {
            final int count = (int) Math.min(target.remaining(), Math.max(0, device.size() - position));
            if (count > 0) {
                device.read(position, target.slice(target.position(), count));
            }
            target.position(target.position() + count);
            return count;
        };
    }
}
