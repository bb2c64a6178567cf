// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.posix;

/**
 * The device number of the Linux kernel.
 *
 * @param major the number of the driver, from 0
 * @param minor the number of the device of that driver, from 0
 */
public record DeviceNumber(long major, long minor) {

    /**
     * Decodes a device number of the C library, such as the attributes {@code unix:dev} and {@code unix:rdev} of Java.
     *
     * @param device the number as the C library encodes it
     * @return the numbers of the kernel
     */
    public static DeviceNumber of(long device) {
        return new DeviceNumber(
                device >>> 8 & 0xfff | device >>> 32 & 0xfffff000L, device & 0xff | device >>> 12 & 0xffffff00L);
    }

    /**
     * Returns the number as the C library encodes it.
     *
     * @return what {@link #of} decodes
     */
    public long encoded() {
        return minor & 0xff | (major & 0xfff) << 8 | (minor & 0xffffff00L) << 12 | (major & 0xfffff000L) << 32;
    }

    /** Returns the form of {@code /sys} and of the table of mounts, such as {@code 8:1}. */
    @Override
    public String toString() {
        return major + ":" + minor;
    }
}
