package dev.tfskit.extract;

/** What an entry of an archive is. */
enum TarType {

    /** A regular file. */
    FILE('0'),
    /** Another name of an entry that came before. */
    HARD_LINK('1'),
    /** A symbolic link. */
    SYMBOLIC_LINK('2'),
    /** A directory. */
    DIRECTORY('5'),
    /** PAX records for the next entry. */
    RECORDS('x'),
    /** The name of the next entry, as GNU tar wrote it before there was PAX: any bytes, with a NUL behind. */
    LONG_NAME('L'),
    /** The link target of the next entry, in the same form. */
    LONG_TARGET('K');

    private final char letter;

    TarType(final char letter) {
        this.letter = letter;
    }

    /** How a header says so. */
    char letter() {
        return letter;
    }
}
