// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import dev.tfskit.value.Text;
import dev.tfskit.volume.PathLookup;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the entries of a volume that a command line names.
 *
 * @param volume the volume
 */
record NamedEntries(Volume volume) {

    /**
     * Finds the entry of a path. A link at the end of the path is not followed.
     *
     * @throws java.nio.file.FileSystemException if the path does not exist
     */
    PathLookup.Found find(String path) throws IOException {
        return find(path, PathLookup.Links.ON_THE_WAY);
    }

    /** Finds the entry of a path, with links followed. */
    PathLookup.Found findFollowing(String path) throws IOException {
        return find(path, PathLookup.Links.ALL);
    }

    /** Finds the entries of several paths. A link at the end of a path is not followed. */
    List<PathLookup.Found> findAll(List<String> paths) throws IOException {
        List<PathLookup.Found> found = new ArrayList<>();
        for (String path : paths) {
            found.add(find(path));
        }
        return found;
    }

    private PathLookup.Found find(String path, PathLookup.Links links) throws IOException {
        if (path.isEmpty()) {
            // For a lookup it is the root, but on a command line most often a variable that is not set.
            throw new NoSuchFileException("''");
        }
        return new PathLookup(volume, links).find(Text.of(path));
    }
}
