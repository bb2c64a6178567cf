// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.program;

import dev.tfskit.value.Text;
import java.util.Optional;

/**
 * The directory in which a program starts. Relative paths in {@code PATH}, in the lists of the dynamic loader and in
 * ELF files begin there. Immutable.
 *
 * @param path its path, which begins with a slash
 */
record WorkingDirectory(Text path) {

    /**
     * Returns the directory of a path.
     *
     * @param path a path from the root, with or without a slash before it; empty when the program starts in the root
     */
    static WorkingDirectory of(Optional<Text> path) {
        return new WorkingDirectory(path.map(SearchPath::fromRoot).orElse(Text.of("/")));
    }

    /** Returns the path from the root to which a path leads; an empty path is the directory itself. */
    Text resolve(Text other) {
        if (other.length() == 0) {
            return path;
        }
        return SearchPath.isAbsolute(other) ? other : SearchPath.in(path, other);
    }
}
