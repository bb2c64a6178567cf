// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.codec;

import java.util.Optional;

/** The two encodings of values; a log says in each extension which one it uses (docs/format.md, sections 2.3 and 4). */
public enum Encoding {
    /** The old one: buffers and tuples only. It is read, never written. */
    VERSION_4(4, 6, 1, 5),
    /** The current one. */
    VERSION_5(5, 4, 7, 3);

    private final int version;
    private final int typeShift;
    private final int typeMask;
    private final int lengthBits;

    Encoding(int version, int typeShift, int typeMask, int lengthBits) {
        this.version = version;
        this.typeShift = typeShift;
        this.typeMask = typeMask;
        this.lengthBits = lengthBits;
    }

    /** The encoding with this number, if it can be read. */
    public static Optional<Encoding> ofVersion(long version) {
        return version == VERSION_5.version
                ? Optional.of(VERSION_5)
                : version == VERSION_4.version ? Optional.of(VERSION_4) : Optional.empty();
    }

    /** The number that stands in the header of an extension. */
    public int version() {
        return version;
    }

    /** The code of the type in the first byte of a header; it may be one that does not exist. */
    int typeCode(int first) {
        return first >> typeShift & typeMask;
    }

    /** The bits of the length in the first byte of a header. */
    int lengthHead(int first) {
        return first & (1 << lengthBits) - 1;
    }

    /** Whether more of the length follows the first byte of a header. */
    boolean hasLengthTail(int first) {
        return (first & 1 << lengthBits) != 0;
    }
}
