// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import dev.tfskit.source.Notice;
import dev.tfskit.value.Text;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;

/**
 * Reads the names in a zip archive. Programs on Unix store the bytes of a name, and these are kept. Programs for DOS
 * and Windows store UTF-8 and mark it by a flag or an extra field, or they store characters of a code page. Some use
 * backslashes. Not thread-safe.
 */
final class ZipNames {

    /** Systems with code pages, by their numbers in the format: DOS, OS/2, Windows in two ways, and VFAT. */
    private static final Set<Integer> CODE_PAGE_SYSTEMS = Set.of(0, 6, 10, 11, 14);
    /** The code page of the format. */
    private static final Charset CODE_PAGE = Charset.forName("IBM437");

    private final String archive;
    private final Consumer<Notice> notices;
    private boolean hasReportedBackslashes;
    private boolean hasReportedCodePage;

    ZipNames(String archive, Consumer<Notice> notices) {
        this.archive = archive;
        this.notices = notices;
    }

    /** Returns the name of an entry as bytes, with slashes between directories. */
    byte[] of(ZipArchiveEntry entry) {
        byte[] name = entry.getNameSource() == ZipArchiveEntry.NameSource.UNICODE_EXTRA_FIELD
                ? entry.getName().getBytes(StandardCharsets.UTF_8)
                : entry.getRawName();
        return hasCodePage(entry) ? withSlashes(inUtf8(name, entry)) : name;
    }

    /** Returns whether the system that made an entry has code pages and backslashes, and no modes. */
    static boolean hasCodePage(ZipArchiveEntry entry) {
        return CODE_PAGE_SYSTEMS.contains(entry.getPlatform());
    }

    /**
     * Returns a name in UTF-8. Many programs forget the flag for UTF-8, so only what cannot be UTF-8 is read as a code
     * page.
     */
    private byte[] inUtf8(byte[] name, ZipArchiveEntry entry) {
        if (entry.getGeneralPurposeBit().usesUTF8ForNames() || Text.wrap(name).isUtf8()) {
            return name;
        }
        if (!hasReportedCodePage) {
            hasReportedCodePage = true;
            notices.accept(
                    new Notice(archive, "has names that are not UTF-8; they are read as characters of code page 437"));
        }
        return new String(name, CODE_PAGE).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Replaces backslashes by slashes. A name that has both was written by a program that knows the format, and stays.
     */
    private byte[] withSlashes(byte[] name) {
        boolean hasBackslash = false;
        for (byte each : name) {
            if (each == '/') {
                return name;
            }
            hasBackslash |= each == '\\';
        }
        if (!hasBackslash) {
            return name;
        }
        if (!hasReportedBackslashes) {
            hasReportedBackslashes = true;
            notices.accept(new Notice(archive, "has backslashes between directories; they are read as slashes"));
        }
        byte[] converted = Arrays.copyOf(name, name.length);
        for (int i = 0; i < converted.length; i++) {
            converted[i] = converted[i] == '\\' ? (byte) '/' : converted[i];
        }
        return converted;
    }
}
