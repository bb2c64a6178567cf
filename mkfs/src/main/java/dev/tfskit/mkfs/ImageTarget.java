// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.cli.TemporaryDirectory;
import dev.tfskit.hostfile.PendingFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;

/** The place to which a finished image goes: a file, a block device or a stream. */
interface ImageTarget extends Closeable {

    /**
     * Returns the path beside which the temporary files of the image are made: the path of the image itself, or a path
     * in the directory for temporary files.
     */
    Path workPath();

    /** Creates a temporary file beside that path. */
    PendingFile begin() throws IOException;

    /**
     * Returns a path in the directory for temporary files, for the work on an image that goes to a device or a stream.
     */
    static Path temporaryWorkPath() {
        return TemporaryDirectory.path().resolve("tfs-mkfs-output");
    }

    /**
     * Returns the size that the image must have; empty if any size will do.
     *
     * @throws IOException when the size of the target cannot be read
     */
    OptionalLong bytes() throws IOException;

    /**
     * Puts the finished image into the target.
     *
     * @param draft the file with the image
     * @param drafts for another file on the way
     * @throws IOException when that fails; the target is then unchanged, unless it is a block device
     */
    void publish(PendingFile draft, DraftFiles drafts) throws IOException;

    /** Closes the target; most targets have nothing open. */
    @Override
    default void close() throws IOException {}
}
