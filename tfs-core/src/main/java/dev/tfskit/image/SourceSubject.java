// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image;

import dev.tfskit.schema.TreePath;
import java.nio.file.FileSystemException;
import org.jspecify.annotations.Nullable;

/**
 * The name of a source in messages about its entries.
 *
 * @param name the name of the source; null when the path of an entry says enough
 */
record SourceSubject(@Nullable String name) {

    /** Refuses an entry; the message names the source, if that has a name, and the entry. */
    FileSystemException refusal(TreePath path, String reason) {
        return name != null
                ? new FileSystemException(name, null, "the entry " + path + " " + reason)
                : new FileSystemException(path.toString(), null, reason);
    }

    /** Adds the path of an entry to an exception of the volume, which knows only names. */
    FileSystemException located(FileSystemException problem, TreePath path) {
        return problem.getReason() == null
                        || problem.getFile() == null
                        || problem.getFile().startsWith("/")
                        || problem.getFile().equals(name)
                ? problem
                : new FileSystemException(path.toString(), null, problem.getReason());
    }
}
