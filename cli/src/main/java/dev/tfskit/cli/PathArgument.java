// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Parses file names from the command line. */
public final class PathArgument {

    private PathArgument() {}

    /**
     * Returns the path that an argument names.
     *
     * @param label the name of the argument in the help, such as {@code -r}
     * @param text the argument
     * @return the path
     * @throws UsageException when no file can have this name
     */
    public static Path parse(String label, String text) throws UsageException {
        if (text.isEmpty()) {
            throw new UsageException(label + ": the name is empty");
        }
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new UsageException(label + ": '" + text + "' is not a possible path on this host; correct it");
        }
    }
}
