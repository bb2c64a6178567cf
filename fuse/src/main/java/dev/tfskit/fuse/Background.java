// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.cli.Diagnostics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Turns this process into a background process. The launcher, which started the process, waits for a line on descriptor
 * 3.
 */
final class Background {

    private static final int STATUS = 3;
    private static final int STANDARD_STREAMS = 3;
    private static final Path NULL_DEVICE = Path.of("/dev/null");
    /** O_RDWR. */
    private static final int BOTH = 02;

    private final LibC libC;

    Background(LibC libC) {
        this.libC = libC;
    }

    /**
     * Reports success to the launcher, and gives up its terminal, its directory and its streams.
     *
     * @param log the file for messages, standard output and error from now on; empty to drop them
     * @param messages the messages of the tool
     */
    void begin(Optional<Path> log, Diagnostics messages) throws IOException {
        libC.setsid();
        libC.chdir("/");
        int nothing = libC.open(CString.of(NULL_DEVICE), BOTH, 0);
        libC.dup2(nothing, 0);
        if (log.isPresent()) {
            messages.redirect(new LogFile(log.get(), libC, InstantSource.system()));
        }
        // Where nothing reads any more, because the launcher was killed, this fails, which does no harm.
        byte[] status = "mounted\n".getBytes(StandardCharsets.UTF_8);
        libC.write(STATUS, status, status.length);
        libC.close(STATUS);
        for (int stream = 1; log.isEmpty() && stream < STANDARD_STREAMS; stream++) {
            libC.dup2(nothing, stream);
        }
        libC.close(nothing);
    }
}
