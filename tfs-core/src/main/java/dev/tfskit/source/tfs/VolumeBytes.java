// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source.tfs;

import dev.tfskit.volume.RunReader;

/** The bytes of a volume for one reader of one file. Not thread-safe. */
@FunctionalInterface
interface VolumeBytes extends RunReader.Source {

    /** Ends the reading. The device stays open for the other files. */
    default void close() {}
}
