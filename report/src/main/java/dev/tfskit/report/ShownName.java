// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.report;

import dev.tfskit.schema.Limits;
import dev.tfskit.value.ByteString;

/** The form of a name in the page, that of {@link dev.tfskit.schema.TreePath#shortened}. Stateless. */
final class ShownName {

    private ShownName() {}

    static String of(ByteString name) {
        return name.quoted(Limits.NAME_BYTES);
    }
}
