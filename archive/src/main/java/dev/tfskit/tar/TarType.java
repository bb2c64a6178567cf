// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.tar;

/** The types of entries in a tar archive, by the letter in the header. */
public enum TarType {

    /** A regular file. */
    FILE('0', true),
    /** A regular file as written before POSIX; a directory when its name ends with a slash. */
    OLD_FILE('\0', true),
    /** Another name of an earlier entry. */
    HARD_LINK('1', false),
    /** A symbolic link. */
    SYMBOLIC_LINK('2', false),
    /** A character device. */
    CHARACTER_DEVICE('3', false),
    /** A block device. */
    BLOCK_DEVICE('4', false),
    /** A directory. */
    DIRECTORY('5', false),
    /** A named pipe. */
    FIFO('6', false),
    /** A regular file that was to be stored in contiguous blocks. */
    CONTIGUOUS_FILE('7', true),
    /** A directory of an incremental GNU archive, with the names in it. */
    GNU_DIRECTORY('D', true),
    /** A sparse file in the form of GNU tar before PAX. */
    GNU_SPARSE_FILE('S', true),
    /** PAX records for the next entry. */
    RECORDS('x', true),
    /** PAX records for the next entry, in the form of Solaris. */
    OLD_RECORDS('X', true),
    /** PAX records for all following entries. */
    GLOBAL_RECORDS('g', true),
    /** The name of the next entry, in the form of GNU tar before PAX: any bytes, followed by a NUL. */
    LONG_NAME('L', true),
    /** The link target of the next entry, in the same form. */
    LONG_TARGET('K', true),
    /** The name of the archive. */
    VOLUME_LABEL('V', true),
    /** Names in a form of the first GNU tar; ignored. */
    OLD_NAMES('N', true),
    /** An access list in the form of Solaris; ignored. */
    OLD_ACCESS_LIST('A', true),
    /** The rest of a file that began in another archive. */
    CONTINUATION('M', true),
    /** An unknown type; POSIX treats it as a file. */
    UNKNOWN('?', true);

    private static final TarType[] TYPES = values();

    private final char letter;
    private final boolean hasContents;

    TarType(char letter, boolean hasContents) {
        this.letter = letter;
        this.hasContents = hasContents;
    }

    /** Returns the type of a letter in a header. */
    static TarType of(char letter) {
        for (TarType type : TYPES) {
            if (type.letter == letter) {
                return type;
            }
        }
        return UNKNOWN;
    }

    /** Returns the letter in the header. */
    char letter() {
        return letter;
    }

    /**
     * Returns whether the header has the numbers of a device.
     *
     * @return true for character devices and block devices
     */
    public boolean isDevice() {
        return this == CHARACTER_DEVICE || this == BLOCK_DEVICE;
    }

    /** Returns whether bytes can follow the header; otherwise the size in the header is ignored. */
    boolean hasContents() {
        return hasContents;
    }
}
