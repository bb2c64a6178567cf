// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.survey;

import dev.tfskit.schema.TreePath;
import java.util.List;

/**
 * The tree of a volume in figures.
 *
 * @param directories the number of directories, without the root
 * @param files the number of regular files; a file with several names counts once, also in the figures of bytes
 * @param symbolicLinks the number of symbolic links
 * @param sockets the number of sockets
 * @param specialFiles the number of fifos and devices
 * @param hardLinks the number of names beyond the first of each inode
 * @param fileBytes the sum of the lengths of all files in bytes; 2^63 - 1 if it is larger
 * @param holeBytes how many of these bytes lie in holes
 * @param fragmentedFiles the number of files in more than one run of blocks
 * @param largest the largest files, the largest first; files of equal length in the order of their paths
 * @param damaged the number of entries and files that could not be read, and are missing in some of the figures
 */
public record TreeFigures(
        long directories,
        long files,
        long symbolicLinks,
        long sockets,
        long specialFiles,
        long hardLinks,
        long fileBytes,
        long holeBytes,
        long fragmentedFiles,
        List<SizedFile> largest,
        long damaged) {

    /**
     * A file and its length.
     *
     * @param path its first name in path order
     * @param bytes its length in bytes
     */
    public record SizedFile(TreePath path, long bytes) {}
}
