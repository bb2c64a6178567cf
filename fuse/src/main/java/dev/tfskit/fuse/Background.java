package dev.tfskit.fuse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** The life of a process that nobody waits for any more. The launcher started it and waits for a line on descriptor 3. */
final class Background {

    private static final int STATUS = 3;
    private static final int STANDARD_STREAMS = 3;
    /** O_WRONLY, O_CREAT and O_APPEND; O_RDWR. */
    private static final int APPEND = 01 | 0100 | 02000;
    private static final int BOTH = 02;
    private static final int LOG_MODE = 0644;

    private final LibC libC;

    Background(final LibC libC) {
        this.libC = libC;
    }

    /**
     * Tells the launcher that all is well, and leaves its terminal, its directory and its streams.
     *
     * @param log where standard output and error go from now on, or nowhere
     */
    void begin(final Optional<Path> log) throws IOException {
        libC.setsid();
        libC.chdir("/");
        final int nothing = libC.open("/dev/null", BOTH, 0);
        final int messages = log.isPresent() ? libC.open(log.get().toString(), APPEND, LOG_MODE) : nothing;
        if (messages < 0) {
            throw new IOException("the log file " + log.orElseThrow() + " cannot be written");
        }
        // Not opened anew: that would wait for a launcher that was killed.
        final byte[] status = "mounted\n".getBytes(StandardCharsets.UTF_8);
        libC.write(STATUS, status, status.length);
        libC.close(STATUS);
        libC.dup2(nothing, 0);
        for (int stream = 1; stream < STANDARD_STREAMS; stream++) {
            libC.dup2(messages, stream);
        }
    }
}
