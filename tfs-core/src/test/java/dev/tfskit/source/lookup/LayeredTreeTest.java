// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source.lookup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.schema.TreePath;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.value.Symbol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayeredTreeTest {

    @TempDir
    private Path temp;

    private static TreePath path(String path) {
        TreePath at = TreePath.ROOT;
        for (String name : path.split("/")) {
            at = at.child(Symbol.of(name));
        }
        return at;
    }

    private Path layer(String name, String... files) throws IOException {
        Path layer = temp.resolve(name);
        for (String file : files) {
            Files.createDirectories(layer.resolve(file).getParent());
            Files.writeString(layer.resolve(file), name);
        }
        return layer;
    }

    /** Writes down which paths are looked up. */
    private record ObservedTree(SourceTree tree, List<String> found) implements SourceTree {

        @Override
        public Optional<Found> find(TreePath path) throws IOException {
            found.add(path.toString());
            return tree.find(path);
        }

        @Override
        public List<Symbol> names(TreePath directory) throws IOException {
            return tree.names(directory);
        }
    }

    @Test
    void looksUpEachDirectoryOfALayerOnce() throws IOException {
        ObservedTree first = new ObservedTree(new HostTree(layer("first", "a/b/c/x")), new ArrayList<>());
        ObservedTree second = new ObservedTree(new HostTree(layer("second", "a/b/c/x", "a/b/c/y")), new ArrayList<>());
        LayeredTree tree = new LayeredTree(List.of(first, second));
        assertTrue(tree.find(path("a/b/c/x")).isPresent());
        assertEquals(List.of(), second.found(), "a layer below one that has the entry");
        assertTrue(tree.find(path("a/b/c/y")).isPresent());
        assertTrue(tree.find(path("a/b/c/z")).isEmpty());
        assertTrue(tree.find(path("a/b/none/z/z")).isEmpty());
        assertEquals(List.of(Symbol.of("x"), Symbol.of("y")), tree.names(path("a/b/c")));
        List<String> directories = List.of("/a", "/a/b", "/a/b/c");
        for (ObservedTree each : List.of(first, second)) {
            assertEquals(
                    directories,
                    each.found().stream().filter(directories::contains).toList());
        }
    }

    @Test
    void doesNotFollowLinksOfALayer() throws IOException {
        Path first = layer("first", "real/x");
        Files.createSymbolicLink(first.resolve("a"), Path.of("real"));
        LayeredTree tree = new LayeredTree(List.of(new HostTree(first), new HostTree(layer("second", "a/x", "a/y"))));
        assertEquals(List.of(Symbol.of("x"), Symbol.of("y")), tree.names(path("a")));
        assertEquals(
                "second".length(),
                ((SourceEntry.File) tree.find(path("a/x")).orElseThrow().entry()).size());
    }

    /** Writes down that it is closed, and fails then. */
    private record FailingTree(String name, List<String> closed) implements SourceTree {

        @Override
        public Optional<Found> find(TreePath path) {
            return Optional.empty();
        }

        @Override
        public List<Symbol> names(TreePath directory) {
            return List.of();
        }

        @Override
        public void close() throws IOException {
            closed.add(name);
            throw new IOException(name);
        }
    }

    @Test
    void allLayersAreClosedAlsoWhenOneFails() {
        List<String> closed = new ArrayList<>();
        LayeredTree tree = new LayeredTree(List.of(new FailingTree("first", closed), new FailingTree("last", closed)));
        assertEquals("last", assertThrows(IOException.class, tree::close).getMessage());
        assertEquals(List.of("first", "last"), closed);
    }
}
