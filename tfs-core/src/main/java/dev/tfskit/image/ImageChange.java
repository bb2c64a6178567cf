// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image;

import dev.tfskit.schema.TreePath;
import java.util.Optional;

/**
 * One change that an {@link ImageUpdate} makes to an entry of an image.
 *
 * @param kind what happens to the entry
 * @param path the path of the entry; its new path when it is renamed
 * @param oldPath the path before, when the entry is renamed
 */
public record ImageChange(Kind kind, TreePath path, Optional<TreePath> oldPath) {

    /** What happens to an entry. */
    public enum Kind {
        /** The entry is new. */
        ADDED,
        /** The entry gets other contents, another target or another kind. */
        REPLACED,
        /** The entry keeps its contents, and gets other times, permissions or attributes. */
        CHANGED,
        /** The entry is removed, with everything below it. */
        REMOVED,
        /** The entry gets another path. */
        RENAMED,
        /** The contents of the entry, a file, get another place in the volume, so that they are contiguous. */
        DEFRAGMENTED
    }

    /** Receives changes of entries whose path stays. */
    @FunctionalInterface
    interface Listener {

        /** Notes a change. */
        void changed(Kind kind, TreePath path);
    }
}
