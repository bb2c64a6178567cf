// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source;

import dev.tfskit.schema.Permissions;
import dev.tfskit.schema.SpecialNode;
import dev.tfskit.schema.TreePath;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Value;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One entry of a source for an image. A later entry replaces an earlier entry with the same path, from the same or an
 * earlier source; directories are merged. A directory need not come before its entries. Immutable, but {@link Content}
 * may be readable only once.
 */
public sealed interface SourceEntry {

    /**
     * Returns the path of the entry in the image. The root itself may be an entry.
     *
     * @return the path
     */
    TreePath path();

    /**
     * The metadata that every kind of inode can have.
     *
     * @param permissions mode, owner and group; if the source does not know them, an existing directory keeps its own,
     *     and other entries get the default of their kind
     * @param modified time of the last change, if the source knows one
     * @param extendedAttributes by name
     * @param others other attributes, which are copied from image to image without interpretation
     */
    record Metadata(
            Optional<Permissions> permissions,
            Optional<Instant> modified,
            Map<Symbol, Text> extendedAttributes,
            Map<Symbol, Value> others) {

        /** Metadata without any known part. */
        public static final Metadata NONE = new Metadata(Optional.empty(), Optional.empty(), Map.of(), Map.of());

        /**
         * Creates metadata as a host knows it, without other attributes.
         *
         * @param permissions mode and owner
         * @param modified the time of the last change of the content
         * @param extendedAttributes names and values
         */
        public Metadata(Permissions permissions, Instant modified, Map<Symbol, Text> extendedAttributes) {
            this(Optional.of(permissions), Optional.of(modified), extendedAttributes, Map.of());
        }
    }

    /**
     * A directory.
     *
     * @param path the path in the image
     * @param metadata mode, owner, times and attributes
     */
    record Directory(TreePath path, Metadata metadata) implements SourceEntry {}

    /**
     * A regular file.
     *
     * @param path the path in the image
     * @param metadata mode, owner, times and attributes
     * @param size the length in bytes when the source measured the file
     * @param content the bytes
     */
    record File(TreePath path, Metadata metadata, long size, Content content) implements SourceEntry {

        /**
         * Creates a file whose content is that of a file of the host.
         *
         * @param path the path in the image
         * @param metadata mode, owner, times and attributes
         * @param size the length in bytes
         * @param file the file of the host
         */
        public File(TreePath path, Metadata metadata, long size, Path file) {
            this(path, metadata, size, new HostContent(file, size));
        }
    }

    /**
     * A symbolic link.
     *
     * @param path the path in the image
     * @param metadata mode, owner, times and attributes
     * @param target the target, byte for byte
     */
    record Link(TreePath path, Metadata metadata, Text target) implements SourceEntry {}

    /**
     * A socket node.
     *
     * @param path the path in the image
     * @param metadata mode, owner, times and attributes
     */
    record Socket(TreePath path, Metadata metadata) implements SourceEntry {}

    /**
     * A fifo or a device.
     *
     * @param path the path in the image
     * @param metadata mode, owner, times and attributes
     * @param node the kind, and the numbers of a device
     */
    record Special(TreePath path, Metadata metadata, SpecialNode node) implements SourceEntry {}

    /**
     * Another name of an earlier entry, of this source or of one before it.
     *
     * @param path the path of the new name
     * @param first the path of the earlier entry
     */
    record HardLink(TreePath path, TreePath first) implements SourceEntry {}

    /**
     * New metadata for an existing entry of any kind. An empty file is made if there is none.
     *
     * @param path the path in the image
     * @param metadata mode, owner, times and attributes
     */
    record MetadataPatch(TreePath path, Metadata metadata) implements SourceEntry {}

    /**
     * Stands for an entry of the source that cannot go into an image. As that entry would have, it removes an earlier
     * entry at the path; nothing takes its place.
     *
     * @param path the path in the image, which is not the root
     */
    record Absence(TreePath path) implements SourceEntry {}

    /**
     * Removes the entry that lower layers of the same stack have at a path, with everything below it. What only other
     * sources have stays: see {@link TreeSource#stack}.
     *
     * @param path the path in the image
     */
    record Whiteout(TreePath path) implements SourceEntry {}

    /**
     * Removes the entries that lower layers of the same stack have in a directory. Entries of this source stay, and so
     * does what only other sources have: see {@link TreeSource#stack}.
     *
     * @param path the path of the directory
     */
    record OpaqueDirectory(TreePath path) implements SourceEntry {}
}
