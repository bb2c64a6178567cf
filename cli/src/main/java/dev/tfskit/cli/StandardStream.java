// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import dev.tfskit.posix.LinkChain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * A standard stream as the user names it in place of a file: {@code -}, or a path such as {@code /dev/stdout} that
 * leads to the descriptor of the stream. Such a path is not opened: a file that is opened again is read or written from
 * its start, and not from the position of the stream, and a socket cannot be opened by a path.
 */
public enum StandardStream {

    /** Standard input, descriptor 0. */
    INPUT("0"),
    /** Standard output, descriptor 1. */
    OUTPUT("1");

    /** The short name of both streams. */
    public static final String DASH = "-";

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    private final String descriptor;

    StandardStream(String descriptor) {
        this.descriptor = descriptor;
    }

    /**
     * Returns whether a name from the command line stands for this stream.
     *
     * @param name the name as given; it need not be that of a file, or a possible path of this host
     * @return true for {@code -}, and for a path that leads to the descriptor
     */
    public boolean isNamedBy(String name) {
        if (name.equals(DASH)) {
            return true;
        }
        try {
            return !name.isEmpty() && leadsToDescriptor(Path.of(name).toAbsolutePath());
        } catch (InvalidPathException notAPath) {
            return false;
        }
    }

    private boolean leadsToDescriptor(Path name) {
        try {
            for (Path each : LinkChain.of(name)) {
                if (isDescriptor(each)) {
                    return true;
                }
            }
            return false;
        } catch (IOException notThere) {
            return false;
        }
    }

    private boolean isDescriptor(Path path) throws IOException {
        Path directory = path.getParent();
        return directory != null
                && Files.isSymbolicLink(path)
                && path.getFileName().toString().equals(descriptor)
                && directory.toRealPath().equals(DESCRIPTORS.toRealPath());
    }
}
