// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.log;

/**
 * How many entries a log has, and how many of them a compaction would keep (docs/format.md, section 9).
 *
 * @param all the number of entries in the log, removals among them
 * @param live the number of entries that are in effect
 */
public record LogEntries(long all, long live) {

    /** The least number of obsolete entries for which a log is compacted. */
    public static final long LEAST_OBSOLETE = 8192;

    /**
     * Returns the number of entries that a compaction would leave out.
     *
     * @return the number
     */
    public long obsolete() {
        return all - live;
    }

    /**
     * Returns whether the next program that writes to the volume compacts the log. The kernel has the same limits, but
     * counts fewer entries as obsolete, so it compacts later.
     *
     * @return true if enough entries are obsolete
     */
    public boolean isCompactionDue() {
        return obsolete() >= LEAST_OBSOLETE && all <= 2 * obsolete();
    }
}
