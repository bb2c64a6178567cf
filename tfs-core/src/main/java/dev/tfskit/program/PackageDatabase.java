// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.program;

import dev.tfskit.value.Text;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The database of a package manager: the packages installed in a tree, and the files of each. */
sealed interface PackageDatabase permits DebianPackages, AlpinePackages {

    /** Returns the package that has a name or provides it; empty if none does. */
    Optional<String> installed(String name);

    /**
     * Returns the names that a package depends on. Each inner list is one dependency with its alternatives, of which
     * one must be installed.
     */
    List<List<String>> dependencies(String installed);

    /** Returns the paths of the files and directories of a package; each is made when it is taken. */
    Stream<Text> files(String installed) throws IOException;

    /** Returns the name of the database, for messages. */
    String name();

    /**
     * Returns a package and all that it depends on.
     *
     * @param name the name of the package
     * @return the installed packages, the requested one first; an alternative that is not installed is skipped
     * @throws ProgramException when the package is not installed
     */
    default List<String> withDependencies(String name) throws ProgramException {
        String first = installed(name)
                .orElseThrow(() -> new ProgramException(
                        "--with " + name() + ":" + name,
                        "the package is not installed in the target root; install it there"));
        List<String> found = new ArrayList<>();
        Set<String> seen = new HashSet<>(Set.of(first));
        Deque<String> ahead = new ArrayDeque<>(Set.of(first));
        while (!ahead.isEmpty()) {
            String at = ahead.remove();
            found.add(at);
            for (List<String> alternatives : dependencies(at)) {
                alternatives.stream()
                        .flatMap(alternative -> installed(alternative).stream())
                        .findFirst()
                        .filter(seen::add)
                        .ifPresent(ahead::add);
            }
        }
        return found;
    }
}
