// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image;

import dev.tfskit.source.Content;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.VanishedException;
import dev.tfskit.volume.FileContent;
import dev.tfskit.volume.RegularFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The ways to decide whether the content of a file has changed. Stateless. */
final class FileComparisons {

    private FileComparisons() {}

    /**
     * Treats files of the same time as equal; the caller has compared their lengths. A source's file without a time is
     * compared by its bytes.
     */
    static boolean byTime(RegularFile file, SourceEntry.File entry) throws IOException {
        return entry.metadata().modified().isPresent()
                ? EntryMetadata.hasTime(file, entry.metadata())
                : byContent(file, entry);
    }

    /**
     * Compares the bytes; holes that both have in common take no time. A stream can be read only once, so a file from a
     * stream always counts as different.
     */
    static boolean byContent(RegularFile file, SourceEntry.File entry) throws IOException {
        if (entry.content().isStreamed()) {
            return false;
        }
        FileContent present = file.content();
        int bufferBytes = (int) Math.min(entry.size(), CopyWindow.BYTES);
        ByteBuffer wanted = ByteBuffer.allocate(bufferBytes);
        ByteBuffer found = ByteBuffer.allocate(bufferBytes);
        try (Content.Reader reader = entry.content().open()) {
            for (CopyWindow window : CopyWindow.overEither(entry.content(), file)) {
                fill(wanted.clear().limit(window.length()), reader, window.start());
                present.read(window.start(), found.clear().limit(window.length()));
                if (!wanted.flip().equals(found.flip())) {
                    return false;
                }
            }
            return true;
        } catch (VanishedException e) {
            return false;
        }
    }

    private static void fill(ByteBuffer target, Content.Reader reader, long position) throws IOException {
        int count = 0;
        while (target.hasRemaining() && count >= 0) {
            count = reader.read(target, position + target.position());
        }
    }
}
