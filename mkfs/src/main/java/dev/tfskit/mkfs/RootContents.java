// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.cli.UsageException;
import dev.tfskit.program.ProgramImage;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.TreeSource;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.volume.Volume;
import dev.tfskit.volume.VolumeBuilder;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** What goes into the root volume: what a program needs, or trees as they are. Not thread-safe. */
sealed interface RootContents extends Closeable permits ProgramContents, TreeContents {

    /**
     * Opens the sources below the tree of the manifest, anew at each call. An entry of a later source replaces an entry
     * of an earlier one.
     *
     * @param leftOut supplies files that must not go in; called when the first entry is read
     * @return the sources, which the caller closes
     * @throws UsageException when the name of the image is no path
     * @throws IOException when a tree cannot be opened
     */
    List<NamedSource> open(Supplier<Set<Path>> leftOut) throws UsageException, IOException;

    /** Returns the entries of the manifest, with all attributes of the root that it sets. */
    TreeSource manifestTree();

    /** Returns the attributes of the root of a new volume. The manifest and {@code -t} override them. */
    Tuple attributes();

    /**
     * Returns the attributes of the root of a volume that exists, with those that an update must keep. The manifest and
     * {@code -t} override them.
     *
     * @throws IOException when the volume cannot be read
     */
    Tuple attributesOver(Volume existing) throws IOException;

    /**
     * Returns the root attributes that an existing volume must lose: those of its last run that the new run does not
     * have.
     */
    List<Symbol> staleAttributes();

    /**
     * Returns the paths of the entries that stay in an existing volume, because they are needed and no source has them.
     *
     * @throws IOException when a tree cannot be read
     */
    List<TreePath> takenFromImage() throws IOException;

    /** Returns the directory to make when it is missing. */
    Optional<Text> missingDirectory();

    /**
     * Sets the program of the volume if it must be looked up in the whole tree.
     *
     * @throws IOException when the tree cannot be read, or does not have the program
     */
    void findProgram(VolumeBuilder volume) throws IOException;

    /** Returns why each entry of the program is in the image, if the command line requests that. */
    List<ProgramImage.Explanation> explanations();
}
