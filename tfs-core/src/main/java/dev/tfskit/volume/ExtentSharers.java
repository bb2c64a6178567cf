// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.error.TfsFormatException;
import dev.tfskit.value.Tuple;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Lets only the first few files read a large tuple of extents. A hostile image of a few megabytes can have a hundred
 * thousand files that share a tuple of a hundred thousand extents, and to read these for each of the files takes hours.
 * Thread-safe.
 */
final class ExtentSharers implements ExtentAdmission {

    /** So many extents can be read for each file. */
    private static final int SMALL = 64;

    private static final int MOST_FILES = 16;

    /** The files that have read each large tuple; no more memory than the tuples themselves have. */
    private final Map<Tuple, Set<Tuple>> files = new HashMap<>();

    @Override
    public void check(Tuple file, Tuple extents) throws TfsFormatException {
        if (extents.size() > SMALL && !isAmongFirst(file, extents)) {
            throw new TfsFormatException("its extents are those of many other files");
        }
    }

    private synchronized boolean isAmongFirst(Tuple file, Tuple extents) {
        Set<Tuple> sharers = files.computeIfAbsent(extents, _ -> new HashSet<>(2));
        return sharers.contains(file) || sharers.size() < MOST_FILES && sharers.add(file);
    }
}
