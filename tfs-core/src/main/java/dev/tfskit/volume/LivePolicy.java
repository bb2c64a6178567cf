// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * What a volume does by itself when it is changed.
 *
 * @param clock supplies the times of changes; null when no times are stored
 * @param freedBlocks what happens to the bytes of freed blocks
 * @param commits whether the volume may commit by itself
 */
record LivePolicy(@Nullable InstantSource clock, FreedBlocks freedBlocks, CommitPolicy commits) {

    /** The policy of a {@link VolumeBuilder}. */
    static final LivePolicy OF_BUILDERS = new LivePolicy(null, FreedBlocks.KEEP, CommitPolicy.BY_USER);
}
