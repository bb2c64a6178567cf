// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source.lookup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tfskit.schema.TreePath;
import dev.tfskit.source.ListSource;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.lookup.SourceTree.Found;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A tree with a file {@code d/file}, and links that a test adds. */
class SourcePathWalkTest {

    private final ListedTree tree = new ListedTree();

    SourcePathWalkTest() {
        add(new SourceEntry.Socket(ListSource.path("d", "file"), SourceEntry.Metadata.NONE));
    }

    private void add(SourceEntry entry) {
        tree.add(new Found(entry, entry.path()));
    }

    private void addLink(String target, String... path) {
        add(new SourceEntry.Link(ListSource.path(path), SourceEntry.Metadata.NONE, Text.of(target)));
    }

    private static Optional<String> along(SourcePathWalk walk, String path) throws IOException {
        return walk.along(Text.of(path)).map(found -> found.entry().path().toString());
    }

    private Optional<String> along(String path) throws IOException {
        return along(new SourcePathWalk(tree::find), path);
    }

    private Optional<String> throughMissing(String path) throws IOException {
        return along(SourcePathWalk.throughMissing(tree::find), path);
    }

    @Test
    void missingEntryEndsTheWalk() throws IOException {
        assertEquals(Optional.of("/d/file"), along("d/file"));
        assertEquals(Optional.empty(), along("d/none"));
        assertEquals(Optional.empty(), along("none/file"));
        assertEquals(Optional.empty(), along("d/file/below"));
    }

    @Test
    void missingEntriesCountAsDirectories() throws IOException {
        assertEquals(Optional.of("/d/new/inner"), throughMissing("/d/new/inner"));
        assertEquals(Optional.of("/d/file"), throughMissing("d/new/../file"));
        assertEquals(Optional.empty(), throughMissing("d/file/below"));
    }

    @Test
    void linkLeadsThroughMissingDirectories() throws IOException {
        addLink("new/inner", "d", "link");
        assertEquals(Optional.of("/d/new/inner/last"), throughMissing("d/link/last"));
        assertEquals(Optional.empty(), along("d/link/last"));
    }

    /** Otherwise links could lead through any number of names. */
    @Test
    void longTargetLeadsNowhere() throws IOException {
        addLink("x/".repeat(2047) + "x", "possible");
        addLink("x/".repeat(2048), "long");
        assertEquals(Optional.of(ListSource.path(names(2048)).toString()), throughMissing("possible"));
        assertEquals(Optional.empty(), throughMissing("long"));
    }

    @Test
    void pathOfTooManyNamesLeadsNowhere() throws IOException {
        addLink("x/".repeat(2000), "link");
        assertEquals(Optional.empty(), throughMissing("link/" + "x/".repeat(100)));
    }

    private static String[] names(int count) {
        return "x ".repeat(count).split(" ");
    }

    @Test
    void linksOfTheWalkAreListed() throws IOException {
        addLink("second", "first");
        addLink("d", "second");
        addLink("file", "d", "last");
        SourcePathWalk walk = new SourcePathWalk(tree::find);
        assertEquals(Optional.of("/d/file"), along(walk, "first/last"));
        assertEquals(
                List.of(ListSource.path("first"), ListSource.path("second"), ListSource.path("d", "last")),
                walk.links());
        assertEquals(Optional.of(ListSource.path("d", "last")), walk.lastLink());
    }

    @Test
    void directoryIsTheOneThatALinkLeadsTo() throws IOException {
        addLink("d", "link");
        SourcePathWalk walk = new SourcePathWalk(tree::find);
        assertEquals(ListSource.path("d"), walk.toDirectory(ListSource.path("link")));
        assertEquals(List.of(ListSource.path("link")), walk.links());
    }

    @Test
    void walkToAFileCountsAsOneWithoutLinks() throws IOException {
        addLink("d/file", "link");
        SourcePathWalk walk = new SourcePathWalk(tree::find);
        TreePath link = ListSource.path("link");
        assertEquals(link, walk.toDirectory(link));
        assertEquals(List.of(), walk.links());
        assertEquals(Optional.empty(), walk.lastLink());
    }
}
