// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source;

import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** A way to ask for the extended attributes of files of the host. For one thread. */
interface HostExtendedAttributes extends Closeable {

    /**
     * Those of what a path itself stands for.
     *
     * @param attributes what else is known of it
     * @throws IOException when they cannot be read
     */
    Map<Symbol, Text> of(Path file, HostAttributes attributes) throws IOException;

    @Override
    void close();
}
