// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source.lookup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.tfskit.schema.Permissions;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.ListSource;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.lookup.SourceTree.Found;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ListedTreeTest {

    private final ListedTree tree = new ListedTree();

    /** Adds a link with the identity of its target. */
    private Found addLink(String target, String... path) {
        Found link = new Found(
                new SourceEntry.Link(ListSource.path(path), SourceEntry.Metadata.NONE, Text.of(target)), target);
        tree.add(link);
        return link;
    }

    private List<String> names(String... directory) {
        return tree.names(ListSource.path(directory)).stream()
                .map(Symbol::decode)
                .toList();
    }

    private Optional<SourceEntry> entry(String... path) {
        return tree.find(ListSource.path(path)).map(Found::entry);
    }

    private static SourceEntry directoryWithoutMetadata(String... path) {
        return new SourceEntry.Directory(ListSource.path(path), SourceEntry.Metadata.NONE);
    }

    @Test
    void newTreeHasOnlyItsRoot() {
        assertEquals(Optional.of(directoryWithoutMetadata()), entry());
        assertEquals(List.of(), names());
        assertEquals(Optional.empty(), entry("a"));
    }

    @Test
    void directoriesOnTheWayAreThere() {
        Found link = addLink("x", "a", "b", "l");
        assertSame(link, tree.find(ListSource.path("a", "b", "l")).orElseThrow());
        assertEquals(Optional.of(directoryWithoutMetadata("a")), entry("a"));
        assertEquals(Optional.of(directoryWithoutMetadata("a", "b")), entry("a", "b"));
        assertEquals(List.of("a"), names());
        assertEquals(List.of("b"), names("a"));
        assertEquals(List.of("l"), names("a", "b"));
    }

    @Test
    void directoriesOnTheWayDiffer() {
        addLink("x", "a", "b", "l");
        assertNotEquals(
                tree.find(ListSource.path("a")).orElseThrow().identity(),
                tree.find(ListSource.path("a", "b")).orElseThrow().identity());
    }

    /** In the order of paths, that of a- lies between a and what is in a. */
    @Test
    void namesAreInTheOrderOfTheirBytes() {
        for (String name : List.of("\u00e9", "b", "a-", "B")) {
            addLink("x", name);
        }
        addLink("x", "a", "z");
        addLink("x", "a-b", "z");
        assertEquals(List.of("B", "a", "a-", "a-b", "b", "\u00e9"), names());
    }

    @Test
    void laterEntryTakesThePlaceOfTheEarlierOne() {
        addLink("first", "a", "l");
        addLink("second", "a", "l");
        assertEquals(Text.of("second"), ((SourceEntry.Link) entry("a", "l").orElseThrow()).target());
        assertEquals(List.of("l"), names("a"));
    }

    @Test
    void directoryThatIsAddedKeepsItsMetadataAndItsEntries() {
        SourceEntry.Metadata metadata =
                new SourceEntry.Metadata(new Permissions(0700, 1, 2), Instant.ofEpochSecond(7), Map.of());
        SourceEntry directory = new SourceEntry.Directory(ListSource.path("a"), metadata);
        addLink("x", "a", "before");
        tree.add(new Found(directory, "a"));
        addLink("x", "a", "later");
        assertEquals(Optional.of(directory), entry("a"));
        assertEquals(List.of("before", "later"), names("a"));
    }

    @Test
    void entryOfTheRootIsTheRoot() {
        SourceEntry root = new SourceEntry.Directory(
                TreePath.ROOT, new SourceEntry.Metadata(Permissions.FILE, Instant.EPOCH, Map.of()));
        tree.add(new Found(root, "root"));
        assertEquals(Optional.of(root), entry());
    }
}
