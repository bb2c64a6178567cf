// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A capability that the caller of a request may have. The request does not contain it; {@code /proc} shows it. */
enum CallerCapability {

    /** Keeps set-user-ID and set-group-ID bits when a file changes. */
    FSETID(4);

    private static final long ROOT = 0;
    private static final Path PROCESSES = Path.of("/proc");
    private static final String EFFECTIVE = "CapEff:";
    private static final int HEXADECIMAL = 16;
    private static final String USERS = "Uid:";
    /** The place of the user who accesses files, behind the real, the effective and the saved one. */
    private static final int FILE_SYSTEM_USER = 3;

    private final int bit;

    CallerCapability(int bit) {
        this.bit = bit;
    }

    /**
     * Returns whether a caller has the capability in the user namespace of this process. If {@code /proc} does not show
     * the caller, as in another PID namespace, root counts as having it and other users do not.
     */
    boolean isOf(Caller caller) {
        Path thread = PROCESSES.resolve(String.valueOf(caller.thread()));
        try {
            List<String> status = Files.readAllLines(thread.resolve("status"), StandardCharsets.ISO_8859_1);
            return userNamespace(thread).equals(userNamespace(PROCESSES.resolve("self")))
                    && (caller.user() == ROOT || isShownAs(caller.user(), status))
                    && effective(status).filter(all -> (all >>> bit & 1) != 0).isPresent();
        } catch (IOException | NumberFormatException unseen) {
            return caller.user() == ROOT;
        }
    }

    private static Path userNamespace(Path process) throws IOException {
        return Files.readSymbolicLink(process.resolve("ns/user"));
    }

    /**
     * Returns whether a thread acts as the user that {@code /proc} shows, with the capabilities that it shows. An NFS
     * server in the kernel, for example, is shown as root with all capabilities, but acts as the user of its client. A
     * request of root needs no such check: an overlay that root has mounted passes on the accesses of all threads as
     * root, and then the capabilities of the thread count.
     */
    private static boolean isShownAs(long user, List<String> status) {
        return field(status, USERS)
                .map(users -> users.split("\\s+"))
                .filter(users -> users.length > FILE_SYSTEM_USER)
                .filter(users -> Long.parseLong(users[FILE_SYSTEM_USER]) == user)
                .isPresent();
    }

    private static Optional<Long> effective(List<String> status) {
        return field(status, EFFECTIVE).map(all -> Long.parseUnsignedLong(all, HEXADECIMAL));
    }

    private static Optional<String> field(List<String> status, String name) {
        return status.stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()).strip())
                .findFirst();
    }
}
