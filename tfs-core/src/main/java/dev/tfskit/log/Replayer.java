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

/** Applies the records of a log in order. For one replay by one thread. */
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
            switch (cursor.next()) {
                case Frame.Begin begin -> {
                    identity = begin.identity();
                    extensions.add(begin.extension());
                }
                case Frame.Record record -> apply(record);
                case Frame.Link link -> extensions.add(link.next());
                case Frame.Torn found -> torn = OptionalLong.of(found.offset());
                case Frame.End end -> endOffset = end.offset();
                case Frame.EndOfSegment _ -> {}
                case Frame.Broken broken -> damage = broken.reason();
            }
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
