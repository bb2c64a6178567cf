// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import dev.tfskit.check.CheckReport;
import dev.tfskit.check.DiskCheck;
import dev.tfskit.check.Finding;
import dev.tfskit.cli.DamageRemedy;
import dev.tfskit.cli.Diagnostics;
import dev.tfskit.cli.PathArgument;
import dev.tfskit.cli.ProgressLine;
import dev.tfskit.cli.StandardOutput;
import dev.tfskit.cli.ToolContext;
import dev.tfskit.cli.ToolFailedException;
import dev.tfskit.cli.UsageException;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.VolumeChoice;
import dev.tfskit.disk.DiskImage;
import dev.tfskit.error.NameNotAllowedException;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.extract.walk.EntryErrorPolicy;
import dev.tfskit.extract.walk.UnreadableException;
import dev.tfskit.io.Handover;
import dev.tfskit.io.IoRunnable;
import dev.tfskit.message.Messages;
import dev.tfskit.program.ProgramCheck;
import dev.tfskit.schema.TreePath;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.PathLookup;
import dev.tfskit.volume.TreeWalk;
import dev.tfskit.volume.Volume;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An open image with the options of the command line and the output. The volume is opened at its first use, because a
 * check must report damage instead of failing on it. Not thread-safe.
 */
final class Session implements Closeable {

    /** Stands for an empty label where people read it. */
    static final String NO_LABEL = "(none)";

    private final DumpOptions options;
    private final ToolContext context;
    private final DiskImage disk;
    private final BlockDevice whole;
    private final DamageReport damages;
    private @Nullable Volume opened;

    /**
     * Opens the image.
     *
     * @param showsProgress whether a terminal shows how much was read
     */
    Session(DumpOptions options, ToolContext context, boolean showsProgress) throws IOException {
        this.options = options;
        this.context = context;
        this.damages = new DamageReport(context.diagnostics());
        BlockDevice image = options.overlay().isPresent()
                ? ImageInput.open(options.image(), options.overlay().get(), context.diagnostics())
                : ImageInput.open(options.image(), context.diagnostics());
        this.whole = showsProgress && context.terminal().error()
                ? new MeteredDevice(image, new ProgressLine(context.diagnostics(), true))
                : image;
        try (Handover handover = new Handover(whole)) {
            this.disk = handover.to(DiskImage.of(whole));
        }
    }

    /** Visits entries of the tree. */
    @FunctionalInterface
    interface Visitor {

        /**
         * Visits an entry.
         *
         * @param path the path
         * @param inode the inode
         * @param position the position of the walk
         */
        void visit(TreePath path, Inode inode, Position position) throws IOException;
    }

    /**
     * The position of a walk.
     *
     * @param depth the number of levels below the start of the walk
     * @param isLast whether it is the last entry of its directory
     */
    record Position(int depth, boolean isLast) {}

    DumpOptions options() {
        return options;
    }

    DiskImage disk() {
        return disk;
    }

    /** Returns the device of the chosen volume. */
    BlockDevice device() throws IOException {
        return disk.volume(options.volume());
    }

    /** Returns the device of as much of the chosen volume as the image has. */
    BlockDevice presentPart() throws IOException {
        return disk.presentPart(options.volume());
    }

    /** Returns the chosen volume, as it is or as it was after the chosen record. */
    Volume volume() throws IOException {
        if (opened == null) {
            opened = new VolumeInput(options.image().toString(), "", diagnostics()).open(device(), options.atRecord());
        }
        return opened;
    }

    /**
     * Checks the chosen volume or, without a choice, the whole image. A read error of the host ends the check, except
     * during a salvage, which reports it as a loss.
     */
    CheckReport check(Consumer<Finding> findings) throws IOException {
        DiskCheck check = new DiskCheck(whole, findings).with(ProgramCheck::examine);
        if (!(options.volume() instanceof VolumeChoice.Root)) {
            check.only(options.volume());
        }
        if (options.salvage().isPresent()) {
            check.tolerateReadErrors();
        }
        return check.run();
    }

    /** Returns the files of the image: the image itself, and its overlay if there is one. */
    List<Path> inputs() {
        List<Path> inputs = new ArrayList<>(List.of(options.image()));
        options.overlay().ifPresent(overlay -> inputs.add(overlay.file()));
        return inputs;
    }

    /**
     * Returns a file to write. It must not be the image or its overlay, or a mistaken name would destroy them.
     *
     * @param option the option that names the file
     * @param name the name of the file
     * @throws UsageException when no file can have this name, or it is one of them, which are only read
     */
    Path target(String option, String name) throws UsageException, IOException {
        return target(option, PathArgument.parseTarget(option, name));
    }

    /** Does the same with a name that is parsed already. */
    Path target(String option, Path file) throws UsageException, IOException {
        if (Files.exists(file)) {
            if (Files.isSameFile(file, options.image())) {
                throw new UsageException(option + " names the image itself; name another file");
            }
            if (options.overlay().isPresent()
                    && Files.isSameFile(file, options.overlay().get().file())) {
                throw new UsageException(option + " names the file of --overlay; name another file");
            }
        }
        return file;
    }

    StandardOutput output() {
        return context.output();
    }

    Diagnostics diagnostics() {
        return context.diagnostics();
    }

    DamageReport damages() {
        return damages;
    }

    boolean json() {
        return options.json();
    }

    /**
     * Returns the output for the bytes of a file.
     *
     * @throws UsageException when it is a terminal
     */
    StandardOutput fileOutput() throws UsageException {
        context.terminal().demandRedirectedOutput();
        return context.output();
    }

    boolean styled() {
        return context.terminal().styled();
    }

    /** Returns whether the output is for people, and need not have the form of the C tool. */
    boolean isForPeople() {
        return options.isForPeople(context.terminal());
    }

    /** Begins a document with the fields that name the volume. */
    JsonOutput beginJson() throws IOException {
        JsonOutput json = beginBareJson();
        json.bytes("label", volume().identity().label().text());
        json.field("uuid", volume().identity().uuid().toString());
        return json;
    }

    /** Begins a document about an image whose volume may be damaged. */
    JsonOutput beginBareJson() throws IOException {
        JsonOutput json = new JsonOutput(output());
        json.field("image", options.image().toString());
        return json;
    }

    void printIdentity() throws IOException {
        String label = volume().identity().label().toString();
        output().println("Label: " + (label.isEmpty() && isForPeople() ? NO_LABEL : label));
        output().println("UUID: " + volume().identity().uuid());
    }

    /** Finds the entry of a path. A link at the end of the path is not followed. */
    PathLookup.Found find(String path) throws IOException {
        return find(volume(), path);
    }

    /** Finds the entry of a path in a volume, which can be that of another image; a link at its end is not followed. */
    static PathLookup.Found find(Volume volume, String path) throws IOException {
        return find(volume, path, PathLookup.Links.ON_THE_WAY);
    }

    /** Finds the entry of a path, with links followed. */
    PathLookup.Found findFollowing(String path) throws IOException {
        return find(volume(), path, PathLookup.Links.ALL);
    }

    private static PathLookup.Found find(Volume volume, String path, PathLookup.Links links) throws IOException {
        if (path.isEmpty()) {
            // For a lookup it is the root, but on a command line most often a variable that is not set.
            throw new NoSuchFileException("''");
        }
        return new PathLookup(volume, links).find(Text.of(path));
    }

    /**
     * Shows one entry, and names it when it is damaged: the image alone would not tell which of several it is.
     *
     * @param path the path of the entry
     * @param view shows the entry
     */
    void show(TreePath path, IoRunnable view) throws IOException {
        try {
            view.run();
        } catch (TfsFormatException e) {
            throw new ToolFailedException(
                    options.image().toString(),
                    path + ": " + Messages.reasonOf(e),
                    DamageRemedy.of(e, options.volume()));
        }
    }

    /**
     * Finds the entries of the given paths; the root if there are none.
     *
     * @throws java.nio.file.FileSystemException if a path does not exist
     */
    List<PathLookup.Found> starts() throws IOException {
        List<PathLookup.Found> starts = new ArrayList<>();
        for (String path : options.paths().isEmpty() ? List.of("/") : options.paths()) {
            starts.add(find(path));
        }
        return starts;
    }

    /** Walks from each given path, or else from the root. A directory comes before its entries. */
    void walk(Visitor visitor) throws IOException {
        for (PathLookup.Found start : starts()) {
            visit(visitor, start.path(), start.inode(), new Position(0, true));
            if (start.inode() instanceof Directory directory && options.depth() > 0) {
                walk(visitor, new TreeWalk(start.path(), directory));
            }
        }
    }

    /**
     * Walks in the same way, for paths that other programs are to use. An entry whose name no path can hold is reported
     * as damage. It is not visited, and nor is anything below it.
     */
    void walkPossiblePaths(Visitor visitor) throws IOException {
        EntryErrorPolicy policy = new EntryErrorPolicy(
                problem -> damages.add(problem.path(), problem.text()),
                failure -> failure instanceof NameNotAllowedException name
                        ? Optional.of(name.getReason())
                        : Optional.empty());
        walk((path, inode, position) -> policy.attempt(path, () -> {
            // A path of the command line has names above the start, which no visit has checked.
            for (Symbol name : position.depth() == 0 ? path.names() : List.of(path.name())) {
                Directory.checkName(name);
            }
            visitor.visit(path, inode, position);
        }));
    }

    private void walk(Visitor visitor, TreeWalk walk) throws IOException {
        while (walk.hasNext()) {
            TreeWalk.Visit visit = walk.next();
            if (walk.depth() > options.depth()) {
                continue;
            }
            if (visit instanceof TreeWalk.Visit.Entry entry) {
                visit(visitor, entry.path(), entry.inode(), new Position(walk.depth(), walk.isLast()));
            } else if (visit instanceof TreeWalk.Visit.Damaged damaged) {
                damages.add(damaged.path(), Messages.reasonOf(damaged.reason()));
            }
        }
    }

    private void visit(Visitor visitor, TreePath path, Inode inode, Position position) throws IOException {
        try {
            visitor.visit(path, inode, position);
        } catch (TfsFormatException | UnreadableException problem) {
            damages.add(path, Messages.reasonOf(problem));
        }
    }

    @Override
    public void close() throws IOException {
        whole.close();
    }
}
