// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.cli.UsageException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The trees in which a manifest looks up its files before it does so on the host. Only a single directory can be used.
 *
 * @param trees the trees that the command line gives for this
 * @param remedy what a user can do who gave others, for messages
 */
record LookupTrees(List<TreeArgument> trees, String remedy) {

    /** Returns the directory; empty when there is no tree, or when the trees cannot be used. */
    Optional<Path> directory() {
        return trees.size() == 1 && trees.getFirst() instanceof TreeArgument.Directory(Path path)
                ? Optional.of(path)
                : Optional.empty();
    }

    /**
     * Checks that files can be looked up in the trees.
     *
     * @throws UsageException when there are several trees, or one that is not a directory
     */
    void check() throws UsageException {
        if (!trees.isEmpty() && directory().isEmpty()) {
            String given = trees.size() > 1
                    ? trees.size() + " trees are given"
                    : trees.getFirst().shown() + " is not a directory";
            throw new UsageException("with a manifest, -r is one directory in which its files are looked up, but "
                    + given + "; " + remedy);
        }
    }
}
