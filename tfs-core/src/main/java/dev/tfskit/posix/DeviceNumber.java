// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.posix;

/**
 * The two numbers by which the Linux kernel knows a device.
 *
 * @param major the driver, from 0
 * @param minor the device of that driver, from 0
 */
public record DeviceNumber(long major, long minor) {

    /**
     * Takes apart the number that programs see, such as the attributes {@code unix:dev} and {@code unix:rdev} of Java.
     *
     * @param device the number as the C library encodes it
     * @return the numbers of the kernel
     */
    public static DeviceNumber of(long device) {
        return new DeviceNumber(
                device >>> 8 & 0xfff | device >>> 32 & 0xfffff000L, device & 0xff | device >>> 12 & 0xffffff00L);
    }

    /** The form that the kernel has in {@code /sys} and in the table of mounts, such as {@code 8:1}. */
    @Override
    public String toString() {
        return major + ":" + minor;
    }
}
