// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.error.ArchiveException;
import dev.tfskit.source.Excludes;
import dev.tfskit.source.Notice;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names in zip archives as programs on Windows write them. */
class WindowsZipTest {

    private static final int DOS = 0;
    private static final int UNIX = 3;
    private static final int NTFS = 11;
    private static final int MADE_BY = 5;

    @TempDir
    private Path temp;

    private final List<String> notices = new ArrayList<>();

    private void note(Notice notice) {
        notices.add(notice.text());
    }

    /** In names, a vertical bar represents a backslash, which the writer would replace. */
    private Set<String> paths(int system, String encoding, boolean hasFlag, boolean hasField, String... names)
            throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(bytes)) {
            zip.setEncoding(encoding);
            zip.setUseLanguageEncodingFlag(hasFlag);
            zip.setCreateUnicodeExtraFields(
                    hasField
                            ? ZipArchiveOutputStream.UnicodeExtraFieldPolicy.ALWAYS
                            : ZipArchiveOutputStream.UnicodeExtraFieldPolicy.NEVER);
            for (String name : names) {
                ZipArchiveEntry entry = new ZipArchiveEntry(name);
                zip.putArchiveEntry(entry);
                zip.closeArchiveEntry();
            }
        }
        byte[] archive = bytes.toByteArray();
        for (int i = 0; i < archive.length; i++) {
            if (archive[i] == '|') {
                archive[i] = '\\';
            }
            if (i > 3 && archive[i - 4] == 'P' && archive[i - 3] == 'K' && archive[i - 2] == 1 && archive[i - 1] == 2) {
                archive[i - 4 + MADE_BY] = (byte) system;
            }
        }
        Path file = Files.write(temp.resolve("archive.zip"), archive);
        return BuiltTree.of(Archives.open(file, Excludes.NONE, this::note)).keySet();
    }

    @ParameterizedTest
    @CsvSource({
        "0, IBM437, false, false",
        "11, IBM437, false, false",
        "0, UTF-8, true, false",
        "0, UTF-8, false, false",
        "0, IBM437, false, true",
        "3, UTF-8, false, false"
    })
    void namesBecomeUtf8(int system, String encoding, boolean hasFlag, boolean hasField) throws IOException {
        assertEquals(
                Set.of("/", "/Grüße", "/Grüße/Öl.txt"), paths(system, encoding, hasFlag, hasField, "Grüße/Öl.txt"));
        boolean isGuessed = encoding.equals("IBM437") && !hasField;
        assertEquals(
                isGuessed
                        ? List.of("has names that are not UTF-8; they are read as characters of code page 437")
                        : List.of(),
                notices);
    }

    @Test
    void bytesOfUnixNamesStayAsTheyAre() throws IOException {
        assertEquals(2, paths(UNIX, "IBM437", false, false, "Öl").size());
        assertEquals(Set.of("/", "/a\\b"), paths(UNIX, "UTF-8", true, false, "a|b"));
        assertEquals(List.of(), notices);
    }

    @Test
    void backslashesSeparateDirectories() throws IOException {
        assertEquals(
                Set.of("/", "/dir", "/dir/empty", "/dir/file"),
                paths(DOS, "UTF-8", true, false, "dir|", "dir|empty|", "dir|file"));
        assertEquals(List.of("has backslashes between directories; they are read as slashes"), notices);
        notices.clear();
        assertEquals(Set.of("/", "/dir", "/dir/a\\b"), paths(NTFS, "UTF-8", true, false, "dir/a|b"));
        assertEquals(List.of(), notices);
    }

    @Test
    void backslashesDoNotLeadOutOfTheTree() {
        String message = assertThrows(ArchiveException.class, () -> paths(DOS, "UTF-8", true, false, "..|..|evil"))
                .getMessage();
        assertTrue(message.contains("leads upwards with .."), message);
    }
}
