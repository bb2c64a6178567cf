// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.tfskit.AllocatedBytes;
import dev.tfskit.source.EntryPatterns;
import dev.tfskit.source.Excludes;
import dev.tfskit.source.KernelDirectories;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.TreeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The work for an archive grows in proportion to its bytes, however deep its entries are. Allocated bytes are counted,
 * because a clock measures what else the machine does.
 */
@Tag("slow")
class DeepArchivesTest {

    private static final int DEPTH = 400;

    /**
     * Deeper archives have more names for each byte, and the JVM allocates an object for each name until it has
     * compiled the loop: that doubles the bytes at most. Work in proportion to the square of the depth would take four
     * times as many.
     */
    private static final double MOST_GROWTH = 2.5;

    private static final double MOST_BYTES = 20;
    private static final ArchiveOptions PLAIN =
            ArchiveOptions.excluding(new Excludes(EntryPatterns.NONE, KernelDirectories.LEFT_EMPTY));

    @TempDir
    private Path temp;

    private static ArchiveOptions leavingOut(String pattern) {
        return ArchiveOptions.excluding(new Excludes(EntryPatterns.of(List.of(pattern)), KernelDirectories.LEFT_EMPTY));
    }

    /** Directories in one another, each with a file; the archive names only the files. */
    private static byte[] everyLevelNamed(int depth) {
        HandMadeTar tar = new HandMadeTar();
        StringBuilder name = new StringBuilder("file");
        for (int i = 0; i < depth; i++) {
            tar.records('x', "path=" + name).file("x", "");
            name.insert(0, "d/");
        }
        return tar.end();
    }

    private static byte[] deepestLevelNamed(int depth) {
        return new HandMadeTar()
                .records('x', "path=" + "d/".repeat(depth) + "file")
                .file("x", "")
                .end();
    }

    /** Returns the bytes that are allocated for each byte of an archive. */
    private double read(byte[] archive, ArchiveOptions options, int entries) throws IOException {
        Path file = Files.write(temp.resolve("archive"), archive);
        AllocatedBytes allocated = AllocatedBytes.start();
        int count = 0;
        try (TreeSource source = Archives.open(file, options, notice -> fail(notice.text()))) {
            for (Optional<SourceEntry> entry = source.next(); entry.isPresent(); entry = source.next()) {
                count++;
            }
        }
        assertEquals(entries - options.strippedNames(), count);
        return (double) allocated.count() / archive.length;
    }

    private void assertProportional(ArchiveOptions options) throws IOException {
        read(everyLevelNamed(DEPTH / 10), options, DEPTH / 10);
        double shallow = read(everyLevelNamed(DEPTH), options, DEPTH);
        double deep = read(everyLevelNamed(4 * DEPTH), options, 4 * DEPTH);
        assertTrue(
                deep < MOST_GROWTH * shallow, shallow + " bytes for each, and " + deep + " for four times the depth");
        assertTrue(deep < MOST_BYTES, deep + " bytes for each");
        double single = read(deepestLevelNamed(4000), options, 1 + options.strippedNames());
        double deeper = read(deepestLevelNamed(16_000), options, 1 + options.strippedNames());
        assertTrue(
                deeper < MOST_GROWTH * single, single + " bytes for each, and " + deeper + " for four times the depth");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nothing", "/x/**", "a**b/x*y", "+ /d/**/file"})
    void archiveWithEveryLevelOfADeepTreeIsMatchedWithAPattern(String pattern) throws IOException {
        assertProportional(leavingOut(pattern));
    }

    @Test
    void archiveWithEveryLevelOfADeepTreeIsRead() throws IOException {
        assertProportional(PLAIN);
        assertProportional(PLAIN.strippingNames(2));
    }
}
