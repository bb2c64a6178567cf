// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.program;

import dev.tfskit.text.Glob;
import dev.tfskit.value.Text;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The program that an image runs, and the files to add besides those that the program needs. Immutable.
 *
 * @param program the path of the program in the tree
 * @param arguments the arguments; the program's own name may come first or be left out
 * @param environment the variables of the environment, by name
 * @param workingDirectory the directory in which the program starts
 * @param isBare whether the files that programs expect, such as {@code /etc/passwd}, stay out
 * @param with the files and packages to add
 * @param without patterns of paths that stay out, with all that is below: one with a slash at the start is compared
 *     with the whole path, any other with the end of the path. The constructor throws an
 *     {@link IllegalArgumentException} when one is not valid
 */
public record ProgramRequest(
        Text program,
        List<String> arguments,
        Map<String, String> environment,
        Optional<Text> workingDirectory,
        boolean isBare,
        List<Wanted> with,
        List<String> without) {

    /** Checks the patterns of paths that stay out. */
    public ProgramRequest {
        without.forEach(ProgramRequest::compile);
    }

    /**
     * Compiles a pattern of paths that stay out.
     *
     * @throws IllegalArgumentException when the pattern is not valid
     */
    static Glob compile(String pattern) {
        return pattern.startsWith("/") ? Glob.compile(pattern) : Glob.compileForLastNames("/" + pattern);
    }

    /** Files or packages that the user adds by name. */
    public sealed interface Wanted {

        /**
         * A path, or a pattern of paths; of a directory, everything below it.
         *
         * @param pattern the path or pattern, which begins with a slash
         */
        record Files(String pattern) implements Wanted {}

        /**
         * An installed Debian package and all that it depends on.
         *
         * @param name the name of the package
         */
        record DebianPackage(String name) implements Wanted {}

        /**
         * An installed Alpine package and all that it depends on.
         *
         * @param name the name of the package
         */
        record AlpinePackage(String name) implements Wanted {}

        /**
         * Parses an argument of the command line.
         *
         * @param text {@code deb:NAME}, {@code apk:NAME}, or a path or pattern
         * @return the files or the package
         * @throws IllegalArgumentException when a pattern is not valid or a name is empty
         */
        static Wanted parse(String text) {
            if (text.startsWith("deb:") || text.startsWith("apk:")) {
                String name = text.substring(4);
                if (name.isEmpty()) {
                    throw new IllegalArgumentException("the name of a package is missing");
                }
                return text.startsWith("deb:") ? new DebianPackage(name) : new AlpinePackage(name);
            }
            if (text.isEmpty()) {
                throw new IllegalArgumentException("a path is missing");
            }
            String pattern = text.startsWith("/") ? text : "/" + text;
            Glob.compile(pattern);
            return new Files(pattern);
        }
    }
}
