// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.tar;

/** What an entry of an archive is, by the letter in its header. */
public enum TarType {

    /** A regular file. */
    FILE('0', true),
    /** A regular file as programs wrote it before POSIX; a directory when its name ends with a slash. */
    OLD_FILE('\0', true),
    /** Another name of an entry that came before. */
    HARD_LINK('1', false),
    /** A symbolic link. */
    SYMBOLIC_LINK('2', false),
    /** A device of characters. */
    CHARACTER_DEVICE('3', false),
    /** A device of blocks. */
    BLOCK_DEVICE('4', false),
    /** A directory. */
    DIRECTORY('5', false),
    /** A named pipe. */
    FIFO('6', false),
    /** A regular file whose bytes were meant to lie together. */
    CONTIGUOUS_FILE('7', true),
    /** A directory of an incremental GNU archive, with the names in it. */
    GNU_DIRECTORY('D', true),
    /** A sparse file in the form that GNU tar wrote before there was PAX. */
    GNU_SPARSE_FILE('S', true),
    /** PAX records for the next entry. */
    RECORDS('x', true),
    /** PAX records for the next entry, as Solaris wrote them. */
    OLD_RECORDS('X', true),
    /** PAX records for all entries that follow. */
    GLOBAL_RECORDS('g', true),
    /** The name of the next entry, as GNU tar wrote it before there was PAX: any bytes, with a NUL behind. */
    LONG_NAME('L', true),
    /** The link target of the next entry, in the same form. */
    LONG_TARGET('K', true),
    /** The name of the archive. */
    VOLUME_LABEL('V', true),
    /** Names in a form of the first GNU tar, which says nothing that counts. */
    OLD_NAMES('N', true),
    /** An access list as Solaris wrote it, which says nothing that counts. */
    OLD_ACCESS_LIST('A', true),
    /** The rest of a file that began in another archive. */
    CONTINUATION('M', true),
    /** A kind that is not known here; POSIX says that it is a file. */
    UNKNOWN('?', true);

    private static final TarType[] TYPES = values();

    private final char letter;
    private final boolean hasContents;

    TarType(char letter, boolean hasContents) {
        this.letter = letter;
        this.hasContents = hasContents;
    }

    /** The type that a letter in a header stands for. */
    static TarType of(char letter) {
        for (TarType type : TYPES) {
            if (type.letter == letter) {
                return type;
            }
        }
        return UNKNOWN;
    }

    /** The letter in the header. */
    char letter() {
        return letter;
    }

    /** Whether bytes can follow the header; if not, the size that a header names means nothing. */
    boolean hasContents() {
        return hasContents;
    }
}
