// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image;

import dev.tfskit.image.ImageChange.Kind;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.Socket;
import dev.tfskit.volume.SpecialFile;
import dev.tfskit.volume.SymbolicLink;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Decides which entries of a volume can stay when a source has them too, and updates their metadata from the source.
 * Not thread-safe.
 */
final class ExistingEntries {

    private final FileComparison files;
    private final ImageChange.Listener changes;
    private final EntryMetadata metadata;
    /** The files of the update's own sources. Their contents may not be there yet. */
    private final Set<Inode> brought = new HashSet<>();
    /** The inodes with several names, and the files, that have stayed for an entry. */
    private final Set<Inode> kept = new HashSet<>();

    /** Decides whether a file of the volume has the content of a source's file. */
    @FunctionalInterface
    interface FileComparison {

        /** Compares the contents of two files of the same length. */
        boolean isSame(RegularFile file, SourceEntry.File entry) throws IOException;
    }

    ExistingEntries(FileComparison files, ImageChange.Listener changes, EntryMetadata metadata) {
        this.files = files;
        this.changes = changes;
        this.metadata = metadata;
    }

    /**
     * Keeps the inode of an entry, if it can stay, and reports the change of the entry.
     *
     * @param entry not a hard link
     * @param found the inode that has the path of the entry
     * @return true when nothing more is to be done
     */
    boolean keep(SourceEntry entry, Optional<Inode> found) throws IOException {
        Optional<SourceEntry.Metadata> wanted = metadataOf(entry);
        if (found.isEmpty() || wanted.isEmpty()) {
            note(Kind.ADDED, entry.path());
            return false;
        }
        Inode inode = found.get();
        if (entry instanceof SourceEntry.MetadataPatch patch) {
            amend(inode, patch);
            return true;
        }
        boolean isLinked = !(inode instanceof Directory) && inode.linkCount() > 1;
        // An inode that has stayed is asked for first: it need not be compared.
        if (isLinked && kept.contains(inode)
                || !isSameKind(inode, entry)
                || isLinked && !canStayLinked(inode, wanted.get())) {
            note(Kind.REPLACED, entry.path());
            return false;
        }
        if (inode instanceof RegularFile) {
            kept.add(inode);
        }
        if (!metadata.matches(inode, wanted.get())) {
            metadata.replace(inode, entry, wanted.get());
            note(Kind.CHANGED, entry.path());
        }
        return true;
    }

    private void amend(Inode inode, SourceEntry.MetadataPatch patch) throws IOException {
        if (!metadata.includes(inode, patch.metadata())) {
            metadata.amend(inode, patch, patch.metadata());
            note(Kind.CHANGED, patch.path());
        }
    }

    /** Notes that the caller has made a file for an entry. It never stays for another one. */
    void addBrought(RegularFile file) {
        brought.add(file);
    }

    /** Reports a change that the caller makes. */
    void note(Kind kind, TreePath path) {
        changes.changed(kind, path);
    }

    /**
     * Returns whether an inode with several names can stay, which it can for one entry only. Its other names may belong
     * to other files of the source, whose metadata must not change.
     */
    private boolean canStayLinked(Inode inode, SourceEntry.Metadata wanted) {
        return metadata.matches(inode, wanted) && kept.add(inode);
    }

    // Switches would have to be linked anew in each run (docs/architecture.md, Start-up).
    @SuppressWarnings("IfChainToSwitch")
    private boolean isSameKind(Inode inode, SourceEntry entry) throws IOException {
        if (entry instanceof SourceEntry.File wanted) {
            return inode instanceof RegularFile file && file.length() == wanted.size() && hasContent(file, wanted);
        } else if (entry instanceof SourceEntry.Directory) {
            return inode instanceof Directory;
        } else if (entry instanceof SourceEntry.Link link) {
            return inode instanceof SymbolicLink present && present.target().equals(link.target());
        } else if (entry instanceof SourceEntry.Socket) {
            return inode instanceof Socket;
        } else if (entry instanceof SourceEntry.Special special) {
            return inode instanceof SpecialFile present && present.node().equals(special.node());
        }
        return false;
    }

    /**
     * Returns whether a file has the content of an entry. Length and time can tell that only of a file from before the
     * update: the files of some container images and archives all have one time.
     */
    private boolean hasContent(RegularFile file, SourceEntry.File wanted) throws IOException {
        if (brought.contains(file)) {
            return false;
        }
        return kept.contains(file) ? FileComparisons.byContent(file, wanted) : files.isSame(file, wanted);
    }

    @SuppressWarnings("IfChainToSwitch")
    private static Optional<SourceEntry.Metadata> metadataOf(SourceEntry entry) {
        if (entry instanceof SourceEntry.File file) {
            return Optional.of(file.metadata());
        } else if (entry instanceof SourceEntry.Directory directory) {
            return Optional.of(directory.metadata());
        } else if (entry instanceof SourceEntry.Link link) {
            return Optional.of(link.metadata());
        } else if (entry instanceof SourceEntry.Socket socket) {
            return Optional.of(socket.metadata());
        } else if (entry instanceof SourceEntry.Special special) {
            return Optional.of(special.metadata());
        } else if (entry instanceof SourceEntry.MetadataPatch patch) {
            return Optional.of(patch.metadata());
        }
        return Optional.empty();
    }
}
