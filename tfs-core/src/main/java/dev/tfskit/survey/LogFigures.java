// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.survey;

import dev.tfskit.log.Extension;
import dev.tfskit.log.LogEntries;
import java.util.List;

/**
 * The log of a volume in figures (docs/format.md, sections 2 and 9).
 *
 * @param extensions the extensions of the log, in order, each with its version
 * @param records number of records
 * @param liveEntries entries that are still in effect and that a compaction would keep
 * @param obsoleteEntries all other entries, removals among them
 */
public record LogFigures(List<Extension> extensions, long records, long liveEntries, long obsoleteEntries) {

    /**
     * Returns whether the next program that writes to the volume compacts the log.
     *
     * @return true if enough entries are obsolete
     */
    public boolean isCompactionDue() {
        return new LogEntries(liveEntries + obsoleteEntries, liveEntries).isCompactionDue();
    }

    /**
     * Returns the number of blocks in all extensions.
     *
     * @return the number of blocks
     */
    public long blocks() {
        return extensions.stream().mapToLong(Extension::blocks).sum();
    }
}
