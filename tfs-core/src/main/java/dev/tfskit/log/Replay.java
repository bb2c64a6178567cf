package dev.tfskit.log;

import dev.tfskit.TfsFormatException;
import dev.tfskit.codec.Decoder;
import dev.tfskit.codec.Dictionary;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.value.Tuple;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a log says once all its records have been carried out (docs/format.md, sections 2.1 and 2.3).
 *
 * @param identity the label and UUID of the volume
 * @param root the first tuple of the log, which everything hangs from
 * @param extensions the chain, in order
 * @param dictionary the numbers that the log has given
 * @param records how many records it has
 * @param endOffset where the end of log stands, in bytes from the start of the volume
 * @param torn where a record stands that was never finished, if one does
 */
public record Replay(
        Identity identity,
        Tuple root,
        List<Extension> extensions,
        Dictionary dictionary,
        long records,
        long endOffset,
        OptionalLong torn) {

    /**
     * Replays the log of a volume.
     *
     * @param volume the device that holds it, from its first byte
     * @throws TfsFormatException when the log is damaged anywhere before its end
     * @throws IOException when the device cannot be read
     */
    public static Replay of(final BlockDevice volume) throws IOException {
        final LogCursor cursor = new LogCursor(volume);
        final Dictionary dictionary = new Dictionary();
        final Decoder decoder = new Decoder(dictionary);
        final List<Extension> extensions = new ArrayList<>();
        Optional<Identity> identity = Optional.empty();
        Optional<Tuple> root = Optional.empty();
        OptionalLong torn = OptionalLong.empty();
        long records = 0;
        while (true) {
            switch (cursor.next()) {
                case Frame.Begin begin -> {
                    identity = Optional.of(begin.identity());
                    extensions.add(begin.extension());
                }
                case Frame.Record record -> {
                    final Tuple changed = decoder.decode(cursor.open(record), record.encoding());
                    if (records++ == 0) {
                        root = Optional.of(changed);
                    }
                }
                case Frame.EndOfSegment _ -> { }
                case Frame.Link link -> extensions.add(link.next());
                case Frame.Torn found -> torn = OptionalLong.of(found.offset());
                case Frame.End end -> {
                    return new Replay(
                            identity.orElseThrow(),
                            root.orElseThrow(() -> new TfsFormatException(end.offset(), "a log without any record")),
                            List.copyOf(extensions),
                            dictionary,
                            records,
                            end.offset(),
                            torn);
                }
                case Frame.Broken broken -> throw broken.reason();
            }
        }
    }
}
