// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.posix;

/** The bits of a mode that hold the type of a file, as {@code stat} gives them on every POSIX host. */
public final class FileType {

    /** All bits of the type. */
    public static final int BITS = 0170000;
    /** A pipe with a name. */
    public static final int FIFO = 0010000;
    /** A device that is read and written byte by byte. */
    public static final int CHARACTER_DEVICE = 0020000;
    /** A directory. */
    public static final int DIRECTORY = 0040000;
    /** A device with blocks. */
    public static final int BLOCK_DEVICE = 0060000;
    /** A regular file. */
    public static final int REGULAR = 0100000;
    /** A symbolic link. */
    public static final int SYMBOLIC_LINK = 0120000;
    /** A local socket. */
    public static final int SOCKET = 0140000;

    private FileType() {}
}
