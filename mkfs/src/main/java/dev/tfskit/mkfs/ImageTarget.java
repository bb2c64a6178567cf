// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.hostfile.PendingFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Where a finished image goes. */
interface ImageTarget extends Closeable {

    /** A name in a directory where there is room for the image while it is made. */
    Path place();

    /**
     * The size that the image must have; none if it can have any.
     *
     * @throws IOException when the target does not tell
     */
    OptionalLong bytes() throws IOException;

    /**
     * Puts the image where it belongs.
     *
     * @param draft holds it
     * @param drafts for another file on the way there
     * @throws IOException when that fails; what stood there is then as it was, but on a block device
     */
    void publish(PendingFile draft, DraftFiles drafts) throws IOException;

    /** Closes what is open of the target itself; most have nothing open. */
    @Override
    default void close() throws IOException {}
}
