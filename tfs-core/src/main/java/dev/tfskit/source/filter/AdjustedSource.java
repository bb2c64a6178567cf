// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source.filter;

import dev.tfskit.schema.Permissions;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.SourceEntry.Metadata;
import dev.tfskit.source.TreeSource;
import java.io.IOException;
import java.util.Optional;

/** A source whose entries have other attributes than those of the source behind it. */
final class AdjustedSource extends ForwardingSource {

    private final Adjustments adjustments;

    AdjustedSource(TreeSource source, Adjustments adjustments) {
        super(source);
        this.adjustments = adjustments;
    }

    @Override
    public Optional<SourceEntry> next() throws IOException {
        Optional<SourceEntry> entry = source.next();
        return entry.isEmpty() ? entry : Optional.of(adjust(entry.get()));
    }

    private SourceEntry adjust(SourceEntry entry) {
        return switch (entry) {
            case SourceEntry.Directory directory ->
                new SourceEntry.Directory(directory.path(), adjust(entry, directory.metadata(), Permissions.DIRECTORY));
            case SourceEntry.File file ->
                new SourceEntry.File(
                        file.path(), adjust(entry, file.metadata(), Permissions.FILE), file.size(), file.content());
            case SourceEntry.Link link ->
                new SourceEntry.Link(link.path(), adjust(entry, link.metadata(), Permissions.LINK), link.target());
            case SourceEntry.Socket socket ->
                new SourceEntry.Socket(socket.path(), adjust(entry, socket.metadata(), Permissions.FILE));
            case SourceEntry.Special special ->
                new SourceEntry.Special(
                        special.path(), adjust(entry, special.metadata(), Permissions.FILE), special.node());
            case SourceEntry.MetadataPatch patch ->
                new SourceEntry.MetadataPatch(patch.path(), adjustments.applyToPatch(patch.metadata()));
            case SourceEntry.HardLink _, SourceEntry.Absence _, SourceEntry.Whiteout _, SourceEntry.OpaqueDirectory _ ->
                entry;
        };
    }

    private Metadata adjust(SourceEntry entry, Metadata metadata, Permissions usual) {
        return adjustments.apply(metadata, usual, entry.path().isRoot());
    }
}
