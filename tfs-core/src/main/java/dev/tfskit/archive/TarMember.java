package dev.tfskit.archive;

import dev.tfskit.ByteRange;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the headers of an entry say.
 *
 * @param type the letter of its kind
 * @param name as it stands there
 * @param target of a link, as it stands there
 * @param size length of the file in bytes; 0 for what has no contents
 * @param ranges those of a sparse file that the archive holds
 * @param mode permission bits
 * @param uid owner
 * @param gid group
 * @param modified time of the last change
 * @param extended what else is known
 */
record TarMember(char type, byte[] name, byte[] target, long size, Optional<List<ByteRange>> ranges, int mode, long uid, long gid,
        Instant modified, ExtendedHeader extended) {

    static final char FILE = '0';
    static final char OLD_FILE = '\0';
    static final char HARD_LINK = '1';
    static final char LINK = '2';
    static final char CHARACTER_DEVICE = '3';
    static final char BLOCK_DEVICE = '4';
    static final char FOLDER = '5';
    static final char FIFO = '6';
    static final char CONTIGUOUS_FILE = '7';
    static final char GNU_FOLDER = 'D';
    static final char GNU_SPARSE_FILE = 'S';

    /** Whether this kind has no contents, whatever size its header names. */
    static boolean isEmpty(final char type) {
        return type >= HARD_LINK && type <= FIFO;
    }
}
