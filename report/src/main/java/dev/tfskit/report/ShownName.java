// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.report;

import dev.tfskit.value.ByteString;

/** The form of a name in the page. Names that Linux allows are whole; others are cut short. Stateless. */
final class ShownName {

    private static final int MOST_BYTES = 255;

    private ShownName() {}

    static String of(ByteString name) {
        return name.quoted(MOST_BYTES);
    }
}
