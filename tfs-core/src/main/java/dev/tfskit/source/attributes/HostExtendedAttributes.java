// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source.attributes;

import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Reads the extended attributes of files of the host. Not thread-safe. */
public interface HostExtendedAttributes extends Closeable {

    /**
     * Returns the extended attributes of a file; a symbolic link is not followed.
     *
     * @param attributes the other attributes of the file
     * @throws java.nio.file.NoSuchFileException when the file was removed
     * @throws IOException when they cannot be read
     */
    Map<Symbol, Text> of(Path file, HostAttributes attributes) throws IOException;

    @Override
    void close();
}
