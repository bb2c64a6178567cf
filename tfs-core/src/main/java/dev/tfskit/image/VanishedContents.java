// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image;

import dev.tfskit.image.ContentSink.Vanished;
import dev.tfskit.source.Content;
import dev.tfskit.source.VanishedException;
import dev.tfskit.volume.RegularFile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects the files whose contents vanished before they were copied. Thread-safe. */
final class VanishedContents {

    private final Map<RegularFile, Vanished> files = new LinkedHashMap<>();

    /** Adds a file; only the first reason for a file counts. */
    synchronized void add(RegularFile target, Content content, long size, VanishedException reason) {
        files.putIfAbsent(target, new Vanished(target, content, size, reason));
    }

    /** Returns the files that were added since the last call. */
    synchronized List<Vanished> drain() {
        List<Vanished> drained = List.copyOf(files.values());
        files.clear();
        return drained;
    }
}
