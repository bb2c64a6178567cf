// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.space;

import java.io.IOException;
import java.util.Optional;

/** Makes a volume larger, where that is possible: in an image file that holds nothing else. */
@FunctionalInterface
public interface Growth {

    /** Of a volume that keeps its size. */
    Growth NONE = _ -> Optional.empty();

    /**
     * Adds blocks behind the end, durably.
     *
     * @param blocks how many, at least
     * @return the new blocks, or nothing where the volume cannot grow
     * @throws IOException when the host refuses
     */
    Optional<BlockRun> grow(long blocks) throws IOException;
}
