// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import dev.tfskit.schema.TreePath;

/**
 * The name of an archive member in messages. Only {@link #toString} builds the text, because that takes time and memory
 * in proportion to the depth of the member.
 *
 * @param archive the name of the archive
 * @param path the path of the member
 */
record MemberName(String archive, TreePath path) {

    @Override
    public String toString() {
        return archive + ": " + path;
    }
}
