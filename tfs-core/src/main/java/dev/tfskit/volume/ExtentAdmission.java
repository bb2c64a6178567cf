// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.error.TfsFormatException;
import dev.tfskit.value.Tuple;

/** Decides whether the extents of a file are read. Thread-safe. */
@FunctionalInterface
interface ExtentAdmission {

    /**
     * Checks that a file may have its extents read.
     *
     * @param file the tuple of the file
     * @param extents the tuple of its extents
     * @throws TfsFormatException when the extents are not read for this file
     */
    void check(Tuple file, Tuple extents) throws TfsFormatException;
}
