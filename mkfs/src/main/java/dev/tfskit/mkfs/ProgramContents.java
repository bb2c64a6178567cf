// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.cli.UsageException;
import dev.tfskit.manifest.Manifest;
import dev.tfskit.program.ProgramImage;
import dev.tfskit.schema.RootAttributes;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.Notice;
import dev.tfskit.source.TreeSource;
import dev.tfskit.source.filter.OwnFileFilter;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.volume.Volume;
import dev.tfskit.volume.VolumeBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What a program needs, with the trees after {@code --tree} and the manifest on top of it. */
final class ProgramContents implements RootContents {

    private final ProgramOptions program;
    private final ProgramInputs inputs;
    private final List<TreeArgument> whole;
    private final SourceTrees trees;
    private final TreeConfigurations configurations;
    private final Manifest.Resolved manifest;
    private final Consumer<Notice> notices;

    private ProgramContents(
            ProgramOptions program,
            ProgramInputs inputs,
            List<TreeArgument> whole,
            SourceTrees trees,
            TreeConfigurations configurations,
            Manifest.Resolved manifest,
            Consumer<Notice> notices) {
        this.program = program;
        this.inputs = inputs;
        this.whole = whole;
        this.trees = trees;
        this.configurations = configurations;
        this.manifest = manifest;
        this.notices = notices;
    }

    /**
     * Selects what the program needs.
     *
     * @param trees opens the trees of the command line
     * @param configurations what these trees say beside their entries
     * @param notices receives notices about entries that cannot go in unchanged
     * @throws UsageException when a path cannot be one of the host
     * @throws IOException when the program or a tree cannot be read
     */
    static ProgramContents select(
            MkfsOptions options,
            ProgramOptions program,
            SourceTrees trees,
            TreeConfigurations configurations,
            Manifest.Resolved manifest,
            Consumer<Notice> notices)
            throws UsageException, IOException {
        ProgramInputs inputs = ProgramInputs.select(
                options,
                program,
                environment(manifest, configurations),
                workingDirectory(manifest, configurations),
                trees::openForLookup,
                notices);
        return new ProgramContents(
                program, inputs, options.sources().trees().others(), trees, configurations, manifest, notices);
    }

    /**
     * Returns the variables that the manifest or {@code -t} sets, or else the configuration of a container image. They
     * steer the loader of the program.
     */
    private static Map<String, String> environment(Manifest.Resolved manifest, TreeConfigurations configurations) {
        Optional<Tuple> environment = manifest.rootAttribute(RootAttributes.ENVIRONMENT)
                .filter(Tuple.class::isInstance)
                .map(Tuple.class::cast)
                .or(() -> configurations.attributes().tuple(RootAttributes.ENVIRONMENT));
        Map<String, String> variables = new LinkedHashMap<>();
        environment.ifPresent(tuple -> tuple.sorted().forEach(variable -> {
            if (variable.value() instanceof Text value) {
                variables.put(variable.name().decode(), value.decode());
            }
        }));
        return variables;
    }

    /** Returns the directory in which the program starts unless {@code --cwd} names another; empty for the root. */
    private static Optional<Text> workingDirectory(Manifest.Resolved manifest, TreeConfigurations configurations) {
        return manifest.rootAttribute(RootAttributes.WORKING_DIRECTORY)
                .or(() -> configurations.attributes().get(RootAttributes.WORKING_DIRECTORY))
                .filter(Text.class::isInstance)
                .map(Text.class::cast);
    }

    @Override
    public List<NamedSource> open(Supplier<Set<Path>> leftOut) throws UsageException, IOException {
        OwnFileFilter own = new OwnFileFilter(leftOut, notices);
        List<NamedSource> opened = new ArrayList<>();
        for (NamedSource named : inputs.sources()) {
            opened.add(new NamedSource(named.name(), own.applyTo(named.source())));
        }
        opened.addAll(trees.open(whole, leftOut));
        return opened;
    }

    /** Returns the entries without the environment of the root: that of the program has its variables already. */
    @Override
    public TreeSource manifestTree() {
        return manifest.rootWithout(RootAttributes.ENVIRONMENT);
    }

    @Override
    public Tuple attributes() {
        Tuple attributes = configurations.attributes();
        attributes.setAll(inputs.attributes());
        return attributes;
    }

    @Override
    public Tuple attributesOver(Volume existing) throws IOException {
        Tuple attributes = attributes();
        ExistingProgram.of(existing).addTo(attributes, !program.arguments().isEmpty());
        return attributes;
    }

    /** Returns none: the attributes of the program replace those of the last run, and an update keeps the others. */
    @Override
    public List<Symbol> staleAttributes() {
        return List.of();
    }

    @Override
    public List<TreePath> takenFromImage() throws IOException {
        return inputs.takenFromImage();
    }

    /** Returns none: the working directory is in the tree of the program. */
    @Override
    public Optional<Text> missingDirectory() {
        return Optional.empty();
    }

    @Override
    public void findProgram(VolumeBuilder volume) {
        // The attributes name it.
    }

    @Override
    public List<ProgramImage.Explanation> explanations() {
        return program.explains() ? inputs.explanations() : List.of();
    }

    @Override
    public void close() throws IOException {
        inputs.close();
    }
}
