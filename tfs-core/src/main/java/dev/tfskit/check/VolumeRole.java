// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.check;

/** The role of a volume on a disk. Nanos requires different things of each role, so a check depends on it. */
public enum VolumeRole {
    /** No known role: the volume may be booted from or only mounted. */
    ANY,
    /** The root volume of a disk, which holds the program to run. */
    ROOT,
    /** The boot volume of a disk, which holds the kernel; the boot loader reads it and no program writes to it. */
    BOOT
}
