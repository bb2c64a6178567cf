// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.error.NoSpaceException;
import dev.tfskit.error.VolumeFailedException;
import dev.tfskit.image.ImageChange.Kind;
import dev.tfskit.io.LengthSum;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.ContentSink;
import dev.tfskit.source.Notice;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.TreeSource;
import dev.tfskit.value.Symbol;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.TreeWalk;
import dev.tfskit.volume.VolumeBuilder;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
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
    /** Receives each entry that a source has. */
    private final Consumer<EntryName> named;

    private final DirectoryLookup lookup;
    /** A second lookup for the first names of links, which may be far from the entries that are being added. */
    private final DirectoryLookup firstNames;
    /** The entries that the current source has added; empty during the first source. */
    private final Set<EntryName> brought = new HashSet<>();
    /** The files of the current source, whose contents may still be copied; empty during the first source. */
    private final Set<Inode> copied = new HashSet<>();

    /** Hard links of the current source whose file has not come yet, by their paths. */
    private final Map<TreePath, SourceEntry.HardLink> waitingLinks = new LinkedHashMap<>();

    private @Nullable String sourceSubject;

    /** The files of the current source whose contents another process has removed or replaced. */
    private final List<ContentSink.Vanished> vanished = new ArrayList<>();

    private boolean isFirstSource;
    private boolean hasReplaced;
    private long entries;
    private long fileBytes;
    private long fileBlocks;

    /** Creates an importer into a new volume. */
    TreeImporter(VolumeBuilder volume, ContentSink contents, Consumer<Notice> notices, Consumer<SourceEntry> watcher) {
        this(volume, contents, notices, watcher, new EntryMetadata(notices), null, _ -> {});
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
        this.lookup = new DirectoryLookup(volume);
        this.firstNames = new DirectoryLookup(volume);
    }

    /** Returns the number of entries that were added, without the root. */
    long entries() {
        return entries;
    }

    /** Returns the sum of the lengths of all regular files. */
    long fileBytes() {
        return fileBytes;
    }

    /** Returns the number of blocks that all regular files would take if none had holes. */
    long fileBlocks() {
        return fileBlocks;
    }

    /**
     * Returns whether something that was added was removed again. The volume then has gaps, and the counts are too
     * high.
     */
    boolean hasReplaced() {
        return hasReplaced;
    }

    /** Adds all entries of a source. Their contents are in the volume when this returns. */
    void add(TreeSource source) throws IOException {
        // Paths of one source share their parents, and comparing others takes time in proportion to their depth.
        forgetDirectories();
        sourceSubject = source.subject().orElse(null);
        for (Optional<SourceEntry> entry = source.next(); entry.isPresent(); entry = source.next()) {
            add(entry.get());
        }
        makeWaitingLinks();
        finishContents();
        if (!vanished.isEmpty()) {
            leaveOutVanished();
        }
        isFirstSource = false;
        brought.clear();
        copied.clear();
    }

    private void finishContents() throws IOException {
        vanished.addAll(contents.finish());
    }

    /** Removes files without contents, except those that the source now knows by another name. */
    private void leaveOutVanished() throws IOException {
        Map<Inode, List<Named>> names = namesOfVanished();
        List<ContentSink.Vanished> first = List.copyOf(vanished);
        vanished.clear();
        for (ContentSink.Vanished each : first) {
            if (Objects.requireNonNull(names.get(each.target())).isEmpty()) {
                // A later entry has replaced it.
                continue;
            }
            if (each.target().dataRuns().isEmpty()) {
                contents.add(each.target(), each.content(), each.size());
            } else {
                vanished.add(each);
            }
        }
        finishContents();
        for (ContentSink.Vanished each : vanished) {
            // The part of the content that was copied leaves a gap.
            hasReplaced |= !each.target().dataRuns().isEmpty();
            for (Named name : Objects.requireNonNull(names.get(each.target()))) {
                name.entry.directory().unlink(name.entry.name());
                entries--;
                notices.accept(new Notice(
                        name.path.toString(),
                        Objects.requireNonNull(each.reason().getReason())));
            }
            fileBytes -= each.size();
            fileBlocks -= blocks(each.size());
        }
        vanished.clear();
    }

    private record Named(EntryName entry, TreePath path) {}

    private Map<Inode, List<Named>> namesOfVanished() throws IOException {
        Map<Inode, List<Named>> names = new HashMap<>();
        vanished.forEach(each -> names.put(each.target(), new ArrayList<>()));
        TreeWalk walk = new TreeWalk(TreePath.ROOT, volume.root());
        while (walk.hasNext()) {
            if (walk.next() instanceof TreeWalk.Visit.Entry(TreePath path, Inode inode) && names.containsKey(inode)) {
                Directory parent = lookup.find(path.parent().orElseThrow(), (_, _) -> Optional.empty())
                        .orElseThrow();
                Objects.requireNonNull(names.get(inode)).add(new Named(new EntryName(parent, path.name()), path));
            }
        }
        return names;
    }

    private void add(SourceEntry entry) throws IOException {
        if (isFirstSource && (entry instanceof SourceEntry.Whiteout || entry instanceof SourceEntry.OpaqueDirectory)) {
            // Whiteouts remove entries of earlier sources, and there are none.
            return;
        }
        watcher.accept(entry);
        try {
            enter(entry);
        } catch (VolumeFailedException e) {
            throw e;
        } catch (FileSystemException e) {
            // The volume knows only names; the reader of a message needs the whole path.
            throw e.getReason() == null
                            || e.getFile() == null
                            || e.getFile().startsWith("/")
                            || e.getFile().equals(sourceSubject)
                    ? e
                    : new FileSystemException(entry.path().toString(), null, e.getReason());
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
            Optional<Directory> directory = lookup.findOlder(emptying.path(), brought);
            if (directory.isPresent()) {
                note(Kind.REPLACED, emptying.path());
                empty(directory.get());
            }
        } else {
            waitingLinks.remove(entry.path());
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
            throw refusal(entry.path(), "cannot be the root, which is a directory; leave it out or rename it");
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
            brought.add(entryName);
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
            entries++;
            metadata.add(parent.createSymbolicLink(name, link.target()), entry, link.metadata());
        } else if (entry instanceof SourceEntry.HardLink link) {
            createHardLink(link, parent, name);
        } else if (entry instanceof SourceEntry.MetadataPatch amendment) {
            amend(amendment, parent, name);
        } else if (entry instanceof SourceEntry.Socket socket) {
            clear(parent, name);
            entries++;
            metadata.add(parent.createSocket(name), entry, socket.metadata());
        } else if (entry instanceof SourceEntry.Special special) {
            clear(parent, name);
            entries++;
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
            entries++;
            metadata.add(parent.createDirectory(name), entry, entry.metadata());
        }
    }

    private static long blocks(long bytes) {
        return Math.ceilDiv(bytes, (long) BlockDevice.BLOCK_BYTES);
    }

    private void createFile(SourceEntry.File file, Directory parent, Symbol name) throws IOException {
        entries++;
        RegularFile created = parent.createFile(name);
        metadata.add(created, file, file.metadata());
        if (file.size() > 0) {
            volume.setLength(created, file.size());
            fileBytes = LengthSum.of(fileBytes, file.size());
            fileBlocks += blocks(file.size());
            contents.add(created, file.content(), file.size());
            if (!isFirstSource) {
                copied.add(created);
            }
        }
    }

    private void createHardLink(SourceEntry.HardLink link, Directory parent, Symbol name) throws IOException {
        Optional<Inode> first = find(link);
        if (first.isEmpty()) {
            waitingLinks.put(link.path(), link);
        } else if (parent.find(name).filter(first.get()::equals).isEmpty()) {
            note(parent.find(name).isPresent() ? Kind.REPLACED : Kind.ADDED, link.path());
            clear(parent, name);
            entries++;
            // The file is looked up again, because it may have been below what was removed.
            parent.link(name, find(link).orElseThrow(() -> withoutFile(link)));
        }
    }

    private FileSystemException withoutFile(SourceEntry.HardLink link) {
        return refusal(
                link.path(), "is another name of " + link.first() + ", which is not there; add that or leave this out");
    }

    /** Makes links whose files have come after them. A file may itself be such a link. */
    private void makeWaitingLinks() throws IOException {
        Map<TreePath, List<SourceEntry.HardLink>> byFile = new HashMap<>();
        Deque<SourceEntry.HardLink> possible = new ArrayDeque<>();
        for (SourceEntry.HardLink link : waitingLinks.values()) {
            byFile.computeIfAbsent(link.first(), _ -> new ArrayList<>()).add(link);
            if (find(link).isPresent()) {
                possible.add(link);
            }
        }
        while (!possible.isEmpty()) {
            SourceEntry.HardLink link = possible.remove();
            waitingLinks.remove(link.path());
            create(link, parentOf(link.path()), link.path().name());
            possible.addAll(Optional.ofNullable(byFile.remove(link.path())).orElse(List.of()));
        }
        if (!waitingLinks.isEmpty()) {
            throw withoutFile(waitingLinks.values().iterator().next());
        }
    }

    /** Refuses an entry; the message names the source, if that has a name, and the entry. */
    private FileSystemException refusal(TreePath path, String reason) {
        return sourceSubject != null
                ? new FileSystemException(sourceSubject, null, "the entry " + path + " " + reason)
                : new FileSystemException(path.toString(), null, reason);
    }

    private Optional<Inode> find(SourceEntry.HardLink link) throws IOException {
        Optional<TreePath> directoryOfFirst = link.first().parent();
        Optional<Directory> directory;
        try {
            directory = directoryOfFirst.isEmpty()
                    ? Optional.empty()
                    : firstNames.find(directoryOfFirst.get(), (_, _) -> Optional.empty());
        } catch (FileSystemException e) {
            throw e.getReason() == null
                    ? e
                    : refusal(link.path(), "is another name of " + link.first() + ", which " + e.getReason());
        }
        Optional<Inode> found = directory.isEmpty()
                ? Optional.empty()
                : directory.get().find(link.first().name());
        if (found.isPresent() && found.get() instanceof Directory) {
            throw refusal(link.path(), "is another name of " + link.first() + ", which is a directory; leave it out");
        }
        return found;
    }

    private void amend(SourceEntry.MetadataPatch amendment, Directory parent, Symbol name) throws IOException {
        Optional<Inode> found = parent.find(name);
        if (found.isEmpty()) {
            entries++;
            metadata.add(parent.createFile(name), amendment, amendment.metadata());
        } else {
            metadata.add(found.get(), amendment, amendment.metadata());
        }
    }

    /** Makes room for an entry that replaces another. */
    private void clear(Directory parent, Symbol name) throws IOException {
        Optional<Inode> found = parent.find(name);
        if (found.isPresent()) {
            if (mayBeUnderway(found.get())) {
                // Contents must not be copied to a file that is removed.
                finishContents();
            }
            remove(parent, name, Set.of());
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
        Optional<Directory> parent = lookup.findOlder(path.parent().orElseThrow(), brought);
        if (parent.isPresent() && parent.get().find(path.name()).isPresent()) {
            note(Kind.REMOVED, path);
            remove(parent.get(), path.name(), brought);
        }
    }

    private void remove(Directory parent, Symbol name, Set<EntryName> kept) throws IOException {
        hasReplaced = true;
        if (parent.find(name).filter(Directory.class::isInstance).isPresent()) {
            forgetDirectories();
        }
        new TreeRemoval(kept, brought::remove).remove(parent, name);
    }

    private void empty(Directory directory) throws IOException {
        hasReplaced = true;
        forgetDirectories();
        new TreeRemoval(brought, brought::remove).empty(directory);
    }

    private void forgetDirectories() {
        lookup.forget();
        firstNames.forget();
    }

    /** Returns the directory that holds an entry, and creates the directories that the source has not named. */
    private Directory parentOf(TreePath path) throws IOException {
        return findOrMake(path.parent().orElseThrow(), path);
    }

    private Directory findOrMake(TreePath directory, TreePath entry) throws IOException {
        try {
            return lookup.find(directory, (above, name) -> {
                        entries++;
                        return Optional.of(above.createDirectory(name));
                    })
                    .orElseThrow();
        } catch (NoSpaceException | VolumeFailedException e) {
            throw e;
        } catch (FileSystemException e) {
            throw e.getReason() == null ? e : refusal(entry, e.getReason());
        }
    }
}
