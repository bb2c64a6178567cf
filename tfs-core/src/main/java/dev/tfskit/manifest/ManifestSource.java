// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.manifest;

import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.TreeSource;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The tree of a manifest as a source: a directory before its entries, names in the order of the manifest, hard links
 * last. The files of the host were found and measured when the manifest was resolved; each is opened when its contents
 * are copied. Not thread-safe.
 */
final class ManifestSource implements TreeSource {

    private final Iterator<SourceEntry> entries;

    ManifestSource(List<SourceEntry> entries) {
        this.entries = entries.iterator();
    }

    @Override
    public Optional<SourceEntry> next() {
        return entries.hasNext() ? Optional.of(entries.next()) : Optional.empty();
    }
}
