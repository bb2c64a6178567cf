package dev.tfskit.codec;

import dev.tfskit.TfsFormatException;
import java.io.IOException;
import java.util.Optional;

/** The two encodings of values; a log says in each extension which one it uses (docs/format.md, sections 2.3 and 4). */
public enum Encoding {
    /** The old one: buffers and tuples only. It is read, never written. */
    VERSION_4(4, 5, 1),
    /** The current one. */
    VERSION_5(5, 3, 7);

    private static final int IMMEDIATE = 0x80;
    private static final int TYPE_SHIFT_5 = 4;
    private static final int TYPE_SHIFT_4 = 6;

    private final int version;
    private final int lengthBits;
    private final int typeMask;

    Encoding(final int version, final int lengthBits, final int typeMask) {
        this.version = version;
        this.lengthBits = lengthBits;
        this.typeMask = typeMask;
    }

    /** The number that stands in the header of an extension. */
    public int version() {
        return version;
    }

    /** The encoding with this number, if it can be read. */
    public static Optional<Encoding> ofVersion(final long version) {
        return version == VERSION_5.version ? Optional.of(VERSION_5)
                : version == VERSION_4.version ? Optional.of(VERSION_4) : Optional.empty();
    }

    /**
     * Reads the header of a value.
     *
     * @throws TfsFormatException when the type does not exist or the length exceeds 63 bits
     */
    Header readHeader(final Input in) throws IOException {
        final long start = in.offset();
        final int first = in.next();
        final int type = first >> (this == VERSION_5 ? TYPE_SHIFT_5 : TYPE_SHIFT_4) & typeMask;
        if (type >= Header.Type.COUNT) {
            throw new TfsFormatException(start, "a value of type " + type + "; the types are 0 to " + (Header.Type.COUNT - 1));
        }
        long length = first & (1 << lengthBits) - 1;
        if ((first & 1 << lengthBits) != 0) {
            length = Varint.readTail(in, length, Varint.MAX_BYTES, start);
            if (length < 0) {
                throw new TfsFormatException(start, "a value of " + Long.toUnsignedString(length) + " bytes");
            }
        }
        return new Header((first & IMMEDIATE) != 0, Header.Type.of(type), length, start);
    }
}
