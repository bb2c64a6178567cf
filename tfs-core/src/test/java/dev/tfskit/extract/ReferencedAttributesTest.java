// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.extract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tfskit.value.walk.TextCopies;
import dev.tfskit.volume.ReferencedText;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A small log that refers to one text many times does not fill the host with extended attributes. */
class ReferencedAttributesTest {

    private static final int BLOCKS = 4_000;
    /** Short enough for any host that has extended attributes. */
    private static final int TEXT_BYTES = 3_000;

    private static final int FILES_THAT_FIT = (int) (TextCopies.MOST_BYTES / TEXT_BYTES);

    @TempDir
    private Path target;

    private final List<String> warnings = new ArrayList<>();

    private void extract(int files, int threads) throws IOException {
        Volume volume = Volume.open(ReferencedText.inFiles(files, TEXT_BYTES, BLOCKS));
        Extraction.Summary summary = new Extraction(
                        volume,
                        problem -> warnings.add("problem: " + problem),
                        warning -> warnings.add(warning.path() + ": " + warning.text()))
                .threads(threads)
                .into(target);
        assertEquals(new Extraction.Summary(files, 0), summary);
    }

    private long filesWithAttribute() throws IOException {
        long found = 0;
        try (Stream<Path> files = Files.list(target)) {
            for (Path file : files.toList()) {
                UserDefinedFileAttributeView view =
                        Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
                found += view.list().equals(List.of("a")) ? 1 : 0;
            }
        }
        return found;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void attributesAreLeftOutWhenTheyAreTooManyCopies(int threads) throws IOException {
        extract(FILES_THAT_FIT + 200, threads);
        assertEquals(FILES_THAT_FIT, filesWithAttribute());
        // It is the first of the last 200 names, in the order of their bytes.
        assertEquals(
                List.of("/f819: its extended attribute user.a refers to a text that the log holds once, and copies of "
                        + "all such texts would take more than 16.0 MB: it was left out, and 199 more"),
                warnings);
    }

    @Test
    void attributesOfAFewFilesAreCopied() throws IOException {
        extract(FILES_THAT_FIT, 1);
        assertEquals(FILES_THAT_FIT, filesWithAttribute());
        assertEquals(List.of(), warnings);
    }
}
