// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.log;

import dev.tfskit.codec.Encoding;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.io.ByteRange;
import dev.tfskit.schema.Identity;
import java.util.List;

/**
 * What {@link LogCursor} meets on its way through a log, in order (docs/format.md, section 2.1). Offsets are in bytes
 * from the start of the volume.
 */
public sealed interface Frame {

    /** The first extension begins. */
    record Begin(Extension extension, Identity identity) implements Frame {}

    /**
     * A whole record.
     *
     * @param offset where its tag stands
     * @param encoding of the extension in which it ends
     * @param ranges where its bytes lie
     */
    record Record(long offset, Encoding encoding, List<ByteRange> ranges) implements Frame {

        /** Bytes of the encoded tuple. */
        public long length() {
            long sum = 0;
            for (ByteRange range : ranges) {
                sum += range.length();
            }
            return sum;
        }
    }

    /** The end of a segment: a writer once ended here. */
    record EndOfSegment(long offset) implements Frame {}

    /** The log goes on in another extension. */
    record Link(long offset, Extension next) implements Frame {}

    /**
     * A record that was never finished, the trace of a torn write by another tool; it counts for nothing.
     *
     * @param offset where its tag stands
     */
    record Torn(long offset) implements Frame {}

    /**
     * The log ends here; nothing follows.
     *
     * @param offset where the end of log stands
     */
    record End(long offset) implements Frame {}

    /** The log cannot be read any further; nothing follows. */
    record Broken(TfsFormatException reason) implements Frame {}
}
