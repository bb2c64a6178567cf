// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.extract;

import dev.tfskit.error.Messages;
import dev.tfskit.io.IoRunnable;
import dev.tfskit.io.IoSupplier;
import dev.tfskit.io.LengthSum;
import dev.tfskit.posix.HostError;
import dev.tfskit.posix.PosixHost;
import dev.tfskit.schema.TreePath;
import dev.tfskit.value.Text;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.EntryProblem;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.RegularFile;
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
 * Extracts the tree of a volume into a directory of the host: contents, symbolic links, hard links, holes, times,
 * modes, and owners when run as root. A failed entry does not stop the others. One instance does one extraction, in one
 * thread; only {@link #close} may be called from another thread, such as a shutdown hook.
 */
public final class Extraction implements Closeable {

    /** The errors that every other entry would meet, too. */
    private static final Set<HostError> FULL = EnumSet.of(HostError.NO_SPACE, HostError.QUOTA_EXCEEDED);

    private final Volume volume;
    private final Consumer<EntryProblem> problems;
    private final Consumer<EntryProblem> warnings;
    private final VolumeReader reader;
    private final EntryErrorPolicy attempts;
    private final List<Made> directories = new ArrayList<>();
    private final List<Made> links = new ArrayList<>();
    private final Map<Inode, TreePath> names = new HashMap<>();
    private final List<TreePath> notMade = new ArrayList<>();
    private List<TreePath> paths = List.of(TreePath.ROOT);
    private OverwritePolicy existing = OverwritePolicy.KEEP;
    private long entries;
    private long fileBytes;
    private volatile boolean stopped;

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
     * @param problems receives each entry that was not extracted
     * @param warnings receives each entry that was extracted without some of its attributes
     */
    public Extraction(Volume volume, Consumer<EntryProblem> problems, Consumer<EntryProblem> warnings) {
        this.volume = volume;
        this.problems = problems;
        this.warnings = warnings;
        this.reader = VolumeReader.of(volume);
        this.attempts = new EntryErrorPolicy(problems, Extraction::explain);
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
        try (HostTree tree = PosixHost.serves(directory)
                ? new PosixTree(PosixHost.open().orElseThrow(), directory, warnings)
                : new PortableTree(directory, warnings)) {
            extract(tree);
        }
        return new Summary(entries, fileBytes);
    }

    /**
     * Stops an extraction that is going on: the file that is being written is removed, what is finished stays. Returns
     * when that is done, so that the volume may be closed then.
     */
    @Override
    public void close() {
        stopped = true;
        synchronized (this) {
            // A running extraction holds this lock until nothing half-made is left.
        }
    }

    void extract(HostTree tree) throws IOException {
        Selection selection = new Selection(volume, paths, problems);
        for (Optional<Selection.Selected> next = selection.next(); next.isPresent(); next = selection.next()) {
            Selection.Selected selected = next.get();
            attempt(selected.path(), () -> make(tree, selected));
        }
        // Links come last, so that there is none on the way to anything else; then directories, deepest first, because
        // making
        // something in one changes its time.
        for (Made link : links) {
            attempt(link.path, () -> makeLink(tree, link));
        }
        for (Made directory : directories.reversed()) {
            attempt(directory.path, () -> tree.finishDirectory(directory.path, directory.inode));
        }
        warnAboutSpecialFiles();
        if (paths.contains(TreePath.ROOT)) {
            attempt(TreePath.ROOT, () -> tree.finishDirectory(TreePath.ROOT, volume.root()));
        }
    }

    private void attempt(TreePath path, IoRunnable step) throws IOException {
        checkStopped();
        attempts.attempt(path, step);
    }

    private void checkStopped() throws InterruptedIOException {
        if (stopped) {
            throw new InterruptedIOException("the extraction was stopped");
        }
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
            case DirectoryNotEmptyException _ ->
                Optional.of("a directory that is not empty stands there; it was left as it is");
            case NotDirectoryException _ -> Optional.of("exists on the host and is not a directory; it was kept");
            case AccessDeniedException _ -> Optional.of("permission denied by the host");
            default -> Optional.of(text == null ? problem.toString() : text);
        };
    }

    // A switch would have to be linked anew in each run (docs/architecture.md, Start-up).
    @SuppressWarnings("IfChainToSwitch")
    private void make(HostTree tree, Selection.Selected selected) throws IOException {
        TreePath path = selected.path();
        Inode inode = selected.inode();
        Directory.checkName(path.name());
        if (!(inode instanceof Directory)) {
            if (nameOf(inode).isPresent()) {
                links.add(new Made(path, inode));
                return;
            }
            if (inode.linkCount() != 1) {
                names.put(inode, path);
            }
        }
        if (inode instanceof RegularFile file) {
            copy(tree, path, file);
        } else if (inode instanceof Directory directory) {
            boolean made = replacing(tree, path, () -> tree.makeDirectory(path));
            if (made || selected.wanted()) {
                directories.add(new Made(path, directory));
                entries++;
            }
        } else if (inode instanceof Socket socket) {
            replacing(tree, path, () -> tree.makeSocket(path, socket));
            entries++;
        } else if (inode instanceof SpecialFile special) {
            makeSpecialFile(tree, path, special);
        } else {
            links.add(new Made(path, inode));
        }
    }

    private void makeSpecialFile(HostTree tree, TreePath path, SpecialFile special) throws IOException {
        if (replacing(tree, path, () -> tree.makeSpecialFile(path, special))) {
            entries++;
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
            warnings.accept(new EntryProblem(
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

    private void makeLink(HostTree tree, Made link) throws IOException {
        TreePath first = nameOf(link.inode).orElse(link.path);
        if (!first.equals(link.path)) {
            replacing(tree, link.path, () -> tree.makeLink(link.path, first));
            // The next name of the inode is probably nearer to this one.
            names.put(link.inode, link.path);
        } else {
            names.put(link.inode, link.path);
            SymbolicLink symbolic = (SymbolicLink) link.inode;
            Text target = symbolic.target();
            SymbolicLink.checkTarget(target);
            replacing(tree, link.path, () -> tree.makeSymbolicLink(link.path, target, symbolic));
        }
        entries++;
    }

    private <T> T replacing(HostTree tree, TreePath path, IoSupplier<T> making) throws IOException {
        try {
            return making.get();
        } catch (FileAlreadyExistsException | NotDirectoryException e) {
            if (existing == OverwritePolicy.KEEP) {
                throw e;
            }
            tree.remove(path);
            return making.get();
        }
    }

    private void replacing(HostTree tree, TreePath path, IoRunnable making) throws IOException {
        replacing(tree, path, () -> {
            making.run();
            return path;
        });
    }

    private void copy(HostTree tree, TreePath path, RegularFile file) throws IOException {
        List<RegularFile.DataRun> runs = file.dataRuns();
        long length = file.length();
        try (HostTree.HostOutput output = replacing(tree, path, () -> tree.createFile(path))) {
            for (RegularFile.DataRun run : runs) {
                copy(run, output);
            }
            long written = runs.isEmpty() ? 0 : runs.getLast().fileEnd();
            if (written < length) {
                output.setLength(length);
            }
            output.finish(file);
        }
        entries++;
        fileBytes = LengthSum.of(fileBytes, length);
    }

    private void copy(RegularFile.DataRun run, HostTree.HostOutput output) throws IOException {
        for (long done = 0; done < run.length(); done += VolumeReader.MOST_BYTES) {
            checkStopped();
            int count = (int) Math.min(VolumeReader.MOST_BYTES, run.length() - done);
            output.write(reader.read(run.volumeOffset() + done, count), run.filePosition() + done);
        }
    }
}
