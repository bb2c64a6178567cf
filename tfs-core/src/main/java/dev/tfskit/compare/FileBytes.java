package dev.tfskit.compare;

import dev.tfskit.volume.RegularFile.DataRun;
import java.util.List;

/**
 * Where the bytes of a file lie; met from front to back.
 *
 * @param runs what is not known to be zero, in the order of the file
 * @param length of the file, in bytes
 */
record FileBytes(List<DataRun> runs, long length) {

    /** The index of the first run, from a known one on, that ends behind a position. */
    int runAt(final long position, final int from) {
        int run = from;
        while (run < runs.size() && runs.get(run).fileEnd() <= position) {
            run++;
        }
        return run;
    }

    /** Whether a position lies in a run that was found for it. */
    boolean holds(final int run, final long position) {
        return run < runs.size() && runs.get(run).filePosition() <= position;
    }

    /** How far it stays as it is at a position: data up to the end of the run, or nothing up to the next one. */
    long endOfPart(final int run, final long position) {
        if (run == runs.size()) {
            return length;
        }
        return holds(run, position) ? runs.get(run).fileEnd() : runs.get(run).filePosition();
    }

    /** The byte of the volume that holds a position in a run. */
    long volumeOffset(final int run, final long position) {
        return runs.get(run).volumeOffset() + (position - runs.get(run).filePosition());
    }
}
