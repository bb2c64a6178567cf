// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image;

import dev.tfskit.error.NoSpaceException;
import dev.tfskit.error.VolumeFailedException;
import dev.tfskit.image.ImageChange.Kind;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.Notice;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.TreeSource;
import dev.tfskit.value.Symbol;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.VolumeBuilder;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Adds the entries of sources to a volume, one source after the other, and starts the copies of their contents. A later
 * entry replaces an earlier one; directories are merged. Not thread-safe.
 */
final class TreeImporter {

    private final VolumeBuilder volume;
    private final ContentSink contents;
    private final Consumer<Notice> notices;
    private final Consumer<SourceEntry> watcher;
    private final EntryMetadata metadata;
    /** What can stay of a volume that had entries before; null for a new volume. */
    private final @Nullable ExistingEntries existing;
    /** Receives each entry that a source has, and each link that leads to one. */
    private final Consumer<EntryName> named;

    private final DirectoryLookup lookup;
    private final ImportCounts counts = new ImportCounts();
    private final VanishedEntries vanished;
    private final LayeredEntries layers = new LayeredEntries();
    /** The files of the current source, whose contents may still be copied; empty during the first source. */
    private final Set<Inode> copied = new HashSet<>();

    /** The current source in messages. */
    private SourceSubject subject = new SourceSubject(null);
    /** The hard links of the current source. */
    private HardLinks links;

    /** Makes the directories that the source has not named; kept, because each entry needs it. */
    private final DirectoryLookup.Missing made = this::make;

    private boolean isFirstSource;
    private boolean hasReplaced;

    /** Creates an importer into a new volume. */
    TreeImporter(VolumeBuilder volume, ContentSink contents, Consumer<Notice> notices, Consumer<SourceEntry> watcher) {
        this(volume, contents, notices, watcher, new EntryMetadata(volume, notices), null, _ -> {});
        isFirstSource = true;
    }

    /** Creates an importer into a volume that may have entries. */
    static TreeImporter intoExisting(
            VolumeBuilder volume,
            ContentSink contents,
            Consumer<Notice> notices,
            Consumer<SourceEntry> watcher,
            EntryMetadata metadata,
            ExistingEntries existing,
            Consumer<EntryName> named) {
        return new TreeImporter(volume, contents, notices, watcher, metadata, existing, named);
    }

    private TreeImporter(
            VolumeBuilder volume,
            ContentSink contents,
            Consumer<Notice> notices,
            Consumer<SourceEntry> watcher,
            EntryMetadata metadata,
            @Nullable ExistingEntries existing,
            Consumer<EntryName> named) {
        this.metadata = metadata;
        this.existing = existing;
        this.named = named;
        this.volume = volume;
        this.contents = contents;
        this.notices = notices;
        this.watcher = watcher;
        this.lookup = new DirectoryLookup(volume, named);
        this.vanished = new VanishedEntries(volume, contents, lookup, notices, counts);
        this.links = new HardLinks(volume, subject);
    }

    /** Returns the counts of what was added, the root aside. */
    ImportCounts counts() {
        return counts;
    }

    /**
     * Returns whether the importer has removed an entry that it had added. The volume then has gaps, and the counts
     * include the removed entry.
     */
    boolean hasReplaced() {
        return hasReplaced;
    }

    /** Adds all entries of a source. Their contents are in the volume when this returns. */
    void add(TreeSource source) throws IOException {
        // Paths of one source share their parents, and comparing others takes time in proportion to their depth.
        lookup.forget();
        subject = new SourceSubject(source.subject().orElse(null));
        links = new HardLinks(volume, subject);
        layers.begin(source, isFirstSource);
        for (Optional<SourceEntry> entry = source.next(); entry.isPresent(); entry = source.next()) {
            add(entry.get());
        }
        links.makeWaiting(
                link -> create(link, parentOf(link.path()), link.path().name()), this::leaveOut);
        vanished.finishContents();
        hasReplaced |= vanished.remove();
        isFirstSource = false;
        copied.clear();
    }

    private void add(SourceEntry entry) throws IOException {
        boolean isRemoval = entry instanceof SourceEntry.Whiteout || entry instanceof SourceEntry.OpaqueDirectory;
        if (isRemoval && !layers.hasLower()) {
            return;
        }
        watcher.accept(entry);
        try {
            enter(entry);
        } catch (VolumeFailedException e) {
            throw e;
        } catch (FileSystemException e) {
            throw subject.located(e, entry.path());
        }
    }

    // Switches would have to be linked anew in each run, here and below (docs/architecture.md, Start-up).
    @SuppressWarnings("IfChainToSwitch")
    private void enter(SourceEntry entry) throws IOException {
        if (entry.path().isRoot()) {
            enterRoot(entry);
            return;
        }
        if (entry instanceof SourceEntry.Whiteout removal) {
            remove(removal.path());
        } else if (entry instanceof SourceEntry.OpaqueDirectory emptying) {
            Optional<Directory> directory = lookup.findOlder(emptying.path(), layers::isOwn);
            if (directory.isPresent() && empty(directory.get())) {
                note(Kind.REPLACED, emptying.path());
            }
        } else if (entry instanceof SourceEntry.Absence absence) {
            links.addAbsence(absence.path());
            clear(absence.path());
        } else {
            links.replace(entry.path());
            create(entry, parentOf(entry.path()), entry.path().name());
        }
    }

    @SuppressWarnings("IfChainToSwitch")
    private void enterRoot(SourceEntry entry) throws IOException {
        if (entry instanceof SourceEntry.Directory directory) {
            describeRoot(entry, directory.metadata());
        } else if (entry instanceof SourceEntry.MetadataPatch amendment) {
            describeRoot(entry, amendment.metadata());
        } else if (entry instanceof SourceEntry.OpaqueDirectory) {
            empty(volume.root());
        } else {
            throw subject.refusal(entry.path(), "cannot be the root, which is a directory; leave it out or rename it");
        }
    }

    private void describeRoot(SourceEntry entry, SourceEntry.Metadata wanted) throws IOException {
        if (existing == null || !existing.keep(entry, Optional.of(volume.root()))) {
            metadata.add(volume.root(), entry, wanted);
        }
    }

    private void create(SourceEntry entry, Directory parent, Symbol name) throws IOException {
        boolean isLink = entry instanceof SourceEntry.HardLink;
        if (existing == null || isLink || !existing.keep(entry, parent.find(name))) {
            make(entry, parent, name);
        }
        if (!isFirstSource) {
            EntryName entryName = new EntryName(parent, name);
            layers.add(entryName);
            named.accept(entryName);
        }
    }

    @SuppressWarnings("IfChainToSwitch")
    private void make(SourceEntry entry, Directory parent, Symbol name) throws IOException {
        if (entry instanceof SourceEntry.File file) {
            clear(parent, name);
            createFile(file, parent, name);
        } else if (entry instanceof SourceEntry.Directory directory) {
            createDirectory(directory, parent, name);
        } else if (entry instanceof SourceEntry.Link link) {
            clear(parent, name);
            counts.addEntry();
            metadata.add(parent.createSymbolicLink(name, link.target()), entry, link.metadata());
        } else if (entry instanceof SourceEntry.HardLink link) {
            createHardLink(link, parent, name);
        } else if (entry instanceof SourceEntry.MetadataPatch amendment) {
            amend(amendment, parent, name);
        } else if (entry instanceof SourceEntry.Socket socket) {
            clear(parent, name);
            counts.addEntry();
            metadata.add(parent.createSocket(name), entry, socket.metadata());
        } else if (entry instanceof SourceEntry.Special special) {
            clear(parent, name);
            counts.addEntry();
            metadata.add(parent.createSpecialFile(name, special.node()), entry, special.metadata());
        } else {
            throw new IllegalArgumentException(entry.toString());
        }
    }

    private void createDirectory(SourceEntry.Directory entry, Directory parent, Symbol name) throws IOException {
        Optional<Inode> found = parent.find(name);
        if (found.isPresent() && found.get() instanceof Directory directory) {
            if (entry.metadata().permissions().isPresent()) {
                for (Symbol attribute : directory.extendedAttributes().keySet()) {
                    directory.removeExtendedAttribute(attribute);
                }
            }
            metadata.add(directory, entry, entry.metadata());
        } else {
            clear(parent, name);
            counts.addEntry();
            metadata.add(parent.createDirectory(name), entry, entry.metadata());
        }
    }

    private void createFile(SourceEntry.File file, Directory parent, Symbol name) throws IOException {
        counts.addEntry();
        RegularFile created = parent.createFile(name);
        if (existing != null) {
            existing.addBrought(created);
        }
        metadata.add(created, file, file.metadata());
        if (file.size() > 0) {
            volume.setLength(created, file.size());
            counts.addContent(file.size());
            contents.add(created, file.content(), file.size());
            if (!isFirstSource) {
                copied.add(created);
            }
        }
    }

    private void createHardLink(SourceEntry.HardLink link, Directory parent, Symbol name) throws IOException {
        Optional<Inode> first = links.find(link);
        if (first.isEmpty()) {
            links.await(link);
        } else if (parent.find(name).filter(first.get()::equals).isEmpty()) {
            note(parent.find(name).isPresent() ? Kind.REPLACED : Kind.ADDED, link.path());
            clear(parent, name);
            counts.addEntry();
            // The file is looked up again, because it may have been below what was removed.
            parent.link(name, links.existing(link));
        }
    }

    private Optional<Directory> make(Directory above, Symbol name) throws IOException {
        counts.addEntry();
        layers.add(new EntryName(above, name));
        return Optional.of(above.createDirectory(name));
    }

    private void amend(SourceEntry.MetadataPatch amendment, Directory parent, Symbol name) throws IOException {
        Optional<Inode> found = parent.find(name);
        if (found.isEmpty()) {
            counts.addEntry();
            metadata.add(parent.createFile(name), amendment, amendment.metadata());
        } else {
            metadata.add(found.get(), amendment, amendment.metadata());
        }
    }

    /** Removes what the sources before, or the volume, have at a path. */
    private void clear(TreePath path) throws IOException {
        Optional<Directory> parent = lookup.findOlder(path.parent().orElseThrow(), _ -> false);
        if (parent.isPresent() && parent.get().find(path.name()).isPresent()) {
            clear(parent.get(), path.name());
            note(Kind.REMOVED, path);
        }
    }

    /** Leaves a link out whose file cannot go in. The file came after it, so the source took it for a usual link. */
    private void leaveOut(SourceEntry.HardLink link) throws IOException {
        clear(link.path());
        notices.accept(new Notice(
                link.path().toString(),
                "is left out: it is a hard link to " + link.first() + ", and that is left out"));
    }

    /** Makes room for an entry that replaces another. */
    private void clear(Directory parent, Symbol name) throws IOException {
        Optional<Inode> found = parent.find(name);
        if (found.isPresent()) {
            if (mayBeUnderway(found.get())) {
                // No thread may copy contents to a file that is removed.
                vanished.finishContents();
            }
            remove(parent, name, _ -> false);
        }
    }

    /** Returns whether contents may still be copied to an inode or below it. Those of earlier sources are complete. */
    private boolean mayBeUnderway(Inode inode) {
        return isFirstSource || inode instanceof Directory || copied.contains(inode);
    }

    private void note(Kind kind, TreePath path) {
        if (existing != null) {
            existing.note(kind, path);
        }
    }

    private void remove(TreePath path) throws IOException {
        Optional<Directory> parent = lookup.findOlder(path.parent().orElseThrow(), layers::isOwn);
        if (parent.isPresent() && remove(parent.get(), path.name(), layers::isKept)) {
            note(parent.get().find(path.name()).isPresent() ? Kind.REPLACED : Kind.REMOVED, path);
        }
    }

    /** Removes what is not to be kept of an entry, and returns whether anything was removed. */
    private boolean remove(Directory parent, Symbol name, Predicate<EntryName> kept) throws IOException {
        if (parent.find(name).filter(Directory.class::isInstance).isPresent()) {
            forgetDirectories();
        }
        boolean hasRemoved = new TreeRemoval(kept, layers::remove).remove(parent, name);
        hasReplaced |= hasRemoved;
        return hasRemoved;
    }

    private boolean empty(Directory directory) throws IOException {
        forgetDirectories();
        boolean hasRemoved = new TreeRemoval(layers::isKept, layers::remove).empty(directory);
        hasReplaced |= hasRemoved;
        return hasRemoved;
    }

    private void forgetDirectories() {
        lookup.forget();
        links.forgetDirectories();
    }

    /** Returns the directory that holds an entry, and creates the directories that the source has not named. */
    private Directory parentOf(TreePath path) throws IOException {
        return findOrMake(path.parent().orElseThrow(), path);
    }

    private Directory findOrMake(TreePath directory, TreePath entry) throws IOException {
        try {
            return lookup.find(directory, made).orElseThrow();
        } catch (NoSpaceException | VolumeFailedException e) {
            throw e;
        } catch (FileSystemException e) {
            throw e.getReason() == null ? e : subject.refusal(entry, e.getReason());
        }
    }
}
