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
import dev.tfskit.oci.ImageSelector;
import dev.tfskit.oci.OciImage;
import dev.tfskit.oci.OciLocation;
import dev.tfskit.oci.Platform;
import dev.tfskit.oci.RunConfiguration;
import dev.tfskit.schema.Label;
import dev.tfskit.schema.RootAttributes;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.Excludes;
import dev.tfskit.source.Notice;
import dev.tfskit.source.PatternUse;
import dev.tfskit.source.TreeSource;
import dev.tfskit.source.host.DirectorySource;
import dev.tfskit.source.lookup.HostTree;
import dev.tfskit.source.lookup.SourceTree;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import dev.tfskit.volume.VolumeBuilder;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The trees of {@code -r}. Container images are opened at the start, so that a missing one stops the tool before it
 * writes anything. The other trees are opened when they are read.
 */
final class SourceTrees implements Closeable {

    /** The attributes that say how the program runs. */
    private static final List<Symbol> RUN = List.of(
            RootAttributes.PROGRAM,
            RootAttributes.ARGUMENTS,
            RootAttributes.ENVIRONMENT,
            RootAttributes.WORKING_DIRECTORY);

    private final SourceOptions sources;
    private final StandardInput input;
    private final String output;
    private final PatternUse excluded;
    private final Map<TreeArgument, OciImage> images;
    private final Map<TreeArgument, VolumeTree.Configuration> configurations;
    private final Consumer<Notice> notices;

    private SourceTrees(
            SourceOptions sources,
            StandardInput input,
            String output,
            Map<TreeArgument, OciImage> images,
            Map<TreeArgument, VolumeTree.Configuration> configurations,
            Consumer<Notice> notices) {
        this.sources = sources;
        this.input = input;
        this.output = output;
        this.excluded = new PatternUse(sources.reading().excludes().patterns());
        this.images = images;
        this.configurations = configurations;
        this.notices = notices;
    }

    /**
     * Opens the container images among the trees and reads the configurations that {@code --image-attributes} takes.
     *
     * @throws IOException when an image cannot be opened or read
     */
    static SourceTrees of(MkfsOptions options, StandardInput input, Consumer<Notice> notices) throws IOException {
        SourceOptions sources = options.sources();
        Map<TreeArgument, OciImage> images = images(sources, input);
        try (Handover handover = new Handover(() -> CloseAll.all(List.copyOf(images.values())))) {
            return handover.to(
                    new SourceTrees(sources, input, options.image(), images, configurations(sources), notices));
        }
    }

    private static Map<TreeArgument, OciImage> images(SourceOptions sources, StandardInput input) throws IOException {
        Map<TreeArgument, OciImage> images = new LinkedHashMap<>();
        try (Handover handover = new Handover(() -> CloseAll.all(List.copyOf(images.values())))) {
            for (TreeArgument root : sources.trees().all()) {
                if (root.isContainer() && !images.containsKey(root)) {
                    images.put(root, open(root, sources.reading().platform(), input));
                }
            }
            return handover.to(images);
        }
    }

    private static OciImage open(TreeArgument root, Optional<Platform> platform, StandardInput input)
            throws IOException {
        return switch (root) {
            case TreeArgument.Container(OciLocation location) ->
                OciImage.open(
                        location.path(), new ImageSelector(location.reference(), platform), TemporaryDirectory.path());
            case TreeArgument.ContainerOnInput(Optional<String> reference) ->
                OciImage.open(
                        input.stream(),
                        StandardInput.NAME,
                        new ImageSelector(reference, platform),
                        TemporaryDirectory.path());
            case TreeArgument.Directory _,
                    TreeArgument.Archive _,
                    TreeArgument.VolumeImage _,
                    TreeArgument.StandardInput _ -> throw new IllegalArgumentException(root.toString());
        };
    }

    private static Map<TreeArgument, VolumeTree.Configuration> configurations(SourceOptions sources)
            throws IOException {
        Map<TreeArgument, VolumeTree.Configuration> configurations = new LinkedHashMap<>();
        for (TreeArgument root : sources.trees().all()) {
            if (sources.reading().imageAttributes() && root instanceof TreeArgument.VolumeImage(Path path)) {
                configurations.put(root, VolumeTree.Configuration.of(path));
            }
        }
        return configurations;
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
        return Objects.requireNonNull(images.get(root)).layers(excludes, receiver);
    }

    private TreeSource directory(Path path, Supplier<Set<Path>> leftOut, Excludes excludes, Consumer<Notice> receiver)
            throws IOException {
        return new DirectorySource(
                path, sources.metadata().namespaces(), sources.reading().oneFileSystem(), leftOut, excludes, receiver);
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

    /**
     * Returns the root attributes that container images and TFS images give: those of a tree replace those of less
     * important ones. A tree that goes in whole and names the program gives the whole run: nothing stays of the
     * arguments, the environment and the working directory of another tree. Where a program is looked up in the trees,
     * none of them names it.
     */
    Tuple attributes() {
        Tuple attributes = new Tuple();
        for (TreeArgument root : sources.trees().mostImportantFirst().reversed()) {
            Tuple given = given(root);
            if (sources.trees().targets().isEmpty() && namesProgram(root)) {
                RUN.forEach(attributes::remove);
                attributes.set(RootAttributes.ENVIRONMENT, new Tuple());
            }
            attributes.setAll(given);
        }
        return attributes;
    }

    /** Returns the attributes of a run that no tree sets, if a tree names the program. */
    List<Symbol> unsetAttributes() {
        Tuple attributes = attributes();
        return sources.trees().all().stream().anyMatch(this::namesProgram)
                ? Stream.of(RootAttributes.ARGUMENTS, RootAttributes.WORKING_DIRECTORY)
                        .filter(name -> !attributes.has(name))
                        .toList()
                : List.of();
    }

    private Tuple given(TreeArgument root) {
        return configuration(root)
                .map(RunConfiguration::attributes)
                .or(() -> Optional.ofNullable(configurations.get(root)).map(VolumeTree.Configuration::attributes))
                .orElseGet(Tuple::new);
    }

    /** Returns how a container image is run; empty for another tree. */
    private Optional<RunConfiguration> configuration(TreeArgument root) {
        return Optional.ofNullable(images.get(root)).map(OciImage::configuration);
    }

    private boolean namesProgram(TreeArgument root) {
        return configuration(root)
                .map(container -> !container.command().isEmpty())
                .orElseGet(() -> given(root).has(RootAttributes.PROGRAM));
    }

    /**
     * Makes the program of the last tree that names one the program of the volume, if this tree is a container image.
     */
    void findProgram(VolumeBuilder volume) throws IOException {
        Optional<RunConfiguration> container = sources.trees().all().stream()
                .filter(this::namesProgram)
                .reduce((_, later) -> later)
                .flatMap(this::configuration);
        if (container.isPresent()) {
            container.get().warnAboutShell(notices);
            Value program = container.get().findProgram(volume);
            if (!volume.root().attribute(RootAttributes.PROGRAM).equals(Optional.of(program))) {
                volume.setRootAttribute(RootAttributes.PROGRAM, program);
            }
        }
    }

    /** Returns the label of the last TFS image whose configuration is wanted. */
    Optional<Label> label() {
        return sources.trees().all().stream()
                .filter(configurations::containsKey)
                .reduce((_, later) -> later)
                .map(configurations::get)
                .map(configuration -> configuration.label().shortened());
    }

    @Override
    public void close() throws IOException {
        CloseAll.all(List.copyOf(images.values()));
    }
}
