// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tfskit.source.HostContent;
import dev.tfskit.source.ListSource;
import dev.tfskit.source.MemoryContent;
import dev.tfskit.source.Notice;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.TreeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnFileFilterTest {

    @TempDir
    private Path temp;

    @Test
    void ownFileStaysOutWithItsHardLinks() throws IOException {
        Path image = Files.writeString(temp.resolve("image"), "1");
        List<Notice> notices = new ArrayList<>();
        ListSource source = new ListSource();
        source.file("self", 1, new HostContent(image, 1));
        source.add(new SourceEntry.HardLink(ListSource.path("link"), ListSource.path("self")));
        source.file("other", 1, new MemoryContent(new byte[1]));
        source.add(new SourceEntry.HardLink(ListSource.path("more"), ListSource.path("other")));
        List<String> paths = new ArrayList<>();
        try (TreeSource filtered = new OwnFileFilter(() -> Set.of(image), notices::add).applyTo(source)) {
            for (Optional<SourceEntry> next = filtered.next(); next.isPresent(); next = filtered.next()) {
                paths.add(next.get().path().toString());
            }
        }
        assertEquals(
                List.of("/other", "/more"),
                paths.stream().filter(path -> !path.equals("/")).toList());
        assertEquals(1, notices.size());
    }
}
