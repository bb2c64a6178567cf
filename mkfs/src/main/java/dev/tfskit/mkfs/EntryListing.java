package dev.tfskit.mkfs;

import dev.tfskit.cli.OutputException;
import dev.tfskit.cli.Printable;
import dev.tfskit.image.SourceEntry;
import java.io.UncheckedIOException;
import java.util.function.Consumer;

/**
 * Prints each entry as it goes in, also what is replaced later; but not the root, which no summary counts. For one thread.
 *
 * @param lines where it is printed
 */
record EntryListing(EntryLines lines) implements Consumer<SourceEntry> {

    /** Prints an entry; throws an {@link UncheckedIOException} when that fails. */
    @Override
    public void accept(final SourceEntry entry) {
        if (entry.path().isRoot()) {
            return;
        }
        try {
            print(entry, Printable.of(entry.path().toString()));
        } catch (OutputException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void print(final SourceEntry entry, final String name) throws OutputException {
        switch (entry) {
            case SourceEntry.Folder _ -> lines.print("directory", name);
            case SourceEntry.File file -> lines.print(Long.toString(file.size()), name);
            case SourceEntry.Link link -> lines.printLink(name, link.target());
            case SourceEntry.Socket _ -> lines.print("socket", name);
            case SourceEntry.HardLink link -> lines.print("hard link", name + " = " + Printable.of(link.first().toString()));
            case SourceEntry.Amendment _ -> lines.print("attributes", name);
            case SourceEntry.Removal _ -> lines.print("removed", name);
            case SourceEntry.Emptying _ -> lines.print("emptied", name);
        }
    }
}
