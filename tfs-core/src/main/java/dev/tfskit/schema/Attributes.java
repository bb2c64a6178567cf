// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.schema;

import dev.tfskit.value.Symbol;
import java.util.Set;

/**
 * The names of the attributes that describe inodes and extents (docs/format.md, sections 3.1 and 3.3). An inode is a
 * file, directory, link, socket or special file; an extent is a run of blocks of a file. Images can hold any other
 * attributes too.
 */
public final class Attributes {

    /** The entries of a directory. */
    public static final Symbol CHILDREN = Symbol.of("children");
    /** The extents of a regular file: where its bytes are on the volume. */
    public static final Symbol EXTENTS = Symbol.of("extents");
    /** The length of a regular file, in bytes. */
    public static final Symbol FILE_LENGTH = Symbol.of("filelength");
    /** The target of a symbolic link. */
    public static final Symbol LINK_TARGET = Symbol.of("linktarget");
    /** Set on a socket node. */
    public static final Symbol SOCKET = Symbol.of("socket");
    /** The number of names of an inode; absent means 1. */
    public static final Symbol LINK_COUNT = Symbol.of("nlink");
    /** Time of the last change of the content. */
    public static final Symbol MODIFIED = Symbol.of("mtime");
    /** Time of the last access. */
    public static final Symbol ACCESSED = Symbol.of("atime");
    /** An entry for the directory itself that old volumes have; it is never followed. */
    public static final Symbol SELF = Symbol.of(".");
    /** A pointer to the parent directory that leaked to disk; it is never followed. */
    public static final Symbol PARENT = Symbol.of("..");
    /** Mode, owner and group, which TFS itself does not have. */
    public static final Symbol PERMISSIONS = Symbol.of("posix.perm");
    /** The fifo or device that an empty file stands for; TFS itself has no such files. */
    public static final Symbol NODE = Symbol.of("posix.node");

    /** First block of an extent on the volume. */
    public static final Symbol EXTENT_OFFSET = Symbol.of("offset");
    /** Blocks of the file that an extent covers. */
    public static final Symbol EXTENT_LENGTH = Symbol.of("length");
    /** Blocks that an extent owns. */
    public static final Symbol EXTENT_ALLOCATED = Symbol.of("allocated");
    /** Set on an extent whose blocks read as zeros. */
    public static final Symbol EXTENT_UNINITIALISED = Symbol.of("uninited");

    /**
     * The attributes that define an inode and are managed by this library; callers can set any other attribute.
     * {@link #ACCESSED} is none of them: the tree does not depend on it, and it goes from image to image bit by bit, as
     * attributes do that the library does not know.
     */
    public static final Set<Symbol> MANAGED = Set.of(
            CHILDREN, EXTENTS, FILE_LENGTH, LINK_TARGET, SOCKET, NODE, LINK_COUNT, MODIFIED, PARENT, PERMISSIONS);

    /**
     * The most bytes that are searched for a dot. Linux takes names of {@value Limits#NAME_BYTES} bytes, and an image
     * can refer to one of megabytes at each inode.
     */
    private static final int MOST_SEARCHED = 4096;

    private Attributes() {}

    /**
     * Returns whether a text attribute of this name is an extended attribute of the inode. Such a name has a dot that
     * is neither its first nor its last character, as in {@code user.comment}, and at most 4096 bytes.
     * {@link dev.tfskit.volume.Inode#setExtendedAttribute} takes at most {@link Limits#NAME_BYTES} bytes; an image can
     * hold longer names. {@link #PERMISSIONS} and {@link #NODE} are none.
     *
     * @param name the name of the attribute
     * @return true for the name of an extended attribute
     */
    public static boolean isExtended(Symbol name) {
        if (name.length() > MOST_SEARCHED) {
            return false;
        }
        int dot = name.indexOf('.', 1);
        return dot > 0 && dot < name.length() - 1 && !name.equals(PERMISSIONS) && !name.equals(NODE);
    }
}
