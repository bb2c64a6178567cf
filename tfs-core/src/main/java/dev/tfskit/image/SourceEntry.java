package dev.tfskit.image;

import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.volume.Permissions;
import dev.tfskit.volume.TreePath;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

/** One entry of a tree that is to become an image. A directory comes before what is in it. */
public sealed interface SourceEntry {

    /** Where it goes; the root itself may be an entry. */
    TreePath path();

    /**
     * What every kind of inode can have.
     *
     * @param permissions mode, owner and group
     * @param modified time of the last change
     * @param extendedAttributes by name
     */
    record Metadata(Permissions permissions, Instant modified, Map<Symbol, Text> extendedAttributes) {}

    /** A directory. */
    record Folder(TreePath path, Metadata metadata) implements SourceEntry {}

    /**
     * A regular file.
     *
     * @param size its length in bytes when it was looked at
     * @param content the file of the host that holds its bytes
     */
    record File(TreePath path, Metadata metadata, long size, Path content) implements SourceEntry {}

    /** A symbolic link. */
    record Link(TreePath path, Metadata metadata, Text target) implements SourceEntry {}

    /** A socket node. */
    record Socket(TreePath path, Metadata metadata) implements SourceEntry {}

    /**
     * Another name of an entry that came before.
     *
     * @param first the path of that entry
     */
    record HardLink(TreePath path, TreePath first) implements SourceEntry {}
}
