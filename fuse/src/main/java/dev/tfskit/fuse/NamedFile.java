// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.posix.LinkChain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file by one of its names. It need not exist.
 *
 * @param name any path
 */
record NamedFile(Path name) {

    /** Returns whether another name leads to this file. */
    boolean isAlso(Path other) throws IOException {
        return path().equals(new NamedFile(other).path())
                || Files.exists(name) && Files.exists(other) && Files.isSameFile(name, other);
    }

    /** Returns its absolute path without links: where a program that opens the name finds or makes the file. */
    Path path() {
        Path path = pathOfName();
        try {
            return new NamedFile(LinkChain.of(path).getLast()).pathOfName();
        } catch (IOException unreadableLink) {
            // No program can open the name.
            return path;
        }
    }

    /** Returns the absolute path of the name itself, which may be a link, in a directory without links. */
    Path pathOfName() {
        Path path = name.toAbsolutePath();
        Path directory = path.getParent();
        Path last = path.getFileName();
        try {
            return directory == null || last == null
                    ? path
                    : directory.toRealPath().resolve(last);
        } catch (IOException noDirectory) {
            return path;
        }
    }
}
