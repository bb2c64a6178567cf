package dev.tfskit.volume;

import dev.tfskit.log.LogWriter;
import java.io.IOException;

/**
 * Sees to it that the log always has room for what the next commit will write (docs/format.md, section 8, rule 5). What changes
 * will need at worst is promised when they are made; a commit turns promises into facts. Not thread safe: the lock of the namespace
 * guards it.
 */
interface LogRoom extends LogWriter.ExtensionSource {

    /**
     * Whether so many bytes can still be promised.
     *
     * @throws IOException when the host does not let the volume grow
     */
    boolean has(long bytes, LogUse use) throws IOException;

    /** Promises bytes. */
    void promise(long bytes);

    /** Everything promised has been written to the log, which has so much room left in its last extension. */
    void settle(long bytesLeft);
}
