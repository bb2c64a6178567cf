// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.cli.StandardStream;
import dev.tfskit.cli.ToolContext;
import dev.tfskit.cli.UsageException;
import dev.tfskit.io.Handover;
import dev.tfskit.manifest.Manifest;
import dev.tfskit.schema.Label;
import dev.tfskit.schema.RootAttributes;
import dev.tfskit.source.Notice;
import dev.tfskit.source.TreeSource;
import dev.tfskit.source.filter.Adjustments;
import dev.tfskit.source.filter.OwnFileFilter;
import dev.tfskit.source.filter.SpecialFileFilter;
import dev.tfskit.value.Tuple;
import dev.tfskit.volume.VolumeBuilder;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The inputs of an image. They are found and, as far as possible, checked before anything is written. Not thread-safe.
 */
final class BuildInputs implements Closeable {

    private final MkfsOptions options;
    private final Manifest.Resolved manifest;
    private final ContainerImages containers;
    private final TreeConfigurations configurations;
    private final SourceTrees trees;
    private final Optional<Adjustments.Owner> owner;
    private final RootContents contents;
    private final Consumer<Notice> notices;

    private BuildInputs(
            MkfsOptions options,
            Manifest.Resolved manifest,
            ContainerImages containers,
            TreeConfigurations configurations,
            SourceTrees trees,
            Optional<Adjustments.Owner> owner,
            RootContents contents,
            Consumer<Notice> notices) {
        this.options = options;
        this.manifest = manifest;
        this.containers = containers;
        this.configurations = configurations;
        this.trees = trees;
        this.owner = owner;
        this.contents = contents;
        this.notices = notices;
    }

    /** Finds the inputs. Of the trees, only container images and those in which files are looked up are opened. */
    static BuildInputs of(MkfsOptions options, ToolContext context) throws UsageException, IOException {
        Consumer<Notice> notices = new NoticePrinter(context.diagnostics());
        ManifestInput input = ManifestInput.read(options, context);
        Manifest.Resolved manifest = input.resolve(notices);
        ContainerImages containers = ContainerImages.open(options.sources(), context.input());
        try (Handover handover = new Handover(containers)) {
            TreeConfigurations configurations = TreeConfigurations.of(options.sources(), containers, notices);
            SourceTrees trees = new SourceTrees(options, context.input(), containers, notices);
            Optional<Adjustments.Owner> owner = owner(options.sources(), trees);
            RootContents contents = options.program().isPresent()
                    ? ProgramContents.select(options, options.program().get(), trees, configurations, manifest, notices)
                    : new TreeContents(input.wholeTrees(), trees, configurations, manifest);
            return handover.to(
                    new BuildInputs(options, manifest, containers, configurations, trees, owner, contents, notices));
        }
    }

    private static Optional<Adjustments.Owner> owner(SourceOptions sources, SourceTrees trees)
            throws UsageException, IOException {
        Optional<String> text = sources.metadata().owner();
        return text.isEmpty()
                ? Optional.empty()
                : Optional.of(new NamedOwner(new AccountFiles(sources.trees().mostImportantFirst(), trees::openFiles))
                        .parse(text.get()));
    }

    /** Returns the receiver of notices about entries that could not go in unchanged. */
    Consumer<Notice> notices() {
        return notices;
    }

    /** Returns the patterns of {@code -x} that no entry of the trees read so far matches. */
    List<String> unmatchedPatterns() {
        return trees.unmatchedPatterns();
    }

    /** Returns what goes into the root volume. */
    RootContents contents() {
        return contents;
    }

    /** Sets the root attributes that depend on the whole tree, unless the image has them. */
    void completeRoot(VolumeBuilder volume) throws IOException {
        contents.findProgram(volume);
        addEnvironment(volume);
    }

    /** Adds an empty environment for the program: the kernel stops at the first uname when there is none. */
    private static void addEnvironment(VolumeBuilder volume) throws IOException {
        if (volume.root().attribute(RootAttributes.PROGRAM).isPresent()
                && volume.root().attribute(RootAttributes.ENVIRONMENT).isEmpty()) {
            volume.setRootAttribute(RootAttributes.ENVIRONMENT, new Tuple());
        }
    }

    /** Returns the label of the command line, or else that of the last image whose label is wanted. */
    Label label() {
        Label given = options.result().label();
        return given.text().length() > 0 ? given : configurations.label().orElse(given);
    }

    /** Returns the least size of the image in bytes. */
    long leastBytes() {
        return manifest.wantedBytes(options.result().size());
    }

    /**
     * Opens the sources of the root volume. An entry of a later source replaces an entry of an earlier one.
     *
     * @param leftOut supplies files that must not go in; called when the first entry is read
     */
    OpenSources openRoot(Supplier<Set<Path>> leftOut) throws UsageException, IOException {
        List<NamedSource> opened = new ArrayList<>(contents.open(leftOut));
        opened.add(new NamedSource(
                options.sources().manifest().orElse(StandardStream.DASH),
                new OwnFileFilter(leftOut, notices).applyTo(contents.manifestTree())));
        Function<NamedSource, TreeSource> filter = specialFileFilter();
        Adjustments adjustments = adjustments();
        return new OpenSources(opened.stream()
                .map(source -> adjustments.applyTo(filter.apply(source)))
                .toList());
    }

    private Function<NamedSource, TreeSource> specialFileFilter() {
        if (options.sources().keepsSpecialFiles()) {
            return NamedSource::source;
        }
        SpecialFileFilter filter = new SpecialFileFilter(notices);
        return named -> filter.applyTo(named.source(), named.name());
    }

    /** Opens the sources of the boot volume, anew at each call. */
    List<TreeSource> openBoot() throws IOException {
        List<TreeSource> opened = new ArrayList<>();
        manifest.boot().ifPresent(opened::add);
        opened.add(BootVolumeFiles.of(options.boot()));
        Adjustments adjustments = adjustments();
        return opened.stream().map(adjustments::applyTo).toList();
    }

    private Adjustments adjustments() {
        MetadataOptions metadata = options.sources().metadata();
        return new Adjustments(
                owner,
                metadata.keepsPermissions(),
                metadata.keepsTimes(),
                metadata.keepsExtendedAttributes(),
                options.result().latest().map(Adjustments.Normal::new));
    }

    /** Closes the container images and the trees of the program. */
    @Override
    public void close() throws IOException {
        CloseAll.all(List.of(containers, contents));
    }
}
