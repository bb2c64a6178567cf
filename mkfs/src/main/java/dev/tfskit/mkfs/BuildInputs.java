// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.cli.PathArgument;
import dev.tfskit.cli.StandardInput;
import dev.tfskit.cli.StandardStream;
import dev.tfskit.cli.ToolContext;
import dev.tfskit.cli.ToolFailedException;
import dev.tfskit.cli.UsageException;
import dev.tfskit.manifest.HostLookup;
import dev.tfskit.manifest.Manifest;
import dev.tfskit.program.ProgramImage;
import dev.tfskit.schema.Label;
import dev.tfskit.schema.RootAttributes;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.Notice;
import dev.tfskit.source.TreeSource;
import dev.tfskit.source.filter.Adjustments;
import dev.tfskit.source.filter.OwnFileFilter;
import dev.tfskit.source.filter.SpecialFileFilter;
import dev.tfskit.text.ManifestParser;
import dev.tfskit.text.ManifestText;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.volume.VolumeBuilder;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The inputs of an image. They are found and, as far as possible, checked before anything is written. */
final class BuildInputs implements Closeable {

    private static final Text KLIBS_IN_BOOT_VOLUME = Text.of("bootfs");

    private final MkfsOptions options;
    private final Manifest.Resolved manifest;
    private final boolean takesTrees;
    private final SourceTrees trees;
    private final Consumer<Notice> notices;
    private Optional<Adjustments.Owner> owner = Optional.empty();
    private Optional<ProgramInputs> program = Optional.empty();

    private BuildInputs(
            MkfsOptions options,
            Manifest.Resolved manifest,
            boolean takesTrees,
            SourceTrees trees,
            Consumer<Notice> notices) {
        this.options = options;
        this.manifest = manifest;
        this.takesTrees = takesTrees;
        this.trees = trees;
        this.notices = notices;
    }

    /** Reads the manifest, if there is one, from the file that the command line names or from standard input. */
    static BuildInputs of(MkfsOptions options, ToolContext context) throws UsageException, IOException {
        Consumer<Notice> notices = new NoticePrinter(context.diagnostics());
        SourceOptions sources = options.sources();
        Optional<ManifestText> text = manifest(options, context);
        if (options.program().isEmpty()
                && text.isEmpty()
                && sources.trees().all().isEmpty()
                && !sources.empty()) {
            throw new UsageException(
                    "name a source: a tree with -r, a manifest with -m or on standard input; or make an empty volume "
                            + "with -e");
        }
        if (text.isPresent() && options.program().isEmpty() && !sources.treeOnly()) {
            sources.trees().lookupForManifest().check();
        }
        boolean takesTrees = text.isEmpty() || sources.treeOnly();
        boolean forProgram = options.program().isPresent();
        LookupTrees lookup = forProgram
                ? sources.trees().lookupForProgram()
                : sources.trees().lookupForManifest();
        Manifest manifest = Manifest.of(
                text.orElseGet(ManifestText::empty),
                sources.tuples(),
                options.boot().kernel().orElse(null));
        if (forProgram && manifest.namesFiles()) {
            lookup.check();
        }
        Manifest.Resolved resolved =
                manifest.resolve(new HostLookup(lookup.directory().orElse(null), Path.of("")), notices);
        if (options.boot().isDisk()
                && options.boot().nanosKernel().isEmpty()
                && resolved.boot().isEmpty()) {
            throw new UsageException("a disk that boots needs a kernel; name it with -k");
        }
        if (!options.boot().isDisk() && text.isPresent() && resolved.boot().isPresent()) {
            notices.accept(
                    options.update().isPresent()
                            ? Notice.note("boot", "an update leaves out the boot volume; -k replaces the kernel")
                            : new Notice(
                                    "boot",
                                    "no boot volume is made without a boot file or a UEFI loader; name one with -b, "
                                            + "-u or --nanos"));
        }
        BuildInputs inputs = new BuildInputs(
                options, resolved, takesTrees, SourceTrees.of(options, context.input(), notices), notices);
        try {
            inputs.findOwner();
            inputs.selectProgram();
        } catch (UsageException | IOException | RuntimeException e) {
            try (inputs) {
                throw e;
            }
        }
        return inputs;
    }

    private void findOwner() throws UsageException, IOException {
        Optional<String> text = options.sources().metadata().owner();
        if (text.isPresent()) {
            owner = Optional.of(
                    new NamedOwner(new AccountFiles(options.sources().trees().mostImportantFirst(), trees::openFiles))
                            .parse(text.get()));
        }
    }

    private void selectProgram() throws UsageException, IOException {
        if (options.program().isPresent()) {
            program = Optional.of(ProgramInputs.select(
                    options,
                    options.program().get(),
                    environment(),
                    workingDirectory(),
                    trees::openForLookup,
                    notices));
        }
    }

    /**
     * Returns the variables that the manifest or {@code -t} sets, or else the configuration of a container image. They
     * steer the loader of the program.
     */
    private Map<String, String> environment() {
        Optional<Tuple> environment = manifest.rootAttribute(RootAttributes.ENVIRONMENT)
                .filter(Tuple.class::isInstance)
                .map(Tuple.class::cast)
                .or(() -> trees.attributes().tuple(RootAttributes.ENVIRONMENT));
        Map<String, String> variables = new LinkedHashMap<>();
        environment.ifPresent(tuple -> tuple.sorted().forEach(variable -> {
            if (variable.value() instanceof Text value) {
                variables.put(variable.name().decode(), value.decode());
            }
        }));
        return variables;
    }

    /** Returns the directory in which a program starts unless {@code --cwd} says another; empty for the root. */
    private Optional<Text> workingDirectory() {
        return manifest.rootAttribute(RootAttributes.WORKING_DIRECTORY)
                .or(() -> trees.attributes().get(RootAttributes.WORKING_DIRECTORY))
                .filter(Text.class::isInstance)
                .map(Text.class::cast);
    }

    /** Returns why each entry of the program is in the image; empty without a program or without {@code --explain}. */
    List<ProgramImage.Explanation> explanations() {
        return options.program().filter(ProgramOptions::explains).isPresent()
                ? program.orElseThrow().explanations()
                : List.of();
    }

    private static Optional<ManifestText> manifest(MkfsOptions options, ToolContext context)
            throws UsageException, IOException {
        SourceOptions sources = options.sources();
        if (sources.manifest().isPresent()) {
            return Optional.of(named(sources.manifest().get(), context));
        }
        boolean readsInput = sources.trees().all().stream().anyMatch(TreeArgument::isOnInput);
        if (sources.empty()
                || options.program().isPresent()
                || sources.treeOnly()
                || readsInput
                || context.terminal().input()) {
            return Optional.empty();
        }
        boolean hasTrees = !sources.trees().all().isEmpty();
        Optional<byte[]> read = new StandardInputManifest(context.input(), hasTrees, context.diagnostics()).read();
        return read.isEmpty() ? Optional.empty() : Optional.of(ManifestParser.parse(read.get(), StandardInput.NAME));
    }

    private static ManifestText named(String name, ToolContext context) throws UsageException, IOException {
        if (name.equals(StandardStream.DASH)) {
            return ManifestParser.parse(
                    ManifestBytes.read(context.input().stream(), StandardInput.NAME), StandardInput.NAME);
        }
        Path file = PathArgument.parse("-m", name);
        if (Files.isDirectory(file)) {
            throw new ToolFailedException(name, "is a directory", "name the file of a manifest");
        }
        try (InputStream bytes = Files.newInputStream(file)) {
            return ManifestParser.parse(ManifestBytes.read(bytes, name), name);
        }
    }

    /** Returns the receiver of notices about entries that could not go in unchanged. */
    Consumer<Notice> notices() {
        return notices;
    }

    /**
     * Returns the root attributes that the sources give, such as the run configuration of a container image. The
     * manifest and the command line override them.
     */
    Tuple attributes() {
        Tuple attributes = trees.attributes();
        program.ifPresent(inputs -> attributes.setAll(inputs.attributes()));
        if (!options.boot().klibs().isEmpty()) {
            attributes.set(RootAttributes.KLIBS, KLIBS_IN_BOOT_VOLUME);
        }
        return attributes;
    }

    /**
     * Returns the root attributes that an existing image must lose: those of the run before, where the tree that names
     * a program has none. They go also when the command line names another program, as the environment does.
     */
    List<Symbol> staleAttributes() {
        return program.isPresent()
                ? List.of()
                : trees.unsetAttributes().stream()
                        .filter(name -> manifest.rootAttribute(name).isEmpty())
                        .toList();
    }

    /** The manifest, {@code -t} and {@code --program} win over the command of a container image. */
    private void findProgram(VolumeBuilder volume) throws IOException {
        if (program.isEmpty() && manifest.rootAttribute(RootAttributes.PROGRAM).isEmpty()) {
            trees.findProgram(volume);
        }
    }

    /** Returns the paths of the entries that the program takes from the image before its update. */
    List<TreePath> takenFromImage() throws IOException {
        return program.isPresent() ? program.get().takenFromImage() : List.of();
    }

    /** Sets the root attributes that depend on the whole tree, unless the image has them. */
    void completeRoot(VolumeBuilder volume) throws IOException {
        findProgram(volume);
        addEnvironment(volume);
    }

    /** Returns the label of the command line, or else that of the last image whose label is wanted. */
    Label label() {
        Label given = options.result().label();
        return given.text().length() > 0 ? given : trees.label().orElse(given);
    }

    /**
     * Returns the working directory to make when it is missing: that of a container image, as those make it that run
     * the image, because often no layer has it. That of {@code --program} is in the tree of the program.
     */
    Optional<Text> missingDirectory() {
        return program.isEmpty()
                        && manifest.rootAttribute(RootAttributes.WORKING_DIRECTORY)
                                .isEmpty()
                ? workingDirectory()
                : Optional.empty();
    }

    /** Adds an empty environment for the program: the kernel stops at the first uname when there is none. */
    private static void addEnvironment(VolumeBuilder volume) throws IOException {
        if (volume.root().attribute(RootAttributes.PROGRAM).isPresent()
                && volume.root().attribute(RootAttributes.ENVIRONMENT).isEmpty()) {
            volume.setRootAttribute(RootAttributes.ENVIRONMENT, new Tuple());
        }
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
        List<TreeSource> opened = new ArrayList<>();
        BiFunction<TreeSource, String, TreeSource> filter =
                options.sources().keepsSpecialFiles() ? (source, _) -> source : new SpecialFileFilter(notices)::applyTo;
        OwnFileFilter own = new OwnFileFilter(leftOut, notices);
        try {
            program.ifPresent(inputs ->
                    inputs.sources().forEach(source -> opened.add(filter.apply(own.applyTo(source), "--program"))));
            for (TreeArgument root : wholeTrees()) {
                trees.open(root, leftOut).forEach(source -> opened.add(filter.apply(source, root.shown())));
            }
        } catch (UsageException | IOException | RuntimeException e) {
            try (OpenSources _ = new OpenSources(opened)) {
                throw e;
            }
        }
        opened.add(filter.apply(
                own.applyTo(manifestTree()), options.sources().manifest().orElse(StandardStream.DASH)));
        Adjustments adjustments = adjustments();
        return new OpenSources(opened.stream().map(adjustments::applyTo).toList());
    }

    /** Returns the tree of the manifest. The environment of a program has the variables of the manifest already. */
    private TreeSource manifestTree() {
        return program.isPresent() ? manifest.rootWithout(RootAttributes.ENVIRONMENT) : manifest.root();
    }

    private List<TreeArgument> wholeTrees() {
        if (options.program().isPresent()) {
            return options.sources().trees().others();
        }
        return takesTrees ? options.sources().trees().all() : List.of();
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
        List<Closeable> open = new ArrayList<>(List.of(trees));
        program.ifPresent(open::add);
        CloseAll.all(open);
    }
}
