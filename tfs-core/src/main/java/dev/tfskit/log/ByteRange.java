package dev.tfskit.log;

/**
 * Bytes of a volume.
 *
 * @param start the first
 * @param end the one behind the last
 */
public record ByteRange(long start, long end) {

    /** How many there are. */
    public long length() {
        return end - start;
    }
}
