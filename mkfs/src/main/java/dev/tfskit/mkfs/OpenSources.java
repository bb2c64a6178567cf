// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.source.TreeSource;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/**
 * The open sources of an image.
 *
 * @param all the sources, in the order in which they are added
 */
record OpenSources(List<TreeSource> all) implements Closeable {

    @Override
    public void close() throws IOException {
        CloseAll.all(all);
    }
}
