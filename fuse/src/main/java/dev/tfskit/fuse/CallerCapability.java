// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A capability that the caller of a request may have. The request does not contain it; {@code /proc} shows it. */
enum CallerCapability {

    /** Keeps set-user-ID and set-group-ID bits when a file changes. */
    FSETID(4);

    private static final long ROOT = 0;
    private static final Path PROCESSES = Path.of("/proc");
    private static final String EFFECTIVE = "CapEff:";
    private static final int HEXADECIMAL = 16;

    private final int bit;

    CallerCapability(int bit) {
        this.bit = bit;
    }

    /**
     * Returns whether a caller has the capability in the user namespace of this process. If {@code /proc} does not show
     * the caller, as in another PID namespace, root counts as having it and other users do not.
     */
    boolean isOf(Replies.Caller caller) {
        Path thread = PROCESSES.resolve(String.valueOf(caller.thread()));
        try {
            return userNamespace(thread).equals(userNamespace(PROCESSES.resolve("self")))
                    && effective(thread).filter(all -> (all >>> bit & 1) != 0).isPresent();
        } catch (IOException | NumberFormatException unseen) {
            return caller.user() == ROOT;
        }
    }

    private static Path userNamespace(Path process) throws IOException {
        return Files.readSymbolicLink(process.resolve("ns/user"));
    }

    private static Optional<Long> effective(Path process) throws IOException {
        return Files.readString(process.resolve("status"), StandardCharsets.ISO_8859_1)
                .lines()
                .filter(line -> line.startsWith(EFFECTIVE))
                .map(line -> Long.parseUnsignedLong(
                        line.substring(EFFECTIVE.length()).strip(), HEXADECIMAL))
                .findFirst();
    }
}
