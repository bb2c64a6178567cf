// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.text;

import java.util.ArrayList;
import java.util.List;

/** Collects the faults and notices of a text. Not thread-safe. */
final class FaultList {

    private static final int NONE = -1;

    private final ManifestLines lines;
    private final List<ManifestFault> faults = new ArrayList<>();
    private final List<ManifestFault> notices = new ArrayList<>();
    /** The offset of a quoted string whose closing quote looks like the opening quote of another string. */
    private int suspectQuote = NONE;

    FaultList(ManifestLines lines) {
        this.lines = lines;
    }

    /** Returns the faults in the order of the text. */
    List<ManifestFault> faults() {
        return faults;
    }

    /** Returns the notices in the order of the text. */
    List<ManifestFault> notices() {
        return notices;
    }

    /** Notes that a quoted string may lack its closing quote. Only the first such string counts. */
    void suspect(int offset) {
        if (suspectQuote == NONE) {
            suspectQuote = offset;
        }
    }

    /**
     * Adds a fault.
     *
     * @return false when the parser must stop: the list is full, or later faults could not be trusted
     */
    boolean add(int offset, String problem) {
        if (suspectQuote == NONE) {
            faults.add(lines.fault(offset, problem));
            return faults.size() < ManifestParser.MOST_FAULTS;
        }
        // Behind a missing quote, quoted and bare text are mistaken for each other, so no later fault can be trusted.
        faults.add(lines.fault(
                suspectQuote,
                "the quoted string that begins here is followed by other text without a space, as if a"
                        + " quote were missing; what comes of it in line " + lines.lineOf(offset) + ": " + problem));
        return false;
    }

    /** Adds a notice, unless there are enough. */
    void addNotice(int offset, String notice) {
        if (notices.size() < ManifestParser.MOST_FAULTS) {
            notices.add(lines.fault(offset, notice));
        }
    }
}
