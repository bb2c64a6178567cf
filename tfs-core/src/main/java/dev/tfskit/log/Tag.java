// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.log;

import java.util.Optional;

/** The first byte of each frame of the log (docs/format.md, section 2.1). Codes count from 1. */
enum Tag {
    END_OF_LOG,
    TUPLE_AVAILABLE,
    TUPLE_EXTENDED,
    END_OF_SEGMENT,
    EXTENSION_LINK;

    private static final Tag[] BY_CODE = values();

    int code() {
        return ordinal() + 1;
    }

    static Optional<Tag> of(int code) {
        return code < 1 || code > BY_CODE.length ? Optional.empty() : Optional.of(BY_CODE[code - 1]);
    }
}
