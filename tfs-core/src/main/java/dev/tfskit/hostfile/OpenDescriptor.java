// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.hostfile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A file descriptor of a process, as {@code /proc} shows it to this user. It can be closed at any time.
 *
 * @param process the process
 * @param link the link that leads to the open file
 */
record OpenDescriptor(HostProcess process, Path link) {

    private static final int OCTAL = 8;
    private static final int ACCESS_MODE = 3;

    /**
     * Returns which of some files the descriptor is open for writing to; empty if it is none of them, or is closed.
     *
     * @param files the files
     */
    Optional<FileIdentity> writtenFile(Set<FileIdentity> files) {
        try {
            // The attributes come last: a mount whose server does not answer blocks the program that reads them.
            return seemsForWriting() && isNamed() && isWriterOfAny(files)
                    ? Optional.of(FileIdentity.ofOpenFile(link)).filter(files::contains)
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

    /** Returns whether the descriptor is open for writing to what can be one of the files, as far as is shown here. */
    private boolean isWriterOfAny(Set<FileIdentity> files) throws IOException {
        List<String> state =
                Files.readAllLines(process.directory().resolve("fdinfo").resolve(link.getFileName()));
        return field(state, "flags:")
                        .filter(flags -> (Long.parseLong(flags, OCTAL) & ACCESS_MODE) != 0)
                        .isPresent()
                // Linux shows the number since version 5.14.
                && field(state, "ino:")
                        .map(Long::parseUnsignedLong)
                        .map(inode -> files.stream().anyMatch(file -> file.canHaveInode(inode)))
                        .orElse(true);
    }

    private static Optional<String> field(List<String> state, String name) {
        return state.stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()).strip())
                .findFirst();
    }

    /** Returns the words for a message, such as {@code is open for writing in process 12 (java)}. */
    @Override
    public String toString() {
        return process.isThisOne()
                ? "is open for writing in this process itself, as by the redirection 3>FILE"
                : "is open for writing in " + process;
    }
}
