package dev.tfskit.image;

import dev.tfskit.VolumeFailedException;
import dev.tfskit.schema.DiskTime;
import dev.tfskit.schema.TreePath;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Value;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;

/** Enters the entries of a source into a volume, and has their contents copied. For one thread. */
final class TreeImporter {

    private final Volume volume;
    private final Copier copier;
    private final Consumer<Notice> notices;
    private TreePath folderPath = TreePath.ROOT;
    private Directory folder;
    private long entries;
    private long fileBytes;

    TreeImporter(final Volume volume, final Copier copier, final Consumer<Notice> notices) {
        this.volume = volume;
        this.copier = copier;
        this.notices = notices;
        this.folder = volume.root();
    }

    /** How many entries were made; the root is none. */
    long entries() {
        return entries;
    }

    /** The lengths of all regular files together. */
    long fileBytes() {
        return fileBytes;
    }

    void add(final SourceEntry entry) throws IOException {
        try {
            create(entry);
        } catch (VolumeFailedException e) {
            throw e;
        } catch (FileSystemException e) {
            // The volume knows only names; the reader of a message needs the whole path.
            throw e.getReason() == null || e.getFile() == null || e.getFile().startsWith("/")
                    ? e : new FileSystemException(entry.path().toString(), null, e.getReason());
        }
    }

    private void create(final SourceEntry entry) throws IOException {
        if (entry.path() == TreePath.ROOT) {
            describe(volume.root(), entry, ((SourceEntry.Folder) entry).metadata());
            return;
        }
        entries++;
        final Directory parent = parentOf(entry.path());
        final Symbol name = entry.path().name();
        switch (entry) {
            case SourceEntry.Folder directory ->
                describe(parent.createDirectory(name), entry, directory.metadata());
            case SourceEntry.Link link ->
                describe(parent.createSymbolicLink(name, link.target()), entry, link.metadata());
            case SourceEntry.Socket socket -> describe(parent.createSocket(name), entry, socket.metadata());
            case SourceEntry.HardLink link -> parent.link(name, find(link.first()));
            case SourceEntry.File file -> {
                final RegularFile created = parent.createFile(name);
                describe(created, entry, file.metadata());
                if (file.size() > 0) {
                    created.setLength(file.size());
                    fileBytes += file.size();
                    copier.add(created, file.content(), file.size());
                }
            }
        }
    }

    private void describe(final Inode inode, final SourceEntry entry, final SourceEntry.Metadata metadata) throws IOException {
        if (metadata.modified().isPresent()) {
            final Instant time = metadata.modified().get();
            if (!DiskTime.holds(time)) {
                notices.accept(new Notice(entry.path().toString(),
                        "its time " + time + " is not between 1970 and 2106; the nearest is stored"));
            }
            inode.setModified(time);
        }
        inode.setPermissions(metadata.permissions());
        for (final Map.Entry<Symbol, Text> each : metadata.extendedAttributes().entrySet()) {
            inode.setExtendedAttribute(each.getKey(), each.getValue());
        }
        for (final Map.Entry<Symbol, Value> each : metadata.others().entrySet()) {
            inode.setAttribute(each.getKey(), each.getValue());
        }
    }

    private Directory parentOf(final TreePath path) throws IOException {
        final TreePath parent = path.parent().orElseThrow();
        if (parent != folderPath) {
            folder = (Directory) find(parent);
            folderPath = parent;
        }
        return folder;
    }

    private Inode find(final TreePath path) throws IOException {
        Inode at = volume.root();
        for (final Symbol name : path.names()) {
            if (!(at instanceof Directory directory)) {
                throw new NoSuchFileException(path.toString());
            }
            at = directory.find(name).orElseThrow(() -> new NoSuchFileException(path.toString()));
        }
        return at;
    }
}
