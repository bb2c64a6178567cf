// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.report;

import dev.tfskit.schema.TreePath;
import java.util.HashMap;
import java.util.Map;

/**
 * The lengths of files in bytes, by path, while a log is read. They supply the length of a file that a record removes.
 */
final class FileLengths {

    private final Map<TreePath, Long> lengths = new HashMap<>();

    /** Returns the last length that the log set for a path; 0 when it set none. */
    long at(TreePath path) {
        return lengths.getOrDefault(path, 0L);
    }

    /** Notes a length, and returns the one before. */
    long set(TreePath path, long length) {
        Long before = lengths.put(path, length);
        return before == null ? 0 : before;
    }

    /** Notes that a path is gone, and returns the length before. */
    long remove(TreePath path) {
        Long before = lengths.remove(path);
        return before == null ? 0 : before;
    }
}
