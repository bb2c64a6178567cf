// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.log;

import dev.tfskit.codec.Decoder;
import dev.tfskit.codec.Dictionary;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.schema.Identity;
import dev.tfskit.value.Tuple;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Applies the records of a log in order. One instance runs one replay, on one thread. */
final class Replayer {

    private final LogCursor cursor;
    private final Dictionary dictionary = new Dictionary();
    private final EntryCount entries = new EntryCount();
    private final Decoder decoder = new Decoder(dictionary, entries);
    private final List<Extension> extensions = new ArrayList<>();
    private @Nullable Identity identity;
    private @Nullable Tuple root;
    private OptionalLong torn = OptionalLong.empty();
    private @Nullable TfsFormatException damage;
    private long records;
    private long endOffset;

    Replayer(BlockDevice volume) throws IOException {
        cursor = new LogCursor(volume);
    }

    /** Replays until the log ends, is damaged, or has yielded {@code mostRecords} records. */
    Replay run(long mostRecords) throws IOException {
        while (cursor.hasNext() && damage == null && records < mostRecords) {
            take(cursor.next());
        }
        if (root == null) {
            throw damage != null ? damage : new TfsFormatException(endOffset, "a log without any record");
        }
        return new Replay(
                Objects.requireNonNull(identity),
                root,
                List.copyOf(extensions),
                dictionary,
                records,
                entries.count(),
                endOffset,
                torn,
                Optional.ofNullable(damage));
    }

    // A switch would have to be linked anew in each run (docs/architecture.md, Start-up).
    @SuppressWarnings("IfChainToSwitch")
    private void take(Frame frame) throws IOException {
        if (frame instanceof Frame.Record record) {
            apply(record);
        } else if (frame instanceof Frame.Begin begin) {
            identity = begin.identity();
            extensions.add(begin.extension());
        } else if (frame instanceof Frame.Link link) {
            extensions.add(link.next());
        } else if (frame instanceof Frame.Torn found) {
            torn = OptionalLong.of(found.offset());
        } else if (frame instanceof Frame.End end) {
            endOffset = end.offset();
        } else if (frame instanceof Frame.Broken broken) {
            damage = broken.reason();
        }
    }

    private void apply(Frame.Record record) throws IOException {
        try {
            Tuple changed = decoder.decode(cursor.open(record), record.encoding());
            if (root == null) {
                root = changed;
            }
            records++;
            endOffset = record.ranges().getLast().end();
        } catch (TfsFormatException e) {
            damage = e;
        }
    }
}
