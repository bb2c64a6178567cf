// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import java.time.Instant;

/**
 * The attributes of an inode for {@code stat}.
 *
 * @param number the inode number
 * @param mode type and permission bits
 * @param device the numbers of a device, as {@code stat} encodes them; 0 for other inodes
 * @param links the number of names
 * @param bytes the length in bytes
 * @param blocks the number of blocks of 512 bytes that the inode owns
 * @param seconds how long the kernel may cache these attributes
 */
record FileStatus(
        long number,
        int mode,
        int device,
        long links,
        long user,
        long group,
        long bytes,
        long blocks,
        Instant accessed,
        Instant modified,
        Instant changed,
        int seconds) {

    /** The size in bytes in which programs should read and write. */
    static final int PREFERRED_BYTES = 4096;
}
