// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.cli.UsageException;
import dev.tfskit.manifest.Manifest;
import dev.tfskit.program.ProgramImage;
import dev.tfskit.schema.RootAttributes;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.TreeSource;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.volume.Volume;
import dev.tfskit.volume.VolumeBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Trees as they are, and the manifest on top of them. */
final class TreeContents implements RootContents {

    private final List<TreeArgument> whole;
    private final SourceTrees trees;
    private final TreeConfigurations configurations;
    private final Manifest.Resolved manifest;

    /**
     * Creates the contents.
     *
     * @param whole the trees that go in
     * @param trees opens them
     * @param configurations what they say beside their entries
     */
    TreeContents(
            List<TreeArgument> whole,
            SourceTrees trees,
            TreeConfigurations configurations,
            Manifest.Resolved manifest) {
        this.whole = whole;
        this.trees = trees;
        this.configurations = configurations;
        this.manifest = manifest;
    }

    @Override
    public List<NamedSource> open(Supplier<Set<Path>> leftOut) throws UsageException, IOException {
        return trees.open(whole, leftOut);
    }

    @Override
    public TreeSource manifestTree() {
        return manifest.root();
    }

    /** Returns what the trees give, such as the run configuration of a container image. */
    @Override
    public Tuple attributes() {
        return configurations.attributes();
    }

    @Override
    public Tuple attributesOver(Volume existing) {
        return attributes();
    }

    /**
     * Returns the attributes of a run that the tree with the program does not set. They go also when the manifest or
     * {@code -t} names another program, as the environment does.
     */
    @Override
    public List<Symbol> staleAttributes() {
        return configurations.unsetAttributes().stream()
                .filter(name -> manifest.rootAttribute(name).isEmpty())
                .toList();
    }

    @Override
    public List<TreePath> takenFromImage() {
        return List.of();
    }

    /**
     * Returns the working directory of a container image. Those that run the image make it, too, because often no layer
     * has it.
     */
    @Override
    public Optional<Text> missingDirectory() {
        return manifest.rootAttribute(RootAttributes.WORKING_DIRECTORY).isPresent()
                ? Optional.empty()
                : configurations
                        .attributes()
                        .get(RootAttributes.WORKING_DIRECTORY)
                        .filter(Text.class::isInstance)
                        .map(Text.class::cast);
    }

    /** Sets the command of a container image, unless the manifest or {@code -t} names a program. */
    @Override
    public void findProgram(VolumeBuilder volume) throws IOException {
        if (manifest.rootAttribute(RootAttributes.PROGRAM).isEmpty()) {
            configurations.findProgram(volume);
        }
    }

    @Override
    public List<ProgramImage.Explanation> explanations() {
        return List.of();
    }

    @Override
    public void close() {
        // All that is open belongs to the caller.
    }
}
