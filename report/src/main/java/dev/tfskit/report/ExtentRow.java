// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.report;

import dev.tfskit.schema.Extent;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects the blocks of one row of the page's tree as runs, in the order of the file. Extents that follow one another
 * on the volume are one run, so a file of many such extents takes little room in the page. Lengths and starts are in
 * blocks. Not thread-safe.
 */
final class ExtentRow {

    private final List<Run> runs = new ArrayList<>();

    /** A run: its start, the blocks with content, and the blocks behind them that are allocated but unused. */
    private record Run(long start, long used, long unused) {
        long end() {
            return start + used + unused;
        }
    }

    void add(Extent extent) {
        if (extent.allocated() == 0) {
            return;
        }
        long used = extent.uninitialised() ? 0 : extent.length();
        long unused = extent.allocated() - used;
        Run last = runs.isEmpty() ? null : runs.getLast();
        if (last != null && last.end() == extent.startBlock() && (last.unused == 0 || used == 0)) {
            runs.set(runs.size() - 1, new Run(last.start, last.used + used, last.unused + unused));
        } else {
            runs.add(new Run(extent.startBlock(), used, unused));
        }
    }

    /** Writes the number of runs, and of each its distance from the end of the previous one and its lengths. */
    void writeTo(Column column) {
        column.number(runs.size());
        long end = 0;
        for (Run run : runs) {
            column.signed(run.start - end).number(run.used).number(run.unused);
            end = run.end();
        }
    }
}
