// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.cli.ToolFailedException;
import dev.tfskit.value.Symbol;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The process behind a mount. It describes itself in an extended attribute that each file of the mount has, and that
 * {@code listxattr} does not return. The attribute is needed because the lock of the image does not show which of
 * several readers serves which mount.
 *
 * @param pid its number in its own PID namespace
 * @param pidNamespace the name of that namespace, as {@code /proc} shows it
 * @param access whether it has the image open for writing
 * @param options the options of {@code -o} when it began, one each
 */
record MountDaemon(long pid, String pidNamespace, Access access, List<String> options) {

    /** The attribute; of this namespace, the kernel leaves it to the file system who may read what. */
    static final Symbol ATTRIBUTE = Symbol.of("system.tfs.daemon");

    private static final Path PROCESSES = Path.of("/proc");
    private static final int WORDS = 4;

    /** How a daemon has the image open. */
    enum Access {
        READING,
        WRITING
    }

    /** Returns this process. */
    static MountDaemon current(Access access, List<String> options) throws IOException {
        long pid = ProcessHandle.current().pid();
        return new MountDaemon(pid, namespaceOf(PROCESSES.resolve("self")), access, options);
    }

    /**
     * Requests the description of the process behind a mount; empty when it does not answer, as for another file
     * system.
     *
     * @throws ToolFailedException when the mount is another user's, and there is no answer in time
     */
    static Optional<MountDaemon> behind(MountOwner owner) throws IOException {
        return parse(owner.send(MountRequest.DESCRIBE));
    }

    /** Parses the value of the attribute. */
    static Optional<MountDaemon> parse(String text) {
        String[] words = text.split(" ", WORDS);
        try {
            return words.length < WORDS
                    ? Optional.empty()
                    : Optional.of(new MountDaemon(
                            Long.parseLong(words[0]),
                            words[1],
                            Access.valueOf(words[2]),
                            List.of(words[3].split(","))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Returns the value of the attribute. */
    String text() {
        return pid + " " + pidNamespace + " " + access + " " + String.join(",", options);
    }

    /** Finds its number in the PID namespace of this process; empty when it cannot be seen from here. */
    Optional<Long> pidHere() throws IOException {
        if (namespaceOf(PROCESSES.resolve("self")).equals(pidNamespace)) {
            return Optional.of(pid);
        }
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
            for (Path process : processes) {
                if (isSeenAs(process)) {
                    return Optional.of(Long.parseLong(process.getFileName().toString()));
                }
            }
        }
        return Optional.empty();
    }

    private boolean isSeenAs(Path process) {
        try {
            return namespaceOf(process).equals(pidNamespace)
                    && Files.readString(process.resolve("status"), StandardCharsets.ISO_8859_1)
                            .lines()
                            .anyMatch(line -> line.startsWith("NSpid:") && line.endsWith("\t" + pid));
        } catch (IOException endedOrForeign) {
            return false;
        }
    }

    private static String namespaceOf(Path process) throws IOException {
        return Files.readSymbolicLink(process.resolve("ns/pid")).toString();
    }
}
