// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source;

import dev.tfskit.schema.Permissions;
import dev.tfskit.schema.TreePath;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Value;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One entry of a tree that is to become an image. Where an earlier entry, perhaps of another source, has the same path,
 * the later one takes its place; directories are merged. A directory need not come before what is in it.
 */
public sealed interface SourceEntry {

    /** Where it goes; the root itself may be an entry. */
    TreePath path();

    /**
     * What every kind of inode can have.
     *
     * @param permissions mode, owner and group; if the source does not know them, those of a directory that is there
     *     already stay, and others get the default of their kind
     * @param modified time of the last change, if the source knows one
     * @param extendedAttributes by name
     * @param others attributes that an image had and another keeps, whatever they mean
     */
    record Metadata(
            Optional<Permissions> permissions,
            Optional<Instant> modified,
            Map<Symbol, Text> extendedAttributes,
            Map<Symbol, Value> others) {

        /** Nothing is known. */
        public static final Metadata NONE = new Metadata(Optional.empty(), Optional.empty(), Map.of(), Map.of());

        /** What a host knows of a file. */
        public Metadata(Permissions permissions, Instant modified, Map<Symbol, Text> extendedAttributes) {
            this(Optional.of(permissions), Optional.of(modified), extendedAttributes, Map.of());
        }
    }

    /** A directory. */
    record Directory(TreePath path, Metadata metadata) implements SourceEntry {}

    /**
     * A regular file.
     *
     * @param size its length in bytes when it was looked at
     * @param content its bytes
     */
    record File(TreePath path, Metadata metadata, long size, Content content) implements SourceEntry {

        /** A file whose bytes are those of a file of the host. */
        public File(TreePath path, Metadata metadata, long size, Path file) {
            this(path, metadata, size, new HostContent(file, size));
        }
    }

    /** A symbolic link. */
    record Link(TreePath path, Metadata metadata, Text target) implements SourceEntry {}

    /** A socket node. */
    record Socket(TreePath path, Metadata metadata) implements SourceEntry {}

    /**
     * Another name of an entry that came before, of this source or an earlier one.
     *
     * @param first the path of that entry
     */
    record HardLink(TreePath path, TreePath first) implements SourceEntry {}

    /** Attributes for what is there already, of whatever kind it is; an empty file where nothing is. */
    record MetadataPatch(TreePath path, Metadata metadata) implements SourceEntry {}

    /** What earlier sources have put there goes away, with everything below it. */
    record Whiteout(TreePath path) implements SourceEntry {}

    /** What earlier sources have put into this directory goes away; what this source puts there stays. */
    record OpaqueDirectory(TreePath path) implements SourceEntry {}
}
