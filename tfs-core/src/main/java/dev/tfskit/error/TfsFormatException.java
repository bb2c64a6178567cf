// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.error;

import java.io.IOException;
import java.util.OptionalLong;

/**
 * The image holds something that {@code docs/format.md} does not allow. It says what was found and what was expected,
 * and, where the fault has a place, at which byte of the volume.
 */
public final class TfsFormatException extends IOException {

    private static final long serialVersionUID = 1L;
    private static final long NOWHERE = -1;

    private final String problem;
    private final long offset;

    /**
     * A fault in the tree of tuples, which has a name but no single byte where it stands.
     *
     * @param problem what was found and what was expected
     */
    public TfsFormatException(String problem) {
        super(problem);
        this.problem = problem;
        this.offset = NOWHERE;
    }

    /**
     * A fault at one byte.
     *
     * @param offset bytes from the start of the volume, or of the disk for its partition table
     * @param problem what was found there and what was expected
     */
    public TfsFormatException(long offset, String problem) {
        super("at byte " + offset + ": " + problem);
        this.problem = problem;
        this.offset = offset;
    }

    /** The byte where the fault was met, from the start of the volume; empty when it has no one place. */
    public OptionalLong offset() {
        return offset == NOWHERE ? OptionalLong.empty() : OptionalLong.of(offset);
    }

    /** What was found and expected, without the place. */
    public String problem() {
        return problem;
    }
}
