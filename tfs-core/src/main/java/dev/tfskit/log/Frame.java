// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.log;

import dev.tfskit.codec.Encoding;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.io.ByteRange;
import dev.tfskit.schema.Identity;
import java.util.List;

/**
 * An element of a log, as {@link LogCursor} reads them in order (docs/format.md, section 2.1). Offsets are in bytes
 * from the start of the volume. Immutable.
 */
public sealed interface Frame {

    /**
     * The start of the log.
     *
     * @param extension the first extension
     * @param identity the UUID and label of the volume
     */
    record Begin(Extension extension, Identity identity) implements Frame {}

    /**
     * A complete record.
     *
     * @param offset the offset of its tag
     * @param encoding the encoding of the extension in which it ends
     * @param ranges the byte ranges of the encoded tuple, in order
     */
    record Record(long offset, Encoding encoding, List<ByteRange> ranges) implements Frame {

        /**
         * Returns the length of the encoded tuple.
         *
         * @return the length in bytes
         */
        public long length() {
            long sum = 0;
            for (ByteRange range : ranges) {
                sum += range.length();
            }
            return sum;
        }
    }

    /**
     * The end of a segment, at which a writer once ended the log.
     *
     * @param offset the offset of its tag
     */
    record EndOfSegment(long offset) implements Frame {}

    /**
     * A link to the next extension.
     *
     * @param offset the offset of its tag
     * @param next the next extension, whose header is valid
     */
    record Link(long offset, Extension next) implements Frame {}

    /**
     * An incomplete record, left by an interrupted write of another tool; readers ignore it.
     *
     * @param offset the offset of its tag
     */
    record Torn(long offset) implements Frame {}

    /**
     * The end of the log; no frame follows.
     *
     * @param offset the offset of its tag
     */
    record End(long offset) implements Frame {}

    /**
     * Damage behind which the log cannot be read; no frame follows.
     *
     * @param reason the damage
     */
    record Broken(TfsFormatException reason) implements Frame {}
}
