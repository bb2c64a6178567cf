package dev.tfskit.extract;

import dev.tfskit.TfsFormatException;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.posix.PosixHost;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.Socket;
import dev.tfskit.volume.SymbolicLink;
import dev.tfskit.volume.TreePath;
import dev.tfskit.volume.TreeWalk;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Writes the tree of a volume into a folder of the host: contents, links, hard links, holes, times, modes, and owners when run as
 * root. What one entry suffers does not stop the others. One instance does one extraction, in one thread.
 */
public final class Extraction {

    private static final int BUFFER_BYTES = 1 << 20;
    private static final String NO_SPACE = "No space left on device";
    private static final String QUOTA = "Disk quota exceeded";

    private final BlockDevice device;
    private final Volume volume;
    private final Consumer<Problem> problems;
    private final Consumer<Problem> warnings;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final List<Made> directories = new ArrayList<>();
    private final List<Made> links = new ArrayList<>();
    private final Set<TreePath> missing = new HashSet<>();
    private final Map<Inode, TreePath> firstNames = new HashMap<>();
    private long entries;
    private long fileBytes;

    private record Made(TreePath path, Inode inode) {}

    /**
     * What came out.
     *
     * @param entries how many entries were made
     * @param fileBytes the lengths of the regular files together
     */
    public record Summary(long entries, long fileBytes) {}

    /**
     * An extraction of a whole volume.
     *
     * @param problems told of every entry that did not come out
     * @param warnings told of what came out but lacks something
     */
    public Extraction(final Volume volume, final Consumer<Problem> problems, final Consumer<Problem> warnings) {
        this.volume = volume;
        this.device = volume.device();
        this.problems = problems;
        this.warnings = warnings;
    }

    /**
     * Extracts into a folder, which is made if it is not there. What is there stays as it is.
     *
     * @throws NotDirectoryException when something else stands there
     * @throws IOException when the folder cannot be made or its disk is full
     */
    public Summary into(final Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            try {
                Files.createDirectory(folder);
            } catch (FileAlreadyExistsException e) {
                throw new NotDirectoryException(folder.toString());
            }
        }
        final Optional<PosixHost> posix = PosixHost.open();
        try (HostTree tree = posix.isPresent()
                ? new PosixTree(posix.get(), folder, warnings) : new PortableTree(folder, warnings)) {
            extract(tree);
        }
        return new Summary(entries, fileBytes);
    }

    private void extract(final HostTree tree) throws IOException {
        final TreeWalk walk = new TreeWalk(TreePath.ROOT, volume.root());
        while (walk.hasNext()) {
            switch (walk.next()) {
                case TreeWalk.Visit.Damaged damaged -> problems.accept(new Problem(damaged.path(), damaged.reason().getMessage()));
                case TreeWalk.Visit.Entry entry -> attempt(entry.path(), () -> make(tree, entry.path(), entry.inode()));
            }
        }
        // Links come last, so that there is none on the way to anything else; then directories, deepest first, because making
        // something in one changes its time.
        for (final Made link : links) {
            attempt(link.path, () -> makeLink(tree, link));
        }
        for (final Made directory : directories.reversed()) {
            attempt(directory.path, () -> tree.finishDirectory(directory.path, directory.inode));
        }
        attempt(TreePath.ROOT, () -> tree.finishDirectory(TreePath.ROOT, volume.root()));
    }

    /** Makes one entry. */
    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    private void attempt(final TreePath path, final Step step) throws IOException {
        if (path.parent().filter(missing::contains).isPresent()) {
            missing.add(path);
            return;
        }
        try {
            step.run();
        } catch (TfsFormatException e) {
            failed(path, e.getMessage());
        } catch (FileSystemException e) {
            if (NO_SPACE.equals(e.getReason()) || QUOTA.equals(e.getReason())) {
                throw e;
            }
            failed(path, explain(e));
        }
    }

    private void failed(final TreePath path, final String reason) {
        missing.add(path);
        problems.accept(new Problem(path, reason));
    }

    private static String explain(final FileSystemException e) {
        return switch (e) {
            case FileAlreadyExistsException _ -> "something of that name is there already; it was left as it is";
            case NotDirectoryException _ -> "something that is no directory stands in the way; it was left as it is";
            case AccessDeniedException _ -> "permission denied by the host";
            default -> e.getReason() == null ? e.toString() : e.getReason();
        };
    }

    private void make(final HostTree tree, final TreePath path, final Inode inode) throws IOException {
        Directory.checkName(path.name());
        if (!(inode instanceof Directory)) {
            final TreePath first = firstNames.get(inode);
            if (first != null) {
                links.add(new Made(path, inode));
                return;
            }
            if (inode.linkCount() != 1) {
                firstNames.put(inode, path);
            }
        }
        switch (inode) {
            case Directory directory -> {
                tree.makeDirectory(path);
                directories.add(new Made(path, directory));
                entries++;
            }
            case RegularFile file -> copy(tree, path, file);
            case Socket socket -> {
                tree.makeSocket(path, socket);
                entries++;
            }
            case SymbolicLink link -> links.add(new Made(path, link));
        }
    }

    private void makeLink(final HostTree tree, final Made link) throws IOException {
        final TreePath first = firstNames.getOrDefault(link.inode, link.path);
        if (first != link.path) {
            tree.makeLink(link.path, first);
        } else {
            final SymbolicLink symbolic = (SymbolicLink) link.inode;
            tree.makeSymbolicLink(link.path, symbolic.target(), symbolic);
        }
        entries++;
    }

    private void copy(final HostTree tree, final TreePath path, final RegularFile file) throws IOException {
        final List<RegularFile.DataRun> runs = file.dataRuns();
        final long length = file.length();
        try (HostTree.HostOutput output = tree.createFile(path)) {
            long written = 0;
            for (final RegularFile.DataRun run : runs) {
                for (long done = 0; done < run.length(); done += buffer.limit()) {
                    buffer.clear().limit((int) Math.min(buffer.capacity(), run.length() - done));
                    device.read(run.volumeOffset() + done, buffer);
                    output.write(buffer.flip(), run.filePosition() + done);
                }
                written = run.fileEnd();
            }
            if (written < length) {
                output.setLength(length);
            }
            output.finish(file);
        }
        entries++;
        fileBytes += length;
    }
}
