// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.archive.ArchiveOptions;
import dev.tfskit.archive.Archives;
import dev.tfskit.archive.JoinedArchives;
import dev.tfskit.cli.PathArgument;
import dev.tfskit.cli.StandardInput;
import dev.tfskit.cli.StandardStream;
import dev.tfskit.cli.TemporaryDirectory;
import dev.tfskit.cli.UsageException;
import dev.tfskit.io.Handover;
import dev.tfskit.oci.ContainerHint;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.Excludes;
import dev.tfskit.source.Notice;
import dev.tfskit.source.PatternUse;
import dev.tfskit.source.TreeSource;
import dev.tfskit.source.host.DirectorySelection;
import dev.tfskit.source.host.DirectorySource;
import dev.tfskit.source.lookup.HostTree;
import dev.tfskit.source.lookup.SourceTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Opens the trees of {@code -r} as sources, or to look up files in them. */
final class SourceTrees {

    private final SourceOptions sources;
    private final StandardInput input;
    private final String output;
    private final ContainerImages containers;
    private final PatternUse excluded;
    private final Consumer<Notice> notices;

    /**
     * Creates it. Nothing is opened yet.
     *
     * @param containers the container images among the trees; the caller closes them
     */
    SourceTrees(MkfsOptions options, StandardInput input, ContainerImages containers, Consumer<Notice> notices) {
        this.sources = options.sources();
        this.input = input;
        this.output = options.image();
        this.containers = containers;
        this.excluded = new PatternUse(sources.reading().excludes().patterns());
        this.notices = notices;
    }

    /**
     * Opens trees that go in.
     *
     * @param roots trees of the command line
     * @param leftOut supplies files that must not go in; called when the first entry is read
     * @return the sources, several for a container image with several layers; an entry of a later one replaces an entry
     *     of an earlier one
     * @throws UsageException when the name of the image is no path
     * @throws IOException when a tree cannot be opened
     */
    List<NamedSource> open(List<TreeArgument> roots, Supplier<Set<Path>> leftOut) throws UsageException, IOException {
        List<NamedSource> opened = new ArrayList<>();
        try (Handover handover = new Handover(
                () -> CloseAll.all(opened.stream().map(NamedSource::source).toList()))) {
            for (TreeArgument root : roots) {
                open(root, leftOut).forEach(source -> opened.add(new NamedSource(root.shown(), source)));
            }
            return handover.to(opened);
        }
    }

    private List<TreeSource> open(TreeArgument root, Supplier<Set<Path>> leftOut) throws UsageException, IOException {
        if (root instanceof TreeArgument.Directory(Path path)) {
            warnIfImageInside(path);
        }
        Excludes excludes =
                new Excludes(excluded.patterns(), sources.reading().excludes().kernelDirectories());
        return watched(root, open(root, leftOut, excludes, notices));
    }

    /** Returns the patterns of {@code -x} that no entry of the trees read so far matches. */
    List<String> unmatchedPatterns() {
        return excluded.unmatched();
    }

    /**
     * Opens a tree to look up files, which it may have although {@code -x} leaves them out of the image.
     *
     * @param root a tree of the command line
     * @return the sources, one for each layer of a container image, the lowest first
     * @throws IOException when the tree cannot be opened
     */
    List<TreeSource> openForLookup(TreeArgument root) throws IOException {
        return watched(root, open(root, Set::of, Excludes.NONE, notices));
    }

    /** Adds the hint about stored container images. */
    private List<TreeSource> watched(TreeArgument root, List<TreeSource> opened) {
        if (root.isContainer() || root instanceof TreeArgument.VolumeImage) {
            return opened;
        }
        return List.of(new ContainerHint(opened.getFirst(), root.shown(), notices));
    }

    // A switch would have to be linked anew in each run (docs/architecture.md, Start-up).
    private List<TreeSource> open(
            TreeArgument root, Supplier<Set<Path>> leftOut, Excludes excludes, Consumer<Notice> receiver)
            throws IOException {
        if (root instanceof TreeArgument.Directory(Path path)) {
            return List.of(directory(path, leftOut, excludes, receiver));
        }
        if (root instanceof TreeArgument.Archive(Path path)) {
            return List.of(Archives.open(path, archiveOptions(excludes), receiver));
        }
        if (root instanceof TreeArgument.VolumeImage(Path path)) {
            return List.of(VolumeTree.open(path, excludes, receiver));
        }
        if (root instanceof TreeArgument.StandardInput) {
            return List.of(
                    Archives.open(input.stream().getChannel(), StandardInput.NAME, archiveOptions(excludes), receiver));
        }
        return containers.layers(root, excludes, receiver);
    }

    private TreeSource directory(Path path, Supplier<Set<Path>> leftOut, Excludes excludes, Consumer<Notice> receiver)
            throws IOException {
        DirectorySelection selection = new DirectorySelection(
                sources.metadata().namespaces(), sources.reading().mountPoints(), excludes, leftOut);
        return new DirectorySource(path, selection, receiver);
    }

    /**
     * Opens a tree to look up a few files before the tree is read as a whole.
     *
     * @param root a tree of the command line
     * @param files the only files that are looked up
     * @return the tree, which the caller closes
     * @throws UsageException when the tree can be read only once
     * @throws IOException when the tree cannot be read
     */
    SourceTree openFiles(TreeArgument root, Set<TreePath> files) throws UsageException, IOException {
        if (root instanceof TreeArgument.Directory(Path path)) {
            return new HostTree(path);
        }
        if (root instanceof TreeArgument.StandardInput
                || root instanceof TreeArgument.Archive(Path path) && !Files.isRegularFile(path)) {
            throw new UsageException("--owner: '" + root.shown()
                    + "' can be read only once, so names cannot be looked up in it; give numbers, or name a file");
        }
        return new FewFiles(() -> open(root, Set::of, Excludes.NONE, _ -> {}), files).unpack();
    }

    /**
     * Warns when the image is in the tree. The source cannot warn, because the image still has a temporary name while
     * the tree is read.
     */
    private void warnIfImageInside(Path root) throws UsageException, IOException {
        if (output.isEmpty() || StandardStream.OUTPUT.isNamedBy(output)) {
            return;
        }
        Path image = PathArgument.parse("IMAGE", output).toAbsolutePath();
        Path named = Files.exists(image) ? image : Objects.requireNonNullElse(image.getParent(), image);
        // A directory in place of the image is refused later.
        if (Files.isDirectory(root)
                && !Files.isDirectory(image)
                && Files.exists(named)
                && named.toRealPath().startsWith(root.toRealPath())) {
            notices.accept(new Notice(output, "is inside the tree of -r and is left out of itself"));
        }
    }

    private ArchiveOptions archiveOptions(Excludes excludes) {
        return new ArchiveOptions(
                excludes,
                sources.reading().ignoresZeros() ? JoinedArchives.READ : JoinedArchives.OFFERED,
                sources.reading().strippedNames(),
                TemporaryDirectory.path());
    }
}
