// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source.attributes;

import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import java.nio.file.Path;
import java.util.Map;

/** Returns no extended attributes and reads none from the host. Stateless. */
public final class NoExtendedAttributes implements HostExtendedAttributes {

    @Override
    public Map<Symbol, Text> of(Path file, HostAttributes attributes) {
        return Map.of();
    }

    @Override
    public void close() {
        // Holds nothing open.
    }
}
