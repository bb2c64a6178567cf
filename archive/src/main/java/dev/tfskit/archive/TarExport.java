// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import dev.tfskit.error.NameNotAllowedException;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.extract.Extraction;
import dev.tfskit.extract.walk.AttributeSelection;
import dev.tfskit.extract.walk.EntryErrorPolicy;
import dev.tfskit.extract.walk.Selection;
import dev.tfskit.extract.walk.UnreadableException;
import dev.tfskit.extract.walk.VolumeReader;
import dev.tfskit.io.sum.LengthSum;
import dev.tfskit.message.Messages;
import dev.tfskit.schema.TreePath;
import dev.tfskit.tar.TarEntry;
import dev.tfskit.tar.TarType;
import dev.tfskit.tar.TarWriter;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.walk.TextCopies;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.EntryProblem;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.InodeResults;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.SharedInodes;
import dev.tfskit.volume.Socket;
import dev.tfskit.volume.SpecialFile;
import dev.tfskit.volume.SymbolicLink;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.function.Consumer;

/**
 * Writes the tree of a volume as a tar archive. GNU tar extracts from it the same tree as {@link Extraction} from the
 * volume, except for sockets, which an archive cannot hold. The same volume gives the same bytes. A failed entry does
 * not stop the others. One instance writes one archive, in one thread.
 */
public final class TarExport {

    private static final Text NO_TARGET = Text.of("");

    private final Volume volume;
    private final Consumer<EntryProblem> problems;
    private final Consumer<EntryProblem> warnings;
    private final VolumeReader reader;
    private final EntryErrorPolicy attempts;
    private final SharedInodes shared;
    /** The data of files with several names, or their damage: a file of many extents is not read for each name. */
    private final InodeResults<List<RegularFile.DataRun>> dataRuns = new InodeResults<>();

    private final Map<Inode, TreePath> firstNames = new HashMap<>();
    private final TextCopies textCopies = new TextCopies();
    private final AttributeSelection extended = new AttributeSelection(textCopies);
    private List<TreePath> paths = List.of(TreePath.ROOT);
    private long entries;
    private long fileBytes;

    /**
     * Creates an archive of a whole volume.
     *
     * @param volume the volume; it must stay open
     * @param problems receives each entry other than a socket that is missing or incomplete in the archive
     * @param warnings receives what an archive cannot hold: each socket, which is left out, and each such attribute;
     *     and at the end the first of the extended attributes whose copies would be far larger than the image, with the
     *     number of the others
     */
    public TarExport(Volume volume, Consumer<EntryProblem> problems, Consumer<EntryProblem> warnings) {
        this.volume = volume;
        this.problems = problems;
        this.warnings = warnings;
        this.reader = VolumeReader.of(volume);
        this.shared = new SharedInodes(volume);
        this.attempts = new EntryErrorPolicy(problems, TarExport::explain);
    }

    /**
     * Exports only some paths, everything below them, and the directories on the way there. The root is left out unless
     * it is among the paths.
     *
     * @param wanted the paths
     * @return this export
     */
    public TarExport only(List<TreePath> wanted) {
        paths = List.copyOf(wanted);
        return this;
    }

    /**
     * Writes the archive.
     *
     * @param target the stream; it stays open
     * @return the number of entries below the root, and the total length of the regular files
     * @throws IOException when the stream cannot be written
     */
    public Extraction.Summary to(OutputStream target) throws IOException {
        TarWriter archive = new TarWriter(target);
        if (paths.contains(TreePath.ROOT)) {
            write(archive, TarType.DIRECTORY, TreePath.ROOT, volume.root(), NO_TARGET);
        }
        Selection selection = new Selection(volume, paths, problems);
        for (Optional<Selection.Selected> next = selection.next(); next.isPresent(); next = selection.next()) {
            Selection.Selected selected = next.get();
            attempts.attempt(selected.path(), () -> add(archive, selected.path(), selected.inode()));
        }
        archive.finish();
        extended.leftOut().ifPresent(warnings);
        return new Extraction.Summary(entries, fileBytes);
    }

    /** Returns the reason why an entry is left out; empty when the archive itself cannot be written. */
    private static Optional<String> explain(IOException problem) {
        return switch (problem) {
            case TfsFormatException e -> Optional.of(Messages.reasonOf(e));
            case UnreadableException e -> Optional.of(Messages.reasonOf(e));
            case NameNotAllowedException e -> Optional.of(e.getReason());
            default -> Optional.empty();
        };
    }

    private void add(TarWriter archive, TreePath path, Inode inode) throws IOException {
        Directory.checkName(path.name());
        TreePath first = firstNames.getOrDefault(inode, path);
        if (!first.equals(path)) {
            write(archive, TarType.HARD_LINK, path, inode, archiveName(first));
        } else {
            if (inode instanceof Socket) {
                warnings.accept(new EntryProblem(path, "a socket cannot be in an archive, left out"));
                return;
            }
            addFirstName(archive, path, inode);
            if (shared.contains(inode)) {
                firstNames.put(inode, path);
            }
        }
        entries++;
    }

    // A switch would have to be linked anew in each run (docs/architecture.md, Start-up).
    @SuppressWarnings("IfChainToSwitch")
    private void addFirstName(TarWriter archive, TreePath path, Inode inode) throws IOException {
        if (inode instanceof RegularFile file) {
            add(archive, path, file);
        } else if (inode instanceof SymbolicLink link) {
            write(archive, TarType.SYMBOLIC_LINK, path, inode, target(link));
        } else if (inode instanceof SpecialFile special) {
            write(archive, type(special), path, inode, NO_TARGET);
        } else if (inode instanceof Directory) {
            write(archive, TarType.DIRECTORY, path, inode, NO_TARGET);
        } else {
            throw new IllegalArgumentException(inode.kind().toString());
        }
    }

    private static TarType type(SpecialFile special) {
        return switch (special.node().kind()) {
            case CHARACTER_DEVICE -> TarType.CHARACTER_DEVICE;
            case BLOCK_DEVICE -> TarType.BLOCK_DEVICE;
            case FIFO, DIRECTORY, FILE, SYMBOLIC_LINK, SOCKET -> TarType.FIFO;
        };
    }

    private Text target(SymbolicLink link) throws TfsFormatException {
        Text target = link.target();
        if (target.length() == 0) {
            throw new TfsFormatException("is a symbolic link without a target, left out");
        }
        if (target.contains('\0')) {
            throw new TfsFormatException("is a symbolic link with a NUL in its target, left out");
        }
        if (!textCopies.allow(target)) {
            throw new TfsFormatException("is a symbolic link with a target that the log holds once for many links: "
                    + "copies of all such texts would take more than "
                    + Messages.size(TextCopies.MOST_BYTES) + ", left out");
        }
        return target;
    }

    private void write(TarWriter archive, TarType type, TreePath path, Inode inode, Text target) throws IOException {
        archive.begin(entry(type, path, inode, target, 0, OptionalLong.empty()));
    }

    private TarEntry entry(
            TarType type, TreePath path, Inode inode, Text target, long storedBytes, OptionalLong sparseBytes) {
        Text name = archiveName(path);
        return new TarEntry(
                type,
                type == TarType.DIRECTORY && !path.isRoot() ? withSlash(name) : name,
                target,
                inode.permissions(),
                inode.modified(),
                extendedAttributes(type, path, inode),
                type != TarType.HARD_LINK && inode instanceof SpecialFile special
                        ? Optional.of(special.node())
                        : Optional.empty(),
                storedBytes,
                sparseBytes);
    }

    private SortedMap<Symbol, Text> extendedAttributes(TarType type, TreePath path, Inode inode) {
        if (type == TarType.HARD_LINK) {
            return Collections.emptySortedMap();
        }
        SortedMap<Symbol, Text> attributes = extended.of(path, inode);
        attributes.keySet().removeIf(attribute -> {
            boolean isPossible = !attribute.contains('\0');
            if (!isPossible) {
                warnings.accept(new EntryProblem(
                        path, "its extended attribute " + attribute + " cannot be in an archive, left out"));
            }
            return !isPossible;
        });
        return attributes;
    }

    /** Returns the path with a dot before it: tar recognises the root by the dot, and sets its time last. */
    private static Text archiveName(TreePath path) {
        Text absolute = path.toText();
        byte[] name = new byte[absolute.length() + 1];
        name[0] = '.';
        absolute.copyTo(name, 1);
        return Text.wrap(name);
    }

    private static Text withSlash(Text name) {
        byte[] longer = new byte[name.length() + 1];
        name.copyTo(longer, 0);
        longer[name.length()] = '/';
        return Text.wrap(longer);
    }

    private void add(TarWriter archive, TreePath path, RegularFile file) throws IOException {
        ExportedFile content = new ExportedFile(reader, dataRuns.get(file, file::dataRuns), file.length());
        content.readBeginning();
        archive.begin(entry(TarType.FILE, path, file, NO_TARGET, content.storedBytes(), content.sparseBytes()));
        content.writeTo(archive, damage -> problems.accept(new EntryProblem(path, damage)));
        archive.pad();
        fileBytes = LengthSum.of(fileBytes, file.length());
    }
}
