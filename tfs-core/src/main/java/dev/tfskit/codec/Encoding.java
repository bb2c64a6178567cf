// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.codec;

import java.util.Optional;

/**
 * The two encodings of values; the header of each extension states which one applies (docs/format.md, sections 2.3 and
 * 4).
 */
public enum Encoding {
    /** Version 4, which has only buffers and tuples. This library reads it and never writes it. */
    VERSION_4(4, 6, 1, 5),
    /** Version 5, the current encoding. */
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

    /**
     * Returns the encoding of a version.
     *
     * @param version the version number
     * @return the encoding; empty if the version is not supported
     */
    public static Optional<Encoding> ofVersion(long version) {
        return version == VERSION_5.version
                ? Optional.of(VERSION_5)
                : version == VERSION_4.version ? Optional.of(VERSION_4) : Optional.empty();
    }

    /**
     * Returns the version number in the header of an extension.
     *
     * @return 4 or 5
     */
    public int version() {
        return version;
    }

    /** Returns the type code in the first byte of a header; it may be unknown. */
    int typeCode(int first) {
        return first >> typeShift & typeMask;
    }

    /** Returns the bits of the length in the first byte of a header. */
    int lengthHead(int first) {
        return first & (1 << lengthBits) - 1;
    }

    /** Returns whether further bytes of the length follow the first byte of a header. */
    boolean hasLengthTail(int first) {
        return (first & 1 << lengthBits) != 0;
    }
}
