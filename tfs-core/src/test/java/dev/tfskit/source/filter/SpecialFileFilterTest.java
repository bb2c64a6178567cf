// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tfskit.schema.SpecialNode;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.TreeSource;
import dev.tfskit.value.Symbol;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SpecialFileFilterTest {

    private final List<String> notices = new ArrayList<>();
    private final SpecialFileFilter filter =
            new SpecialFileFilter(notice -> notices.add(notice.subject() + ": " + notice.text()));

    private static TreePath path(String name) {
        return TreePath.ROOT.child(Symbol.of(name));
    }

    private static SourceEntry fifo(String name) {
        return new SourceEntry.Special(path(name), SourceEntry.Metadata.NONE, SpecialNode.FIFO);
    }

    private static SourceEntry link(String name, String first) {
        return new SourceEntry.HardLink(path(name), path(first));
    }

    private static SourceEntry directory(String name) {
        return new SourceEntry.Directory(path(name), SourceEntry.Metadata.NONE);
    }

    private static SourceEntry socket(String name) {
        return new SourceEntry.Socket(path(name), SourceEntry.Metadata.NONE);
    }

    private List<SourceEntry> filtered(String name, SourceEntry... entries) throws IOException {
        Iterator<SourceEntry> left = List.of(entries).iterator();
        List<SourceEntry> found = new ArrayList<>();
        try (TreeSource source =
                filter.applyTo(() -> left.hasNext() ? Optional.of(left.next()) : Optional.empty(), name)) {
            for (Optional<SourceEntry> next = source.next(); next.isPresent(); next = source.next()) {
                found.add(next.get());
            }
        }
        return found;
    }

    private static SourceEntry absence(String name) {
        return new SourceEntry.Absence(path(name));
    }

    @Test
    void fifosStayOutWithAllTheirNamesAndOneNotice() throws IOException {
        assertEquals(
                List.of(absence("a"), directory("d"), absence("b"), absence("c"), link("z", "y")),
                filtered("it", fifo("a"), directory("d"), link("b", "a"), link("c", "b"), link("z", "y")));
        assertEquals(
                List.of("it: 3 devices and fifos were left out: Nanos has none; give --special to keep them"), notices);
    }

    @Test
    void linkOfLaterSourceToFifoStaysOut() throws IOException {
        assertEquals(List.of(absence("a")), filtered("one", fifo("a")));
        assertEquals(List.of(absence("b")), filtered("two", link("b", "a")));
        assertEquals(
                List.of(
                        "one: 1 device or fifo was left out: Nanos has none; give --special to keep it",
                        "two: 1 device or fifo was left out: Nanos has none; give --special to keep it"),
                notices);
    }

    @Test
    void linkToEntryThatReplacesFifoGoesIn() throws IOException {
        List<SourceEntry> kept = List.of(socket("a"), link("b", "a"));
        assertEquals(
                List.of(absence("a"), kept.getFirst(), kept.getLast()),
                filtered("it", fifo("a"), kept.getFirst(), kept.getLast()));
    }

    @Test
    void sourceWithoutFifosPassesWithoutNotice() throws IOException {
        assertEquals(List.of(directory("d")), filtered("it", directory("d")));
        assertEquals(List.of(), notices);
    }
}
