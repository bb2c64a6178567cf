// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.volume.RegularFile.DataRun;
import java.util.List;

/**
 * Where the bytes of a file lie on its volume, at one moment.
 *
 * @param runs the ranges of the file that are read from the volume, in the order of the file, without overlaps;
 *     everything between them reads as zeros
 * @param length the length of the file in bytes
 */
public record FileLayout(List<DataRun> runs, long length) implements RunReader.Layout {

    @Override
    public RunReader.Part partAt(long position) {
        int next = firstRunBehind(position);
        if (next == runs.size()) {
            return RunReader.Part.hole(length);
        }
        DataRun run = runs.get(next);
        return position < run.filePosition()
                ? RunReader.Part.hole(run.filePosition())
                : RunReader.Part.data(run.fileEnd(), run.volumeOffset() + (position - run.filePosition()));
    }

    /** Returns the index of the first run that ends behind a position; the number of runs when none does. */
    private int firstRunBehind(long position) {
        int low = 0;
        int high = runs.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (runs.get(middle).fileEnd() <= position) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
