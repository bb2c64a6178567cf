// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.check;

import dev.tfskit.codec.Decoder;
import dev.tfskit.codec.Dictionary;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.log.Extension;
import dev.tfskit.log.Frame;
import dev.tfskit.log.LogCursor;
import dev.tfskit.schema.Identity;
import dev.tfskit.value.Tuple;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Replays the log of a volume up to the first damage, and reports that damage (docs/format.md, section 2). One instance
 * runs one check, on one thread.
 */
final class LogChecker {

    private final FindingList findings;
    private final Dictionary dictionary = new Dictionary();
    private final Decoder decoder = new Decoder(dictionary);
    private final List<Extension> extensions = new ArrayList<>();
    private final List<Tuple> laterTuples = new ArrayList<>();
    private @Nullable Identity identity;
    private @Nullable Tuple root;
    private OptionalLong torn = OptionalLong.empty();
    private long records;
    private boolean sound = true;

    LogChecker(FindingList findings) {
        this.findings = findings;
    }

    void run(BlockDevice volume) throws IOException {
        LogCursor cursor = new LogCursor(volume);
        while (cursor.hasNext() && sound) {
            check(cursor, cursor.next());
        }
    }

    // A switch would have to be linked anew in each run (docs/architecture.md, Start-up).
    @SuppressWarnings("IfChainToSwitch")
    private void check(LogCursor cursor, Frame frame) throws IOException {
        if (frame instanceof Frame.Record record) {
            decode(cursor, record);
        } else if (frame instanceof Frame.Begin begin) {
            identity = begin.identity();
            extensions.add(begin.extension());
        } else if (frame instanceof Frame.Link link) {
            extensions.add(link.next());
        } else if (frame instanceof Frame.Torn unfinished) {
            torn = OptionalLong.of(unfinished.offset());
        } else if (frame instanceof Frame.Broken broken) {
            addDamage(Finding.of(FindingKind.LOG_DAMAGED, broken.reason().problem()), broken.reason());
        } else if (frame instanceof Frame.End end) {
            finish(end);
        } else if (!(frame instanceof Frame.EndOfSegment)) {
            throw new IllegalArgumentException(frame.toString());
        }
    }

    private void decode(LogCursor cursor, Frame.Record record) throws IOException {
        int before = dictionary.count();
        try {
            Tuple tuple = decoder.decode(cursor.open(record), record.encoding());
            if (root == null) {
                root = tuple;
            } else if (tuple.number() > before) {
                laterTuples.add(tuple);
            }
            records++;
        } catch (TfsFormatException damage) {
            addDamage(Finding.of(FindingKind.RECORD_DAMAGED, damage.problem()).in(records), damage);
        }
    }

    private void addDamage(Finding finding, TfsFormatException damage) {
        sound = false;
        findings.add(damage.offset().isPresent() ? finding.at(damage.offset().getAsLong()) : finding);
    }

    private void finish(Frame.End end) {
        if (root == null) {
            sound = false;
            findings.add(
                    torn.isPresent()
                            ? Finding.of(FindingKind.LOG_DAMAGED, "the first record was never finished")
                                    .at(torn.getAsLong())
                            : Finding.of(FindingKind.LOG_DAMAGED, "the log has no record")
                                    .at(end.offset()));
        } else if (torn.isPresent()) {
            findings.add(Finding.of(FindingKind.RECORD_TORN, "the last record was never finished")
                    .in(records)
                    .at(torn.getAsLong()));
        }
    }

    /** Returns whether the whole log was read; only then the tree is complete. */
    boolean isSound() {
        return sound;
    }

    /** Returns the UUID and label; present if the log is sound. */
    Identity identity() {
        return Objects.requireNonNull(identity);
    }

    /** Returns the root; present if the log is sound. */
    Tuple root() {
        return Objects.requireNonNull(root);
    }

    /** Returns the extensions of the log. */
    List<Extension> extensions() {
        return extensions;
    }

    /** Returns how many tuples and vectors the log has numbered. */
    int composites() {
        return dictionary.composites();
    }

    /** Returns the tuples, other than the root, that a record of their own introduced. */
    List<Tuple> laterTuples() {
        return laterTuples;
    }
}
