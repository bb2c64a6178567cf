// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cpio;

import java.util.Comparator;

/**
 * The header of an entry of a cpio archive. Callers must not change the array.
 *
 * @param name the name, byte for byte, without the NULs at its end
 * @param inode the number of the inode; entries with the same number are hard links to one file
 * @param mode type and permission bits, as in {@code st_mode}
 * @param uid owner
 * @param gid group
 * @param links how many names the file has
 * @param modifiedSeconds time of the last change, in seconds since 1970
 * @param size length of the contents in bytes; the target of a symbolic link is its content
 * @param device the numbers of a device; ignored for other entries
 * @param checksum the sum of all bytes modulo 2^32; 0 when the archive has no checksums
 */
public record CpioMember(
        byte[] name,
        InodeNumber inode,
        int mode,
        long uid,
        long gid,
        long links,
        long modifiedSeconds,
        long size,
        DeviceNumbers device,
        long checksum) {

    /**
     * The numbers of a device, as the archive has them.
     *
     * @param major the number of the driver
     * @param minor the number of the device
     */
    public record DeviceNumbers(long major, long minor) {}

    /**
     * Identifies a file on the machine where the archive was made. Numbers are comparable, because an archive can
     * choose numbers of equal hash, and a {@code HashMap} keeps such keys in a tree only if they are comparable with
     * their own class.
     *
     * @param deviceMajor of the file system
     * @param deviceMinor of the file system
     * @param number of the inode
     */
    public record InodeNumber(long deviceMajor, long deviceMinor, long number) implements Comparable<InodeNumber> {

        private static final Comparator<InodeNumber> ORDER = Comparator.comparingLong(InodeNumber::number)
                .thenComparingLong(InodeNumber::deviceMinor)
                .thenComparingLong(InodeNumber::deviceMajor);

        @Override
        public int compareTo(InodeNumber other) {
            return ORDER.compare(this, other);
        }
    }
}
