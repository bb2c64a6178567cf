// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.cli.UsageException;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.Content;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.lookup.SourceTree;
import dev.tfskit.value.Symbol;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The files {@code /etc/passwd} and {@code /etc/group} of the trees that go into an image. The first call of
 * {@link #lines} reads both from each tree. Not thread-safe.
 */
final class AccountFiles implements NamedOwner.Lists {

    /** Bounds the memory for a file that is no list of users. */
    private static final int MOST_BYTES = 16 << 20;

    private static final TreePath DIRECTORY = TreePath.ROOT.child(Symbol.of("etc"));
    private static final Set<String> NAMES = Set.of("passwd", "group");

    private final List<TreeArgument> roots;
    private final Opener opener;
    private final Map<String, List<String>> lines = new HashMap<>();

    /**
     * Creates the lists.
     *
     * @param roots the trees, the most important one first
     */
    AccountFiles(List<TreeArgument> roots, Opener opener) {
        this.roots = roots;
        this.opener = opener;
    }

    /** Opens trees to look up a few files. */
    @FunctionalInterface
    interface Opener {

        /**
         * Opens a tree, which the caller closes.
         *
         * @param files the only files that are looked up
         * @throws UsageException when the tree cannot be read a second time
         */
        SourceTree open(TreeArgument root, Set<TreePath> files) throws UsageException, IOException;
    }

    @Override
    public List<String> lines(String file) throws UsageException, IOException {
        if (lines.isEmpty()) {
            readAll();
        }
        return lines.getOrDefault(file, List.of());
    }

    private void readAll() throws UsageException, IOException {
        Set<TreePath> files = NAMES.stream().map(AccountFiles::path).collect(Collectors.toSet());
        NAMES.forEach(name -> lines.put(name, new ArrayList<>()));
        for (TreeArgument root : roots) {
            try (SourceTree tree = opener.open(root, files)) {
                for (Map.Entry<String, List<String>> each : lines.entrySet()) {
                    each.getValue().addAll(read(tree, each.getKey()));
                }
            }
        }
    }

    private static TreePath path(String name) {
        return DIRECTORY.child(Symbol.of(name));
    }

    /** Reads a file. A link could lead out of the tree, so it is not followed. */
    private static List<String> read(SourceTree tree, String name) throws IOException {
        boolean hasDirectory = tree.find(DIRECTORY)
                .filter(found -> found.entry() instanceof SourceEntry.Directory)
                .isPresent();
        Optional<SourceTree.Found> found = hasDirectory ? tree.find(path(name)) : Optional.empty();
        if (found.isEmpty() || !(found.get().entry() instanceof SourceEntry.File file)) {
            return List.of();
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(file.size(), MOST_BYTES));
        try (Content.Reader reader = file.content().open()) {
            while (bytes.hasRemaining() && reader.read(bytes, bytes.position()) > 0) {}
        }
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1)
                .lines()
                .toList();
    }
}
