// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source.tfs;

import dev.tfskit.error.NameNotAllowedException;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import dev.tfskit.value.walk.DeepCopy;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.Socket;
import dev.tfskit.volume.SpecialFile;
import dev.tfskit.volume.SymbolicLink;
import dev.tfskit.volume.Volume;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Makes source entries from the inodes of a volume, with all attributes, also those of unknown meaning. Not
 * thread-safe.
 */
final class InodeEntries {

    private final Volume volume;
    private final FileContents contents;
    private final DeepCopy copies = new DeepCopy();

    /**
     * Creates entries of a volume.
     *
     * @param volume the volume
     * @param contents the contents of its files
     */
    InodeEntries(Volume volume, FileContents contents) {
        this.volume = volume;
        this.contents = contents;
    }

    /** Returns the entry of the root, without the attributes that configure the unikernel. */
    SourceEntry root() {
        return new SourceEntry.Directory(TreePath.ROOT, rootMetadata());
    }

    /**
     * Returns the entry of an inode, which is never a hard link.
     *
     * @param path the path of the entry
     * @param inode an inode of the volume
     * @return the entry
     * @throws TfsFormatException when the inode is damaged
     * @throws NameNotAllowedException when the target of a link is not possible
     */
    SourceEntry entry(TreePath path, Inode inode) throws TfsFormatException, NameNotAllowedException {
        SourceEntry.Metadata metadata = metadata(inode);
        return switch (inode) {
            case Directory _ -> new SourceEntry.Directory(path, metadata);
            case SymbolicLink link -> {
                SymbolicLink.checkTarget(link.target());
                yield new SourceEntry.Link(path, metadata, link.target());
            }
            case Socket _ -> new SourceEntry.Socket(path, metadata);
            case SpecialFile special -> new SourceEntry.Special(path, metadata, special.node());
            case RegularFile file -> new SourceEntry.File(path, metadata, file.length(), contents.of(path, file));
        };
    }

    private SourceEntry.Metadata rootMetadata() {
        Inode root = volume.root();
        return new SourceEntry.Metadata(
                Optional.of(root.permissions()), root.storedModified(), Map.of(), others(root, Set.of()));
    }

    private SourceEntry.Metadata metadata(Inode inode) {
        Map<Symbol, Text> extended = inode.extendedAttributes();
        return new SourceEntry.Metadata(
                Optional.of(inode.permissions()), inode.storedModified(), extended, others(inode, extended.keySet()));
    }

    private Map<Symbol, Value> others(Inode inode, Set<Symbol> extended) {
        Map<Symbol, Value> others = new TreeMap<>();
        for (Tuple.Attribute attribute : inode.attributes()) {
            if (!Attributes.MANAGED.contains(attribute.name()) && !extended.contains(attribute.name())) {
                others.put(attribute.name(), copies.of(attribute.value()));
            }
        }
        return others;
    }
}
