// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.extract;

import dev.tfskit.extract.walk.AttributeSelection;
import dev.tfskit.extract.walk.EntryErrorPolicy;
import dev.tfskit.extract.walk.Selection;
import dev.tfskit.extract.walk.VolumeReader;
import dev.tfskit.io.IoRunnable;
import dev.tfskit.message.Messages;
import dev.tfskit.posix.HostError;
import dev.tfskit.posix.PosixHost;
import dev.tfskit.schema.TreePath;
import dev.tfskit.value.Text;
import dev.tfskit.value.walk.TextCopies;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.EntryProblem;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.SharedInodes;
import dev.tfskit.volume.Socket;
import dev.tfskit.volume.SpecialFile;
import dev.tfskit.volume.SymbolicLink;
import dev.tfskit.volume.Volume;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Extracts the tree of a volume into a directory of the host: contents, symbolic links, hard links, sockets, fifos,
 * holes, times, modes and extended attributes; owners and devices when run as root. What the host refuses is a warning.
 * A failed entry does not stop the others. One instance does one extraction for one thread; only {@link #close} may be
 * called from another thread, such as a shutdown hook. Further threads may help; what is reported, and its order, does
 * not depend on their number.
 */
public final class Extraction implements Closeable {

    /** The errors that every other entry would meet, too. */
    private static final Set<HostError> FULL = EnumSet.of(HostError.NO_SPACE, HostError.QUOTA_EXCEEDED);

    private final Volume volume;
    private final Consumer<EntryProblem> problems;
    private final Reports reports;
    private final EntryErrorPolicy attempts;
    private final AttributeSelection extended = new AttributeSelection(new TextCopies());
    private final List<Made> directories = new ArrayList<>();
    private final List<Made> links = new ArrayList<>();
    private final Map<Inode, TreePath> names = new HashMap<>();
    private final List<TreePath> notMade = new ArrayList<>();
    private List<TreePath> paths = List.of(TreePath.ROOT);
    private OverwritePolicy existing = OverwritePolicy.KEEP;
    private List<Path> spared = List.of();
    private int threads = 1;
    private final StopSignal stop = new StopSignal();

    private record Made(TreePath path, Inode inode) {}

    /**
     * The result of an extraction.
     *
     * @param entries number of entries that were created
     * @param fileBytes total length of the regular files in bytes
     */
    public record Summary(long entries, long fileBytes) {}

    /**
     * Creates an extraction of a whole volume.
     *
     * @param volume the volume; it must stay open
     * @param problems receives each entry that failed, and each directory whose mode and times could not be set, on the
     *     thread that extracts
     * @param warnings receives, on the same thread, each entry that was extracted without some of its attributes or
     *     whose predecessor could not be removed, each socket that this host cannot make, the first of the fifos and
     *     devices that this host or user cannot make, with the number of the others, and at the end the first of the
     *     extended attributes whose copies would be far larger than the image, with the number of the others
     */
    public Extraction(Volume volume, Consumer<EntryProblem> problems, Consumer<EntryProblem> warnings) {
        this.volume = volume;
        this.problems = problems;
        this.reports = new Reports(problems, warnings);
        this.attempts = new EntryErrorPolicy(reports::problem, Extraction::explain);
    }

    /**
     * Extracts only some paths, what is below them, and the directories on the way there. Directories on the way get
     * their attributes when they are created. The target directory keeps its own attributes unless the root is among
     * the paths.
     *
     * @param wanted the paths
     * @return this extraction
     */
    public Extraction only(List<TreePath> wanted) {
        paths = List.copyOf(wanted);
        return this;
    }

    /**
     * Sets what happens to a file that stands where an entry is extracted. Without this, the file is kept.
     *
     * @param policy the policy for existing files
     * @return this extraction
     */
    public Extraction overwritePolicy(OverwritePolicy policy) {
        existing = policy;
        return this;
    }

    /**
     * Sets files of the host that are kept whatever stands at their place in the tree, such as the image itself, which
     * can lie in the target directory. Without this, there are none.
     *
     * @param files existing files
     * @return this extraction
     */
    public Extraction sparing(List<Path> files) {
        spared = List.copyOf(files);
        return this;
    }

    /**
     * Sets the number of threads that extract files. Without this, the calling thread does all the work. Where the host
     * takes two names of a directory for the same, the threads decide which of them is extracted.
     *
     * @param count the number of threads, at least 1
     * @return this extraction
     */
    public Extraction threads(int count) {
        threads = count;
        return this;
    }

    /**
     * Extracts into a directory, which is created when it does not exist.
     *
     * @param directory the target directory
     * @return how much was extracted
     * @throws NotDirectoryException when something else stands at the target
     * @throws InterruptedIOException when {@link #close} was called meanwhile
     * @throws IOException when the volume cannot be read or the target cannot be written at all
     */
    public synchronized Summary into(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            try {
                Files.createDirectory(directory);
            } catch (FileAlreadyExistsException e) {
                throw new NotDirectoryException(directory.toString());
            }
        }
        try (TargetTree tree = PosixHost.serves(directory)
                ? new PosixTree(PosixHost.open().orElseThrow(), directory, reports::warning)
                : new PortableTree(directory, reports::warning)) {
            extract(tree);
        }
        return new Summary(reports.entries(), reports.fileBytes());
    }

    /**
     * Returns the entries that were not extracted. Those below them were not extracted either.
     *
     * @return the paths that were reported as problems, except directories that only lack their attributes
     */
    public synchronized Set<TreePath> missing() {
        return reports.missing();
    }

    /**
     * Stops an extraction that is going on: the file that is being written is removed, what is finished stays. When
     * this method returns, nothing reads the volume any more, and the caller may close it.
     */
    @Override
    public void close() {
        stop.give();
        synchronized (this) {
            // A running extraction holds this lock until nothing half-made is left.
        }
    }

    void extract(TargetTree tree) throws IOException {
        Placement placement = new Placement(tree, existing, spared);
        SharedInodes shared = new SharedInodes(volume);
        try (FileThreads files = new FileThreads(tree, this::extractor, threads, reports, Extraction::explain, stop)) {
            Selection selection = new Selection(volume, paths, reports::problem);
            for (Optional<Selection.Selected> next = selection.next(); next.isPresent(); next = selection.next()) {
                Selection.Selected selected = next.get();
                attempt(selected.path(), () -> make(placement, files, shared, selected));
            }
            files.finish();
            // Links come last, so that there is none on the way to anything else; then directories, deepest first,
            // because making something in one changes its time.
            for (Made link : links) {
                attempt(link.path, () -> makeLink(placement, link));
            }
            for (Made directory : directories.reversed()) {
                finish(tree, directory);
            }
            warnAboutSpecialFiles();
            if (paths.contains(TreePath.ROOT)) {
                finish(tree, new Made(TreePath.ROOT, volume.root()));
            }
            extended.leftOut().ifPresent(reports::warning);
        }
    }

    private void finish(TargetTree tree, Made directory) throws IOException {
        stop.check();
        try {
            tree.finishDirectory(directory.path, attributes(directory.path, directory.inode));
        } catch (IOException e) {
            String reason = explain(e).orElseThrow(() -> e);
            problems.accept(new EntryProblem(directory.path, "its mode and times could not be set: " + reason));
        }
    }

    private EntryAttributes attributes(TreePath path, Inode inode) {
        return new EntryAttributes(inode.permissions(), inode.modified(), extended.of(path, inode));
    }

    private FileExtractor extractor(TargetTree tree) {
        return new FileExtractor(VolumeReader.of(volume), new Placement(tree, existing, spared), stop);
    }

    private void attempt(TreePath path, IoRunnable step) throws IOException {
        stop.check();
        attempts.attempt(path, step);
    }

    /** Returns the reason why an entry failed; empty if the other entries would fail, too. */
    private static Optional<String> explain(IOException problem) {
        String text = problem instanceof FileSystemException e ? e.getReason() : Messages.reasonOf(problem);
        if (text != null && HostError.of(text).filter(FULL::contains).isPresent()) {
            return Optional.empty();
        }
        return switch (problem) {
            case InterruptedIOException _, ClosedChannelException _ -> Optional.empty();
            case FileAlreadyExistsException _ -> Optional.of("exists on the host already; it was kept");
            case DirectoryNotEmptyException _ -> Optional.of("is a directory that is not empty; it was kept");
            case NotDirectoryException _ -> Optional.of("exists on the host and is not a directory; it was kept");
            case AccessDeniedException _ -> Optional.of("permission denied by the host");
            case NoSuchFileException _
            when text == null -> Optional.of("something on the host was removed meanwhile; extract it again");
            default -> Optional.of(text == null ? Messages.reasonOf(problem) : text);
        };
    }

    // A switch would have to be linked anew in each run (docs/architecture.md, Start-up).
    @SuppressWarnings("IfChainToSwitch")
    private void make(Placement placement, FileThreads files, SharedInodes shared, Selection.Selected selected)
            throws IOException {
        TreePath path = selected.path();
        Inode inode = selected.inode();
        Directory.checkName(path.name());
        boolean hasOtherNames = shared.contains(inode);
        if (!(inode instanceof Directory)) {
            if (nameOf(inode).isPresent()) {
                links.add(new Made(path, inode));
                return;
            }
            if (hasOtherNames) {
                names.put(inode, path);
            }
        }
        if (inode instanceof RegularFile file) {
            FileBatch.Item item = new FileBatch.Item(path, file, attributes(path, file));
            if (hasOtherNames) {
                // Whether this fails must be known when the next name comes.
                files.extractNow(item);
            } else {
                files.add(item);
            }
        } else if (inode instanceof Directory directory) {
            boolean made = placement.tryToMake(path, placement.tree()::makeDirectory);
            if (made || selected.wanted()) {
                directories.add(new Made(path, directory));
                reports.count(0);
            }
        } else if (inode instanceof Socket socket) {
            EntryAttributes attributes = attributes(path, socket);
            placement.make(path, place -> placement.tree().makeSocket(place, attributes));
            reports.count(0);
        } else if (inode instanceof SpecialFile special) {
            makeSpecialFile(placement, path, special);
        } else {
            links.add(new Made(path, inode));
        }
    }

    private void makeSpecialFile(Placement placement, TreePath path, SpecialFile special) throws IOException {
        EntryAttributes attributes = attributes(path, special);
        if (placement.tryToMake(path, place -> placement.tree().makeSpecialFile(place, special.node(), attributes))) {
            reports.count(0);
        } else {
            // The next name must not become a link to this one.
            names.remove(special);
            notMade.add(path);
        }
    }

    /** Reports the fifos and devices that were not made in one warning: a whole /dev may be among them. */
    private void warnAboutSpecialFiles() {
        if (!notMade.isEmpty()) {
            int more = notMade.size() - 1;
            reports.warning(new EntryProblem(
                    notMade.getFirst(),
                    "a device is left out" + (more == 0 ? "" : ", and " + more + " more")
                            + ": only root can make devices, on Linux"));
        }
    }

    /**
     * Returns a name under which an inode was extracted; a name that failed may belong to something else in the
     * directory.
     */
    private Optional<TreePath> nameOf(Inode inode) {
        return Optional.ofNullable(names.get(inode)).filter(path -> !attempts.hasFailed(path));
    }

    private void makeLink(Placement placement, Made link) throws IOException {
        TargetTree tree = placement.tree();
        TreePath first = nameOf(link.inode).orElse(link.path);
        if (!first.equals(link.path)) {
            placement.make(link.path, place -> tree.makeLink(place, first));
            // The next name of the inode is probably nearer to this one.
            names.put(link.inode, link.path);
        } else {
            names.put(link.inode, link.path);
            SymbolicLink symbolic = (SymbolicLink) link.inode;
            Text target = symbolic.target();
            SymbolicLink.checkTarget(target);
            EntryAttributes attributes = attributes(link.path, symbolic);
            placement.make(link.path, place -> tree.makeSymbolicLink(place, target, attributes));
        }
        reports.count(0);
    }
}
