// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.survey;

import dev.tfskit.schema.TreePath;
import java.util.List;

/**
 * The tree of a volume in figures.
 *
 * @param directories without the root
 * @param files regular ones; those with several names count once, here and below
 * @param symbolicLinks as many as there are
 * @param sockets as many as there are
 * @param hardLinks names beyond the first of each inode
 * @param fileBytes the lengths of all files
 * @param holeBytes bytes of files for which there are no blocks
 * @param fragmentedFiles files whose data do not lie together on the volume
 * @param largest the largest files, the largest first; among equals in path order
 * @param damaged entries and files that could not be read and so are not in all of the figures
 */
public record TreeFigures(
        long directories,
        long files,
        long symbolicLinks,
        long sockets,
        long hardLinks,
        long fileBytes,
        long holeBytes,
        long fragmentedFiles,
        List<SizedFile> largest,
        long damaged) {

    /**
     * A file.
     *
     * @param path its first name in path order
     * @param bytes its length
     */
    public record SizedFile(TreePath path, long bytes) {}
}
