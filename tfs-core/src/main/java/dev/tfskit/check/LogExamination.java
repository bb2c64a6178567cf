package dev.tfskit.check;

import dev.tfskit.TfsFormatException;
import dev.tfskit.codec.Decoder;
import dev.tfskit.codec.Dictionary;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.log.Extension;
import dev.tfskit.log.Frame;
import dev.tfskit.log.Identity;
import dev.tfskit.log.LogCursor;
import dev.tfskit.value.Tuple;
import dev.tfskit.volume.Attributes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Follows the log of a volume as far as it can be followed (docs/format.md, section 2). */
final class LogExamination {

    private final Consumer<Finding> findings;
    private final RecordHistory history = new RecordHistory();
    private final Dictionary dictionary = new Dictionary();
    private final List<Extension> extensions = new ArrayList<>();
    private final List<Tuple> laterTuples = new ArrayList<>();
    private Optional<Identity> identity = Optional.empty();
    private Optional<Tuple> root = Optional.empty();
    private boolean sound = true;

    LogExamination(final Consumer<Finding> findings) {
        this.findings = findings;
    }

    void run(final BlockDevice volume) throws IOException {
        final LogCursor cursor = new LogCursor(volume);
        final Decoder decoder = new Decoder(dictionary, history);
        while (cursor.hasNext() && sound) {
            switch (cursor.next()) {
                case Frame.Begin begin -> {
                    identity = Optional.of(begin.identity());
                    extensions.add(begin.extension());
                }
                case Frame.Record record -> decode(cursor, decoder, record);
                case Frame.Link link -> extensions.add(link.next());
                case Frame.Torn torn -> findings.accept(
                        Finding.of(FindingKind.RECORD_TORN, "a record that was never finished").at(torn.offset()));
                case Frame.Broken broken -> damaged(FindingKind.LOG_DAMAGED, broken.reason());
                case Frame.EndOfSegment _ -> { }
                case Frame.End end -> {
                    if (root.isEmpty()) {
                        damaged(FindingKind.LOG_DAMAGED, new TfsFormatException(end.offset(), "a log without any record"));
                    }
                }
            }
        }
    }

    private void decode(final LogCursor cursor, final Decoder decoder, final Frame.Record record) throws IOException {
        history.begin(record.offset());
        final int before = dictionary.count();
        try {
            final Tuple tuple = decoder.decode(cursor.open(record), record.encoding());
            if (root.isEmpty()) {
                root = Optional.of(tuple);
            } else if (tuple.number() > before) {
                laterTuples.add(tuple);
            }
        } catch (TfsFormatException damage) {
            damaged(FindingKind.RECORD_DAMAGED, damage);
        }
    }

    private void damaged(final FindingKind kind, final TfsFormatException damage) {
        sound = false;
        Finding finding = Finding.of(kind, damage.problem());
        if (kind == FindingKind.RECORD_DAMAGED) {
            finding = finding.in(history.records() - 1L);
        }
        findings.accept(damage.offset().isPresent() ? finding.at(damage.offset().getAsLong()) : finding);
    }

    /** Whether the whole log could be followed; only then does it make sense to look at the tree. */
    boolean isSound() {
        return sound;
    }

    Optional<Identity> identity() {
        return identity;
    }

    /** The root; present when the log is sound. */
    Tuple root() {
        return root.orElseThrow();
    }

    List<Extension> extensions() {
        return extensions;
    }

    RecordHistory history() {
        return history;
    }

    /** How many tuples and vectors the log has numbered. */
    int composites() {
        return dictionary.composites();
    }

    /** Tuples that stand in a record of their own as the root does, and look like one. */
    List<Tuple> otherRoots() {
        return laterTuples.stream().filter(tuple -> tuple.has(Attributes.CHILDREN)).toList();
    }
}
