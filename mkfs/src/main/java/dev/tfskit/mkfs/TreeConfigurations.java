// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.oci.RunConfiguration;
import dev.tfskit.schema.Label;
import dev.tfskit.schema.RootAttributes;
import dev.tfskit.source.Notice;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import dev.tfskit.volume.VolumeBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What the trees of {@code -r} say beside their entries: how container images are run and, with
 * {@code --image-attributes}, the root attributes and the label of TFS images.
 */
final class TreeConfigurations {

    /** The attributes that say how the program runs. */
    private static final List<Symbol> RUN = List.of(
            RootAttributes.PROGRAM,
            RootAttributes.ARGUMENTS,
            RootAttributes.ENVIRONMENT,
            RootAttributes.WORKING_DIRECTORY);

    private final TreeArguments trees;
    private final ContainerImages containers;
    private final Map<TreeArgument, VolumeTree.Configuration> volumes;
    private final Consumer<Notice> notices;

    private TreeConfigurations(
            TreeArguments trees,
            ContainerImages containers,
            Map<TreeArgument, VolumeTree.Configuration> volumes,
            Consumer<Notice> notices) {
        this.trees = trees;
        this.containers = containers;
        this.volumes = volumes;
        this.notices = notices;
    }

    /**
     * Reads the configurations that {@code --image-attributes} takes.
     *
     * @param containers the container images among the trees; the caller closes them
     * @throws IOException when a TFS image cannot be opened or read
     */
    static TreeConfigurations of(SourceOptions sources, ContainerImages containers, Consumer<Notice> notices)
            throws IOException {
        Map<TreeArgument, VolumeTree.Configuration> volumes = new LinkedHashMap<>();
        for (TreeArgument root : sources.trees().all()) {
            if (sources.reading().imageAttributes() && root instanceof TreeArgument.VolumeImage(Path path)) {
                volumes.put(root, VolumeTree.Configuration.of(path));
            }
        }
        return new TreeConfigurations(sources.trees(), containers, volumes, notices);
    }

    /**
     * Returns the root attributes that container images and TFS images give: those of a tree replace those of less
     * important ones. A tree that goes in whole and names the program gives the whole run: nothing stays of the
     * arguments, the environment and the working directory of another tree. Where a program is looked up in the trees,
     * none of them names it.
     */
    Tuple attributes() {
        Tuple attributes = new Tuple();
        for (TreeArgument root : trees.mostImportantFirst().reversed()) {
            Tuple given = given(root);
            if (trees.targets().isEmpty() && namesProgram(root)) {
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
        return trees.all().stream().anyMatch(this::namesProgram)
                ? Stream.of(RootAttributes.ARGUMENTS, RootAttributes.WORKING_DIRECTORY)
                        .filter(name -> !attributes.has(name))
                        .toList()
                : List.of();
    }

    private Tuple given(TreeArgument root) {
        return containers
                .configuration(root)
                .map(RunConfiguration::attributes)
                .or(() -> Optional.ofNullable(volumes.get(root)).map(VolumeTree.Configuration::attributes))
                .orElseGet(Tuple::new);
    }

    private boolean namesProgram(TreeArgument root) {
        return containers
                .configuration(root)
                .map(container -> !container.command().isEmpty())
                .orElseGet(() -> given(root).has(RootAttributes.PROGRAM));
    }

    /**
     * Makes the program of the last tree that names one the program of the volume, if this tree is a container image.
     */
    void findProgram(VolumeBuilder volume) throws IOException {
        Optional<RunConfiguration> container = trees.all().stream()
                .filter(this::namesProgram)
                .reduce((_, later) -> later)
                .flatMap(containers::configuration);
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
        return trees.all().stream()
                .filter(volumes::containsKey)
                .reduce((_, later) -> later)
                .map(volumes::get)
                .map(configuration -> configuration.label().shortened());
    }
}
