// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.posix;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The symbolic links of the host that the last name of a path leads through. */
public final class LinkChain {

    /** The most symbolic links that Linux follows along one path. */
    private static final int MOST_LINKS = 40;

    private LinkChain() {}

    /**
     * Follows the links. Nothing needs to exist at the end of them.
     *
     * @param path any path
     * @return the path itself, and what each link leads to, in order; all of them but the last are links
     * @throws FileSystemException when there are more links than Linux follows
     * @throws IOException when a link cannot be read
     */
    public static List<Path> of(Path path) throws IOException {
        List<Path> chain = new ArrayList<>(List.of(path));
        for (Path at = path; Files.isSymbolicLink(at); chain.add(at)) {
            if (chain.size() > MOST_LINKS) {
                throw new FileSystemException(path.toString(), null, "Too many levels of symbolic links");
            }
            at = at.resolveSibling(Files.readSymbolicLink(at));
        }
        return chain;
    }
}
