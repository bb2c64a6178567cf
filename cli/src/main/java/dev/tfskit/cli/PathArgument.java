// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import java.nio.file.Files;
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
        demandName(label, text);
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new UsageException(label + ": '" + text + "' is not a possible path on this host; correct it");
        }
    }

    /**
     * Refuses an empty name, which most often stands for a variable of the shell that is not set.
     *
     * @param label the name of the argument in the help, such as {@code -r}
     * @param text the argument
     * @throws UsageException when the text is empty
     */
    public static void demandName(String label, String text) throws UsageException {
        if (text.isEmpty()) {
            throw new UsageException(label + ": the name is empty");
        }
    }

    /**
     * Returns the path of a file that the tool writes.
     *
     * @param label the name of the argument in the help, such as {@code --tar}
     * @param text the argument
     * @return the path
     * @throws UsageException when no file can have this name, or the name means a directory
     */
    public static Path parseTarget(String label, String text) throws UsageException {
        Path path = parse(label, text);
        if (text.endsWith("/") && !Files.isDirectory(path)) {
            // Java forgets the slash, and a directory that was mistyped would become a file of that name.
            throw new UsageException(
                    text + ": a name that ends in a slash means a directory, and there is none; leave the slash off");
        }
        return path;
    }
}
