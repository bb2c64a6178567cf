// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import dev.tfskit.value.Quoting;
import dev.tfskit.value.Symbol;

/** The names of attributes in JSON (docs/json.md). Different names have different forms. Stateless. */
final class JsonName {

    private JsonName() {}

    static String of(Symbol name) {
        // Unquoted, such a name could be the quoted form of another one.
        return name.indexOf('"') == 0 ? Quoting.quoteAlways(name.toByteArray()) : name.quoted();
    }
}
