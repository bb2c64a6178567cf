// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source.tfs;

import dev.tfskit.error.NameNotAllowedException;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.message.Messages;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import dev.tfskit.value.walk.DeepCopy;
import dev.tfskit.value.walk.TextCopies;
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
    private final TextCopies textCopies = new TextCopies();

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

    /**
     * Returns the entry of the root with all its attributes, also those that configure the unikernel.
     *
     * @throws TfsFormatException when copies of its attributes would take too many bytes
     */
    SourceEntry root() throws TfsFormatException {
        return new SourceEntry.Directory(TreePath.ROOT, rootMetadata(others(volume.root(), Set.of())));
    }

    /** Returns the entry of the root without attributes other than its permissions and its time. */
    SourceEntry plainRoot() {
        return new SourceEntry.Directory(TreePath.ROOT, rootMetadata(Map.of()));
    }

    /**
     * Returns the entry of an inode, which is never a hard link.
     *
     * @param path the path of the entry
     * @param inode an inode of the volume
     * @return the entry
     * @throws TfsFormatException when the inode is damaged, or copies of its attributes would take too many bytes
     * @throws NameNotAllowedException when the target of a link is not possible
     */
    SourceEntry entry(TreePath path, Inode inode) throws TfsFormatException, NameNotAllowedException {
        SourceEntry.Metadata metadata = metadata(inode);
        return switch (inode) {
            case Directory _ -> new SourceEntry.Directory(path, metadata);
            case SymbolicLink link -> {
                SymbolicLink.checkTarget(link.target());
                checkCopy(link.target());
                yield new SourceEntry.Link(path, metadata, link.target());
            }
            case Socket _ -> new SourceEntry.Socket(path, metadata);
            case SpecialFile special -> new SourceEntry.Special(path, metadata, special.node());
            case RegularFile file -> new SourceEntry.File(path, metadata, file.length(), contents.of(path, file));
        };
    }

    private SourceEntry.Metadata rootMetadata(Map<Symbol, Value> others) {
        Inode root = volume.root();
        return new SourceEntry.Metadata(Optional.of(root.permissions()), root.storedModified(), Map.of(), others);
    }

    private SourceEntry.Metadata metadata(Inode inode) throws TfsFormatException {
        Map<Symbol, Text> extended = inode.extendedAttributes();
        for (Text text : extended.values()) {
            checkCopy(text);
        }
        return new SourceEntry.Metadata(
                Optional.of(inode.permissions()), inode.storedModified(), extended, others(inode, extended.keySet()));
    }

    private Map<Symbol, Value> others(Inode inode, Set<Symbol> extended) throws TfsFormatException {
        Map<Symbol, Value> others = new TreeMap<>();
        for (Tuple.Attribute attribute : inode.attributes()) {
            if (!Attributes.MANAGED.contains(attribute.name()) && !extended.contains(attribute.name())) {
                checkCopy(attribute.value());
                others.put(attribute.name(), copies.of(attribute.value()));
            }
        }
        return others;
    }

    private void checkCopy(Value value) throws TfsFormatException {
        if (!textCopies.allow(value)) {
            throw new TfsFormatException("it refers to texts that the log holds once, and copies of all such texts "
                    + "would take more than " + Messages.size(TextCopies.MOST_BYTES));
        }
    }
}
