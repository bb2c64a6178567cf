// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.check;

/** What a volume is there for, as far as anybody knows; it decides what Nanos asks of it. */
public enum VolumeRole {
    /** A volume by itself: perhaps one to boot from, perhaps one that is only mounted. */
    ANY,
    /** The root volume of a disk, with the program to run. */
    ROOT,
    /** The boot volume of a disk, which the boot loader reads the kernel from and nobody writes to. */
    BOOT
}
