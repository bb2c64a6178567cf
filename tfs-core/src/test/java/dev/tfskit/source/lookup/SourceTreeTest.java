// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source.lookup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.tfskit.schema.InodeKind;
import dev.tfskit.schema.Permissions;
import dev.tfskit.schema.SpecialNode;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.BytesContent;
import dev.tfskit.source.ListSource;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.lookup.SourceTree.Found;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SourceTreeTest {

    private static final SourceEntry.Metadata METADATA = new SourceEntry.Metadata(
            new Permissions(0640, 1, 2), Instant.ofEpochSecond(7), Map.of(Symbol.of("user.x"), Text.of("y")));
    private static final BytesContent CONTENT = new BytesContent("content");

    static List<Function<TreePath, SourceEntry>> entries() {
        return List.of(
                path -> new SourceEntry.Directory(path, METADATA),
                path -> new SourceEntry.File(path, METADATA, CONTENT.length(), CONTENT),
                path -> new SourceEntry.Link(path, METADATA, Text.of("target")),
                path -> new SourceEntry.Socket(path, METADATA),
                path -> new SourceEntry.Special(path, METADATA, new SpecialNode(InodeKind.CHARACTER_DEVICE, 5, 1)));
    }

    @ParameterizedTest
    @MethodSource("entries")
    void entryAtAnotherPathIsTheSameButForThePath(Function<TreePath, SourceEntry> entry) {
        TreePath path = ListSource.path("d", "a");
        TreePath other = ListSource.path("b");
        Found found = new Found(entry.apply(path), "identity");
        assertEquals(new Found(entry.apply(other), "identity"), found.at(other));
        assertSame(found, found.at(path));
    }
}
