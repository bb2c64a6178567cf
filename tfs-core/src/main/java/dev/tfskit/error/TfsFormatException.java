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
    private final boolean isOfCompression;

    /**
     * Creates an exception for damage in the tree of tuples, which has no single offset.
     *
     * @param problem what is wrong
     */
    public TfsFormatException(String problem) {
        super(problem);
        this.problem = problem;
        this.offset = NO_OFFSET;
        this.isOfCompression = false;
    }

    /**
     * Creates an exception for damage at an offset.
     *
     * @param offset the offset in bytes from the start of the volume, or of the disk for its partition table
     * @param problem what is wrong there
     */
    public TfsFormatException(long offset, String problem) {
        this(offset, problem, false);
    }

    private TfsFormatException(long offset, String problem, boolean isOfCompression) {
        super("at byte " + offset + ": " + problem);
        this.problem = problem;
        this.offset = offset;
        this.isOfCompression = isOfCompression;
    }

    /**
     * Creates an exception for damage of the compression of a file.
     *
     * @param offset the offset in bytes from the start of the compressed file
     * @param problem what is wrong there, and what to do
     * @return the exception
     */
    public static TfsFormatException ofCompression(long offset, String problem) {
        return new TfsFormatException(offset, problem, true);
    }

    /**
     * Returns whether the compression of the file is damaged, so that what it compresses cannot be checked.
     *
     * @return true for damage of the compression; the message says what to do then
     */
    public boolean isOfCompression() {
        return isOfCompression;
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
