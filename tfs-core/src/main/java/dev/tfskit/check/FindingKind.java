// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.check;

import java.util.Locale;

/** Everything that a check can find, how bad it is, and what follows from it. */
public enum FindingKind {
    /** The chain of the log cannot be followed. */
    LOG_DAMAGED(Severity.ERROR, "the volume does not open; what the log says from there on is lost"),
    /** A record of the log cannot be decoded. */
    RECORD_DAMAGED(Severity.ERROR, "the volume does not open; this record and all behind it are lost"),
    /** A record was begun and never finished. */
    RECORD_TORN(Severity.WARNING, "what it said is lost; all before it counts"),
    /** The root has something else than a tuple as its children. */
    ROOT_NO_DIRECTORY(Severity.ERROR, "the volume does not open"),
    /** A second tuple in the log looks like a root. */
    SECOND_ROOT(Severity.ERROR, "nothing in it can be reached, and its blocks may be overwritten"),
    /** A directory entry is no tuple. */
    ENTRY_NO_INODE(Severity.ERROR, "the entry cannot be read"),
    /** The children of an inode are not the entries of a directory. */
    CHILDREN_INVALID(Severity.ERROR, "the directory cannot be read"),
    /** A name that no host and no kernel can use. */
    NAME_IMPOSSIBLE(Severity.ERROR, "the entry cannot be reached or extracted"),
    /** A directory that is reached a second time. */
    DIRECTORY_TWICE(Severity.ERROR, "the Nanos kernel and ops may follow it without end"),
    /** An inode with the attributes of two kinds, or that is a part of an inode at the same time. */
    TWO_KINDS(Severity.ERROR, "readers disagree about what it is, and its blocks may be overwritten"),
    /** A link count that is not the number of names. */
    LINK_COUNT_WRONG(Severity.ERROR, "removing a name frees the file too early, or never"),
    /** A file length that is no number, or larger than any file. */
    LENGTH_INVALID(Severity.ERROR, "the file cannot be read"),
    /** An extent without a valid place or length. */
    EXTENT_INVALID(Severity.ERROR, "the file cannot be read, and the Nanos kernel stops at it"),
    /** An extent that is not on the volume. */
    EXTENT_OUTSIDE(Severity.ERROR, "the file cannot be read"),
    /** Several extents that are not on the volume, and would all fit on a longer one. */
    VOLUME_CUT_SHORT(
            Severity.ERROR,
            "these files cannot be read, unless the rest of the volume is found: the image may have been "
                    + "copied in part, or its partition entered too short"),
    /** An extent that covers more blocks than it owns. */
    EXTENT_SHORT(Severity.ERROR, "the file cannot be read, and the blocks behind it may be overwritten"),
    /** Two extents of a file for the same blocks of the file. */
    EXTENTS_OVERLAP(Severity.ERROR, "the file cannot be read, and the Nanos kernel stops at it"),
    /** Blocks with two owners. */
    BLOCKS_SHARED(Severity.ERROR, "writing one of them changes the other"),
    /** Blocks of a file that the log uses. */
    BLOCKS_OF_LOG(Severity.ERROR, "writing to the file destroys the log"),
    /** A link target that is no text. */
    TARGET_INVALID(Severity.ERROR, "the link cannot be read"),
    /** A time that is no number. */
    TIME_INVALID(Severity.WARNING, "it reads as 1970"),
    /** An attribute that should be an extended attribute and is no text. */
    EXTENDED_ATTRIBUTE_INVALID(Severity.WARNING, "the Nanos kernel reads it as a text and may crash"),
    /** Mode, owner and group that cannot be read. */
    PERMISSIONS_INVALID(Severity.WARNING, "the defaults count instead"),
    /** A label that is longer than the kernel allows. */
    LABEL_TOO_LONG(Severity.WARNING, "the Nanos kernel and the C tools refuse the volume"),
    /** No free space of the size that the log needs. */
    NO_ROOM_FOR_LOG(Severity.WARNING, "the Nanos kernel cannot write to the volume"),
    /** The program to run is not in the tree, or the root volume of a disk does not name one. */
    PROGRAM_MISSING(Severity.WARNING, "Nanos stops when it boots"),
    /** Arguments that are not given as texts. */
    ARGUMENTS_INVALID(Severity.WARNING, "Nanos stops when it boots"),
    /** A mount point that is no directory. */
    MOUNT_POINT_INVALID(Severity.WARNING, "Nanos does not mount the volume, or stops when it boots"),
    /** Something stands where the kernel puts its own entries. */
    KERNEL_PATH_TAKEN(Severity.WARNING, "Nanos stops when it boots"),
    /** A boot volume without a kernel. */
    KERNEL_MISSING(Severity.WARNING, "the boot loader stops"),
    /** A partition reaches beyond the disk. */
    PARTITION_OUTSIDE(
            Severity.ERROR,
            "the volume in it cannot be read: the image was cut short, or its partition table is damaged"),
    /** Two partitions share blocks. */
    PARTITIONS_OVERLAP(Severity.ERROR, "writing to one destroys the other"),
    /** The volume does not consist of whole blocks. */
    SIZE_UNEVEN(Severity.WARNING, "the bytes behind the last whole block cannot be used"),
    /** A bare volume that names no program to run. */
    PROGRAM_UNNAMED(Severity.INFORMATION, "Nanos can mount the volume but not boot from it"),
    /** Tuples that nothing leads to. */
    TUPLES_UNREFERENCED(Severity.INFORMATION, "what was removed stays in the log until it is compacted"),
    /** Entries that every reader passes over. */
    DOTS_IGNORED(Severity.INFORMATION, "old volumes have them; readers pass over them"),
    /** Attributes without a known meaning. */
    ATTRIBUTE_UNKNOWN(Severity.INFORMATION, "it is kept as it is");

    private final Severity severity;
    private final String consequence;

    FindingKind(Severity severity, String consequence) {
        this.severity = severity;
        this.consequence = consequence;
    }

    /** How bad it is. */
    public Severity severity() {
        return severity;
    }

    /** What follows from it. */
    public String consequence() {
        return consequence;
    }

    /** A stable name for scripts, such as {@code extent-outside}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
