// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.cli.OutputException;
import dev.tfskit.cli.Printable;
import dev.tfskit.source.SourceEntry;
import java.io.UncheckedIOException;
import java.util.function.Consumer;

/**
 * Prints each entry as it is added, also entries that are replaced later. The root is not printed: no summary counts
 * it. Not thread-safe.
 *
 * @param lines prints the lines
 */
record EntryListing(EntryLines lines) implements Consumer<SourceEntry> {

    /** Prints an entry; throws an {@link UncheckedIOException} when that fails. */
    @Override
    public void accept(SourceEntry entry) {
        if (entry.path().isRoot()) {
            return;
        }
        try {
            print(entry, Printable.of(entry.path().quoted()));
        } catch (OutputException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void print(SourceEntry entry, String name) throws OutputException {
        switch (entry) {
            case SourceEntry.Directory _ -> lines.print("directory", name);
            case SourceEntry.File file -> lines.print(Long.toString(file.size()), name);
            case SourceEntry.Link link -> lines.printLink(name, link.target());
            case SourceEntry.Socket _ -> lines.print("socket", name);
            case SourceEntry.Special special ->
                lines.print(special.node().toText().decode(), name);
            case SourceEntry.HardLink link ->
                lines.print(
                        "hard link", name + " = " + Printable.of(link.first().quoted()));
            case SourceEntry.MetadataPatch _ -> lines.print("attributes", name);
            case SourceEntry.Absence _ -> {}
            case SourceEntry.Whiteout _ -> lines.print("removed", name);
            case SourceEntry.OpaqueDirectory _ -> lines.print("emptied", name);
        }
    }
}
