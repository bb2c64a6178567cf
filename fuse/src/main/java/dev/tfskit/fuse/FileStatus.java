// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import java.time.Instant;

/**
 * The attributes of an inode as {@code stat} tells them.
 *
 * @param number its number
 * @param mode type and permission bits
 * @param links how many names it has
 * @param bytes its length
 * @param blocks how many blocks of 512 bytes it owns
 */
record FileStatus(
        long number,
        int mode,
        long links,
        long user,
        long group,
        long bytes,
        long blocks,
        Instant accessed,
        Instant modified,
        Instant changed) {

    /** How much programs should best read and write at once. */
    static final int PREFERRED_BYTES = 4096;
}
