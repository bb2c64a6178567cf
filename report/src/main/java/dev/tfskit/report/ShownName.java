// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.report;

import dev.tfskit.schema.Limits;
import dev.tfskit.value.ByteString;

/** The form of a name in the page, as a path in a message has it. Stateless. */
final class ShownName {

    private ShownName() {}

    static String of(ByteString name) {
        return name.quoted(Limits.NAME_BYTES);
    }
}
