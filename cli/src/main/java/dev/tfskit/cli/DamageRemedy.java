// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import dev.tfskit.error.TfsFormatException;

/** What to do about an image that is damaged or no image of TFS, for the message of a tool. */
public final class DamageRemedy {

    /** What to do about a file that does not begin like a TFS volume, or ends within its beginning. */
    public static final String CHECK_FILE = "check that it is a TFS image and that all of it is there";

    /** The length of magic, version and length in the first extension of the log (docs/format.md, section 2.1). */
    private static final int BEGINNING_BYTES = 8;

    private DamageRemedy() {}

    /**
     * Returns what to do. When the volume begins as it should, the file is a TFS image, and the damage lies behind.
     *
     * @param damage the damage of a volume
     * @return the remedy
     */
    public static String of(TfsFormatException damage) {
        return damage.offset().orElse(Long.MAX_VALUE) < BEGINNING_BYTES
                ? CHECK_FILE
                : "run 'tfs-dump --check' on it; with --salvage, that saves what can be read";
    }
}
