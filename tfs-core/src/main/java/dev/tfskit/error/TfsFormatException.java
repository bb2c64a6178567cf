// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.error;

import java.io.IOException;
import java.util.OptionalLong;

/**
 * Thrown when an image violates {@code docs/format.md}. The message states what is wrong and, if the damage is at a
 * single position, the offset.
 */
public final class TfsFormatException extends IOException {

    private static final long serialVersionUID = 1L;
    private static final long NO_OFFSET = -1;

    private final String problem;
    private final long offset;

    /**
     * Creates an exception for damage in the tree of tuples, which has no single offset.
     *
     * @param problem what is wrong
     */
    public TfsFormatException(String problem) {
        super(problem);
        this.problem = problem;
        this.offset = NO_OFFSET;
    }

    /**
     * Creates an exception for damage at an offset.
     *
     * @param offset the offset in bytes from the start of the volume; of the disk for its partition table; of the
     *     compressed file when the compression is damaged
     * @param problem what is wrong there
     */
    public TfsFormatException(long offset, String problem) {
        super("at byte " + offset + ": " + problem);
        this.problem = problem;
        this.offset = offset;
    }

    /**
     * Returns the offset of the damage.
     *
     * @return the offset in bytes from the start of the volume; of the disk for its partition table; of the compressed
     *     file when the compression is damaged; empty if there is not a single offset
     */
    public OptionalLong offset() {
        return offset == NO_OFFSET ? OptionalLong.empty() : OptionalLong.of(offset);
    }

    /**
     * Returns the message without the offset.
     *
     * @return what is wrong
     */
    public String problem() {
        return problem;
    }
}
