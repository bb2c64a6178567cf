// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.hostfile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;

/**
 * A file descriptor of a process, as {@code /proc} shows it to this user. It can be closed at any time.
 *
 * @param process the process
 * @param link the link that leads to the open file
 */
record OpenDescriptor(HostProcess process, Path link) {

    private static final int OCTAL = 8;
    private static final int ACCESS_MODE = 3;

    /** Returns the file that the descriptor is open for writing to; empty if it is not, or is closed. */
    Optional<FileIdentity> writtenFile() {
        try {
            // The file's attributes come last: reading them can block on a network file system, and few files are
            // open for writing.
            return seemsForWriting() && isNamed() && isForWriting()
                    ? Optional.of(FileIdentity.of(link))
                    : Optional.empty();
        } catch (IOException closedMeanwhile) {
            return Optional.empty();
        }
    }

    /**
     * Returns whether the mode of the link shows a descriptor that is open for writing. Linux gives no other link the
     * permission to write; an emulation of Linux may give it to all.
     */
    private boolean seemsForWriting() throws IOException {
        return Files.getPosixFilePermissions(link, LinkOption.NOFOLLOW_LINKS).contains(PosixFilePermission.OWNER_WRITE);
    }

    /** Returns whether the open file has a path, unlike sockets and pipes. */
    private boolean isNamed() throws IOException {
        return Files.readSymbolicLink(link).isAbsolute();
    }

    private boolean isForWriting() throws IOException {
        Path state = process.directory().resolve("fdinfo").resolve(link.getFileName());
        return Files.readString(state)
                .lines()
                .filter(line -> line.startsWith("flags:"))
                .map(line -> line.substring("flags:".length()).strip())
                .anyMatch(flags -> (Long.parseLong(flags, OCTAL) & ACCESS_MODE) != 0);
    }

    /** Returns the words for a message, such as {@code is open for writing in process 12 (java)}. */
    @Override
    public String toString() {
        return process.isThisOne()
                ? "is open for writing in this process itself, as by the redirection 3>FILE"
                : "is open for writing in " + process;
    }
}
