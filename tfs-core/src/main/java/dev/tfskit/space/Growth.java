// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.space;

import java.io.IOException;
import java.util.Optional;

/** Adds blocks to a volume. Only a volume that is a whole image file can grow. */
@FunctionalInterface
public interface Growth {

    /** The growth of a volume of fixed size: adds nothing. */
    Growth NONE = _ -> Optional.empty();

    /**
     * Adds blocks at the end of the volume. They are durable when this returns.
     *
     * @param blocks the least number of blocks
     * @return the new blocks; empty when the volume cannot grow
     * @throws IOException when the device fails
     */
    Optional<BlockRun> grow(long blocks) throws IOException;
}
