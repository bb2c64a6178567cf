package dev.tfskit.image;

import dev.tfskit.image.SourceEntry.Metadata;
import dev.tfskit.schema.Permissions;
import java.io.IOException;
import java.util.Optional;

/** A source whose entries have other attributes than those of the source behind it. */
final class AdjustedSource implements TreeSource {

    private final TreeSource source;
    private final Adjustments adjustments;

    AdjustedSource(final TreeSource source, final Adjustments adjustments) {
        this.source = source;
        this.adjustments = adjustments;
    }

    @Override
    public Optional<SourceEntry> next() throws IOException {
        final Optional<SourceEntry> entry = source.next();
        return entry.isEmpty() ? entry : Optional.of(adjust(entry.get()));
    }

    private SourceEntry adjust(final SourceEntry entry) {
        return switch (entry) {
            case SourceEntry.Folder folder ->
                new SourceEntry.Folder(folder.path(), adjust(entry, folder.metadata(), Permissions.DIRECTORY));
            case SourceEntry.File file ->
                new SourceEntry.File(file.path(), adjust(entry, file.metadata(), Permissions.FILE), file.size(), file.content());
            case SourceEntry.Link link ->
                new SourceEntry.Link(link.path(), adjust(entry, link.metadata(), Permissions.LINK), link.target());
            case SourceEntry.Socket socket ->
                new SourceEntry.Socket(socket.path(), adjust(entry, socket.metadata(), Permissions.FILE));
            case SourceEntry.Amendment _, SourceEntry.HardLink _, SourceEntry.Removal _, SourceEntry.Emptying _ -> entry;
        };
    }

    private Metadata adjust(final SourceEntry entry, final Metadata metadata, final Permissions usual) {
        return adjustments.apply(metadata, usual, entry.path().isRoot());
    }

    @Override
    public boolean isSorted() {
        return source.isSorted();
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
