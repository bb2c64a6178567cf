// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import dev.tfskit.cli.ExitCode;
import dev.tfskit.cli.Flag;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.history.Change;
import dev.tfskit.history.History;
import dev.tfskit.history.Step;
import dev.tfskit.log.Extension;
import dev.tfskit.log.Frame;
import dev.tfskit.message.Messages;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Model.OptionSpec;

/** {@code --log}: prints the history of a volume, record by record. */
final class LogView implements View {

    @Override
    public OptionSpec option() {
        return Flag.named("--log")
                .description(
                        "Print every record of the metadata log in order: number, offset, length, and what it changes.")
                .build();
    }

    @Override
    public ExitCode show(Session session) throws IOException {
        History history = new History(session.image().device(), History.USUAL_CHANGES);
        Optional<TfsFormatException> damage = Optional.empty();
        if (session.json()) {
            try (JsonOutput json = session.beginBareJson()) {
                json.beginArray("log");
                while (history.hasNext()) {
                    Step step = history.next();
                    damage = damage.or(() -> damageOf(step));
                    write(json, step);
                }
                json.endArray();
                json.complete();
            }
        } else {
            while (history.hasNext()) {
                Step step = history.next();
                damage = damage.or(() -> damageOf(step));
                print(session, step);
            }
        }
        if (damage.isPresent()) {
            throw damage.get();
        }
        return ExitCode.OK;
    }

    private static Optional<TfsFormatException> damageOf(Step step) {
        return switch (step) {
            case Step.Undecodable(long _, Frame.Record _, TfsFormatException reason) -> Optional.of(reason);
            case Step.Passed(Frame.Broken(TfsFormatException reason)) -> Optional.of(reason);
            case Step.Passed _, Step.Recorded _ -> Optional.empty();
        };
    }

    private static void print(Session session, Step step) throws IOException {
        switch (step) {
            case Step.Recorded record -> {
                session.output()
                        .println("record " + record.number() + " at byte "
                                + record.frame().offset() + ", "
                                + Messages.bytes(record.frame().length()));
                for (Change change : record.changes()) {
                    session.output().println("    " + change.describe());
                }
                if (record.further() > 0) {
                    session.output()
                            .println("    and " + Messages.of(record.further(), "further change", "further changes"));
                }
            }
            case Step.Undecodable record ->
                session.output()
                        .println("record " + record.number() + " at byte "
                                + record.frame().offset() + ": damaged "
                                + Messages.reasonOf(record.reason()));
            case Step.Passed passed -> session.output().println(words(passed.frame()));
        }
    }

    private static String words(Frame frame) {
        return switch (frame) {
            case Frame.Begin begin ->
                "volume " + begin.identity().uuid() + " version "
                        + begin.extension().encoding().version();
            case Frame.Link link ->
                "link at byte " + link.offset() + " to "
                        + Messages.blocks(link.next().blocks()) + " from block "
                        + link.next().startBlock() + " version "
                        + link.next().encoding().version();
            case Frame.EndOfSegment end -> "end of segment at byte " + end.offset();
            case Frame.Torn torn -> "record at byte " + torn.offset() + ": never finished, ignored";
            case Frame.End end -> "end of log at byte " + end.offset();
            case Frame.Broken broken -> "damaged " + Messages.reasonOf(broken.reason());
            case Frame.Record record -> "record at byte " + record.offset();
        };
    }

    private static void write(JsonOutput json, Step step) throws IOException {
        json.beginElement();
        switch (step) {
            case Step.Recorded record -> {
                json.field("type", "record");
                json.field("record", record.number());
                json.field("offset", record.frame().offset());
                json.field("length", record.frame().length());
                json.field("entries", record.entries());
                json.beginArray("changes");
                for (Change change : record.changes()) {
                    json.beginElement();
                    ChangeFields.write(json, change);
                    json.endObject();
                }
                json.endArray();
                json.field("further_changes", record.further());
            }
            case Step.Undecodable record -> {
                json.field("type", "damaged_record");
                json.field("record", record.number());
                json.field("offset", record.frame().offset());
                json.field("length", record.frame().length());
                json.field("problem", Messages.reasonOf(record.reason()));
            }
            case Step.Passed passed -> {
                writePassed(json, passed.frame());
            }
        }
        json.endObject();
    }

    private static void writePassed(JsonOutput json, Frame frame) throws IOException {
        switch (frame) {
            case Frame.Begin begin -> {
                json.field("type", "begin");
                writeExtension(json, begin.extension());
                json.bytes("label", begin.identity().label().text());
                json.field("uuid", begin.identity().uuid().toString());
            }
            case Frame.Link link -> {
                json.field("type", "link");
                json.field("offset", link.offset());
                writeExtension(json, link.next());
            }
            case Frame.EndOfSegment end -> writeOffset(json, "end_of_segment", end.offset());
            case Frame.Torn torn -> writeOffset(json, "torn_record", torn.offset());
            case Frame.End end -> writeOffset(json, "end", end.offset());
            case Frame.Broken broken -> {
                json.field("type", "damage");
                json.field("problem", Messages.reasonOf(broken.reason()));
            }
            case Frame.Record record -> writeOffset(json, "record", record.offset());
        }
    }

    private static void writeOffset(JsonOutput json, String type, long offset) throws IOException {
        json.field("type", type);
        json.field("offset", offset);
    }

    private static void writeExtension(JsonOutput json, Extension extension) throws IOException {
        json.field("start_block", extension.startBlock());
        json.field("blocks", extension.blocks());
        json.field("version", extension.encoding().version());
    }
}
