// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.cli.TemporaryDirectory;
import dev.tfskit.cli.UsageException;
import dev.tfskit.image.unpack.UnpackedTree;
import dev.tfskit.io.Handover;
import dev.tfskit.ops.OpsPackage;
import dev.tfskit.schema.TreePath;
import dev.tfskit.schema.walk.PathWalk;
import dev.tfskit.source.Notice;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.TreeSource;
import dev.tfskit.source.lookup.HostTree;
import dev.tfskit.source.lookup.LayeredTree;
import dev.tfskit.source.lookup.ListedTree;
import dev.tfskit.source.lookup.SourcePathWalk;
import dev.tfskit.source.lookup.SourceTree;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The trees in which a program and its libraries are looked up.
 *
 * @param roots the trees of the command line as one; {@code all} reads them too, and closes them
 * @param all all trees as one, the program of the host and the package first, the image that is updated last
 */
record ProgramTree(SourceTree roots, SourceTree all) implements Closeable {

    /** Opens the entries of a tree that can only be read from front to back. */
    @FunctionalInterface
    interface Opener {

        /** Returns the sources of a tree, which the caller closes. */
        List<TreeSource> open(TreeArgument root) throws IOException, UsageException;
    }

    /**
     * Opens the trees.
     *
     * @param program where the program is
     * @param opsPackage brings a tree; the caller closes it
     * @param roots the trees, the most important one first
     * @param existing the image that is updated
     * @param opener opens trees that are not directories
     * @param notices receives a notice about bytes that cannot be read
     */
    static ProgramTree open(
            ProgramOptions.Program program,
            Optional<OpsPackage> opsPackage,
            List<TreeArgument> roots,
            Optional<ExistingTree> existing,
            Opener opener,
            Consumer<Notice> notices)
            throws IOException, UsageException {
        List<SourceTree> layers = new ArrayList<>();
        List<SourceTree> opened = new ArrayList<>();
        try (Handover handover = new Handover(() -> CloseAll.all(opened))) {
            if (opsPackage.isPresent()) {
                layers.add(opsPackage.get().tree());
            }
            for (TreeArgument root : roots) {
                opened.add(
                        root instanceof TreeArgument.Directory(Path path)
                                ? new HostTree(path)
                                : unpacked(opener.open(root), notices));
            }
            SourceTree tree = new LayeredTree(opened);
            if (existing.isPresent()) {
                layers.add(new RootsOverImage(tree, existing.get()));
                layers.add(existing.get());
            } else {
                layers.addAll(opened);
            }
            if (program instanceof ProgramOptions.Program.OnHost(Path file, Text target)) {
                layers.addFirst(hostProgram(file, target, new LayeredTree(layers)));
            }
            return handover.to(new ProgramTree(tree, new LayeredTree(layers)));
        }
    }

    /**
     * Returns a tree with a file of the host.
     *
     * @param target the path of the file in the image; the links of the other trees on the way to it are followed
     */
    private static SourceTree hostProgram(Path file, Text target, SourceTree others) throws IOException {
        List<Symbol> names = PathWalk.split(target);
        TreePath directory = TreePath.ROOT;
        for (Symbol name : names.subList(0, names.size() - 1)) {
            directory = directory.child(name);
        }
        TreePath path = SourcePathWalk.throughMissing(at -> searchable(others, at))
                .toDirectory(directory)
                .child(names.getLast());
        SourceTree.Found found = HostTree.entry(file.toRealPath(), path)
                .filter(entry -> entry.entry() instanceof SourceEntry.File)
                .orElseThrow(() ->
                        new FileSystemException(file.toString(), null, "is not a regular file; name the program"));
        ListedTree tree = new ListedTree();
        tree.add(found);
        return tree;
    }

    /** Looks up an entry; nothing is there for users who may not search the directory above it. */
    private static Optional<SourceTree.Found> searchable(SourceTree tree, TreePath path) throws IOException {
        try {
            return tree.find(path);
        } catch (AccessDeniedException hidden) {
            return Optional.empty();
        }
    }

    private static SourceTree unpacked(List<TreeSource> sources, Consumer<Notice> notices) throws IOException {
        try (OpenSources open = new OpenSources(sources)) {
            return UnpackedTree.of(open.all(), TemporaryDirectory.path(), notices);
        }
    }

    @Override
    public void close() throws IOException {
        all.close();
    }
}
