// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file by one of its names. It need not exist.
 *
 * @param name any path
 */
record NamedFile(Path name) {

    /** The kernel follows no more links for one name. */
    private static final int MOST_LINKS = 40;

    /** Returns whether another name leads to this file. */
    boolean isAlso(Path other) throws IOException {
        return path().equals(new NamedFile(other).path())
                || Files.exists(name) && Files.exists(other) && Files.isSameFile(name, other);
    }

    /** Returns its absolute path without links: where a program that opens the name finds or makes the file. */
    Path path() {
        Path path = name.toAbsolutePath();
        try {
            for (int links = 0; links < MOST_LINKS; links++) {
                path = inRealDirectory(path);
                if (!Files.isSymbolicLink(path)) {
                    return path;
                }
                path = path.resolveSibling(Files.readSymbolicLink(path));
            }
        } catch (IOException noDirectory) {
            // No program can open the name.
        }
        return path;
    }

    private static Path inRealDirectory(Path path) throws IOException {
        Path parent = path.getParent();
        Path last = path.getFileName();
        return parent == null || last == null ? path : parent.toRealPath().resolve(last);
    }
}
