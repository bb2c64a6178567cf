// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.cli.Diagnostics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The life of a process that nobody waits for any more. The launcher started it and waits for a line on descriptor 3.
 */
final class Background {

    private static final int STATUS = 3;
    private static final int STANDARD_STREAMS = 3;
    /** O_RDWR. */
    private static final int BOTH = 02;

    private final LibC libC;

    Background(LibC libC) {
        this.libC = libC;
    }

    /**
     * Tells the launcher that all is well, and leaves its terminal, its directory and its streams.
     *
     * @param log where messages, standard output and error go from now on, or nowhere
     */
    void begin(Optional<Path> log, Diagnostics messages) throws IOException {
        libC.setsid();
        libC.chdir("/");
        int nothing = libC.open("/dev/null", BOTH, 0);
        libC.dup2(nothing, 0);
        if (log.isPresent()) {
            messages.redirect(new LogFile(log.get(), libC, InstantSource.system()));
        }
        // Not opened anew: that would wait for a launcher that was killed.
        byte[] status = "mounted\n".getBytes(StandardCharsets.UTF_8);
        libC.write(STATUS, status, status.length);
        libC.close(STATUS);
        for (int stream = 1; log.isEmpty() && stream < STANDARD_STREAMS; stream++) {
            libC.dup2(nothing, stream);
        }
        libC.close(nothing);
    }
}
