// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.check;

import java.util.Locale;

/**
 * The kinds of findings. Each has a severity, and its consequence: what the problem does to a reader or the Nanos
 * kernel.
 */
public enum FindingKind {
    /** The chain of log extensions is damaged. */
    LOG_DAMAGED(Severity.ERROR, "the volume does not open; the log is lost from there on"),
    /** A record of the log cannot be decoded. */
    RECORD_DAMAGED(Severity.ERROR, "the volume does not open; this record and all after it are lost"),
    /** The log ends in an incomplete record. */
    RECORD_TORN(Severity.WARNING, "its changes are lost; all earlier changes count"),
    /** The children of the root are not a tuple. */
    ROOT_NO_DIRECTORY(Severity.ERROR, "the volume does not open"),
    /** A second tuple in the log looks like a root. */
    SECOND_ROOT(Severity.ERROR, "nothing in it can be reached, and its blocks may be overwritten"),
    /** A directory entry is not an inode. */
    ENTRY_NO_INODE(Severity.ERROR, "the entry cannot be read"),
    /** The children of an inode are not the entries of a directory. */
    CHILDREN_INVALID(Severity.ERROR, "the directory cannot be read"),
    /** A name that neither hosts nor the kernel can use. */
    NAME_IMPOSSIBLE(Severity.ERROR, "the entry cannot be reached or extracted"),
    /** A directory has two names, contains itself, or has the entries of another directory. */
    DIRECTORY_TWICE(Severity.ERROR, "the Nanos kernel and ops may follow it without end"),
    /** An inode has attributes of two kinds, or its tuple also serves as part of another inode. */
    TWO_KINDS(Severity.ERROR, "readers disagree about what it is, and its blocks may be overwritten"),
    /** A link count differs from the number of names. */
    LINK_COUNT_WRONG(Severity.ERROR, "removing a name frees the file too early, or never"),
    /** A file length is not a number, or larger than any file. */
    LENGTH_INVALID(Severity.ERROR, "the file cannot be read"),
    /** The key or a number of an extent is missing or invalid. */
    EXTENT_INVALID(Severity.ERROR, "the file cannot be read, and the Nanos kernel stops at it"),
    /** An extent reaches beyond the volume. */
    EXTENT_OUTSIDE(Severity.ERROR, "the file cannot be read"),
    /** Several extents reach beyond the volume and would be valid on a longer one. */
    VOLUME_CUT_SHORT(
            Severity.ERROR,
            "these files cannot be read, unless the rest of the volume is found: the image may have been "
                    + "copied in part, or its partition entered too short"),
    /** An extent covers more blocks than are allocated to it. */
    EXTENT_SHORT(Severity.ERROR, "the file cannot be read, and the blocks after it may be overwritten"),
    /** Two extents of a file cover the same blocks of the file. */
    EXTENTS_OVERLAP(Severity.ERROR, "the file cannot be read, and the Nanos kernel stops at it"),
    /** Blocks of the volume have two owners. */
    BLOCKS_SHARED(Severity.ERROR, "writing to one of the two changes the other"),
    /** Blocks of a file belong to the log as well. */
    BLOCKS_OF_LOG(Severity.ERROR, "writing to the file destroys the log"),
    /** The target of a symbolic link is not a string. */
    TARGET_INVALID(Severity.ERROR, "the link cannot be read"),
    /** The target of a symbolic link is empty, too long, or contains a NUL. */
    TARGET_IMPOSSIBLE(Severity.ERROR, "the link cannot be followed or extracted"),
    /** A time is not a number from 0 on. */
    TIME_INVALID(Severity.WARNING, "the time reads as 1970"),
    /** The value of an extended attribute is not a string. */
    EXTENDED_ATTRIBUTE_INVALID(Severity.WARNING, "the Nanos kernel reads it as a string and may crash"),
    /** Mode, owner and group cannot be parsed. */
    PERMISSIONS_INVALID(Severity.WARNING, "readers use the defaults"),
    /** An attribute that makes an inode a fifo or a device is malformed, or not on an empty file. */
    SPECIAL_FILE_INVALID(Severity.WARNING, "readers take the inode for what it is without the attribute"),
    /** The label is longer than the kernel allows. */
    LABEL_TOO_LONG(Severity.WARNING, "the Nanos kernel and the C tools refuse the volume"),
    /** The volume lacks free runs for two further extensions of the log. */
    NO_ROOM_FOR_LOG(Severity.WARNING, "the Nanos kernel cannot write to the volume"),
    /** The program to run does not exist, or the root volume of a disk does not name one. */
    PROGRAM_MISSING(Severity.WARNING, "Nanos stops when it boots"),
    /** The program exists, but it, its interpreter, a library or the working directory has a fault. */
    PROGRAM_NOT_LOADABLE(Severity.WARNING, "Nanos stops when it boots"),
    /** The path of the program, its working directory or its libraries are beyond the limits of the check. */
    PROGRAM_UNCHECKED(Severity.WARNING, "the program may not start"),
    /** The arguments are not a vector of texts. */
    ARGUMENTS_INVALID(Severity.WARNING, "Nanos stops when it boots"),
    /** The root names a program but has no tuple of environment variables. */
    ENVIRONMENT_MISSING(Severity.WARNING, "Nanos stops at the first call of uname, which most programs make at start"),
    /** A mount point is not a directory. */
    MOUNT_POINT_INVALID(Severity.WARNING, "Nanos does not mount the volume, or stops when it boots"),
    /** An entry is in the way of a path that the kernel creates itself, or has the wrong kind there. */
    KERNEL_PATH_TAKEN(Severity.WARNING, "Nanos stops when it boots"),
    /** The boot volume has no file named {@code kernel}. */
    KERNEL_MISSING(Severity.WARNING, "the boot loader stops"),
    /** A partition reaches beyond the image. */
    PARTITION_OUTSIDE(
            Severity.ERROR,
            "at most the part in front of the end of the image can be saved: the image was cut short, or its "
                    + "partition table is damaged"),
    /** Two partitions share blocks. */
    PARTITIONS_OVERLAP(Severity.ERROR, "writing to one destroys the other"),
    /** The size of the volume is not a multiple of 512 bytes. */
    SIZE_UNEVEN(Severity.WARNING, "the bytes after the last whole block cannot be used"),
    /** A raw image does not name a program to run. */
    PROGRAM_UNNAMED(Severity.INFORMATION, "Nanos can mount the volume but not boot from it"),
    /** The program uses functions of the C library whose system calls Nanos lacks. */
    PROGRAM_USES_MISSING_CALLS(Severity.INFORMATION, "they fail with ENOSYS, and the program may not expect that"),
    /** A volume to mount is named by the number of its disk at the controller. */
    MOUNT_BY_DISK_NUMBER(
            Severity.INFORMATION,
            "IDE numbers every disk 0, and virtio-blk numbers none; a label or a UUID works everywhere"),
    /** Extents own blocks that read as zeros. */
    EXTENTS_UNINITIALISED(Severity.INFORMATION, "ops shows the old bytes of these blocks instead of zeros"),
    /** Tuples or vectors of the log are unreachable from the root. */
    TUPLES_UNREFERENCED(Severity.INFORMATION, "what was removed stays in the log until it is compacted"),
    /** Directory entries named {@code .} or {@code ..}, which readers ignore. */
    DOTS_IGNORED(Severity.INFORMATION, "old volumes have them; readers ignore them"),
    /** An attribute without a known meaning. */
    ATTRIBUTE_UNKNOWN(Severity.INFORMATION, "it is kept as it is");

    private final Severity severity;
    private final String consequence;

    FindingKind(Severity severity, String consequence) {
        this.severity = severity;
        this.consequence = consequence;
    }

    /**
     * Returns the severity.
     *
     * @return the severity
     */
    public Severity severity() {
        return severity;
    }

    /**
     * Returns the consequence of such a finding.
     *
     * @return a clause in plain English
     */
    public String consequence() {
        return consequence;
    }

    /**
     * Returns a stable name for scripts.
     *
     * @return the name in lower case with hyphens, such as {@code extent-outside}
     */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
