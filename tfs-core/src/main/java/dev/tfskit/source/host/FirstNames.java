// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source.host;

import dev.tfskit.schema.TreePath;
import dev.tfskit.source.attributes.HostAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The first names of those inodes of a host tree that have several names. Not thread-safe. */
final class FirstNames {

    private final Map<Object, First> names = new HashMap<>();

    /**
     * The first name of an inode.
     *
     * @param content the content of a regular file, to which further paths can be added; null for other kinds, and in a
     *     directory that is too deep for paths
     */
    record First(TreePath path, @Nullable TreeContent content) {}

    /** Adds a name. Call this last, when nothing about the entry can fail any more. */
    void add(HostAttributes attributes, TreePath path, @Nullable TreeContent content) {
        if (attributes.links() > 1) {
            names.put(attributes.key(), new First(path, content));
        }
    }

    /** Finds the first name of an inode. A directory has only one name, whatever its link count. */
    Optional<First> find(HostAttributes attributes) {
        return attributes.links() > 1 && attributes.kind() != HostAttributes.Kind.DIRECTORY
                ? Optional.ofNullable(names.get(attributes.key()))
                : Optional.empty();
    }
}
