// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import dev.tfskit.cli.ExitCode;
import dev.tfskit.cli.Flag;
import dev.tfskit.cli.StandardOutput;
import dev.tfskit.disk.PartitionContent;
import dev.tfskit.log.Extension;
import dev.tfskit.log.Replay;
import dev.tfskit.message.Messages;
import dev.tfskit.survey.Survey;
import dev.tfskit.survey.TreeFigures;
import dev.tfskit.value.Tuple;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.OptionSpec;

/** {@code --info}: prints which program an image runs, and figures of its log, its tree and its space. */
final class InfoView implements View {

    private static final int LARGEST_FILES = 10;

    @Override
    public OptionSpec option() {
        return Flag.named("--info")
                .description("Print what the image runs, and the image in figures: partitions, log, files, space, "
                        + "largest files. This is the default on a terminal.")
                .build();
    }

    @Override
    public ExitCode show(Session session) throws IOException {
        Survey survey =
                Survey.of(session.image().device(), Replay.of(session.image().device()), LARGEST_FILES);
        if (session.json()) {
            writeJson(session, survey);
        } else {
            print(session, survey);
        }
        return ExitCode.OK;
    }

    private static void print(Session session, Survey survey) throws IOException {
        StandardOutput output = session.output();
        List<PartitionContent> partitions = session.image().disk().partitions();
        for (PartitionContent content : partitions) {
            line(
                    output,
                    "Partition " + content.partition().number(),
                    Messages.format(
                            "type %02x, %d blocks from block %d, %s",
                            content.partition().type(),
                            content.partition().blocks(),
                            content.partition().startBlock(),
                            holds(content)));
        }
        String label = survey.identity().label().toString();
        line(output, "Label", label.isEmpty() ? Session.NO_LABEL : label);
        line(output, "UUID", survey.identity().uuid().toString());
        new RunLines(session.image().disk(), session.image().volume().root()).print(output);
        for (Extension extension : survey.log().extensions()) {
            line(
                    output,
                    "Log extension",
                    Messages.blocks(extension.blocks()) + " from block " + extension.startBlock() + ", version "
                            + extension.encoding().version());
        }
        line(
                output,
                "Log",
                Messages.of(survey.log().records(), "record", "records") + ", "
                        + Messages.of(survey.log().liveEntries(), "entry", "entries") + " in effect, "
                        + survey.log().obsoleteEntries() + " obsolete");
        TreeFigures tree = survey.tree();
        line(
                output,
                "Tree",
                Messages.of(tree.directories(), "directory", "directories") + ", "
                        + Messages.of(tree.files(), "file", "files")
                        + ", " + Messages.of(tree.symbolicLinks(), "link", "links") + ", "
                        + Messages.of(tree.sockets(), "socket", "sockets") + ", "
                        + (tree.specialFiles() == 0
                                ? ""
                                : Messages.of(tree.specialFiles(), "fifo or device", "fifos and devices") + ", ")
                        + Messages.of(tree.hardLinks(), "more hard link", "more hard links"));
        line(
                output,
                "Files",
                Messages.bytes(tree.fileBytes()) + ", of which " + tree.holeBytes() + " in holes; "
                        + Messages.of(tree.fragmentedFiles(), "fragmented file", "fragmented files"));
        line(
                output,
                "Space",
                Messages.blocks(survey.space().blocks()) + ": " + survey.space().fileBlocks() + " of files, "
                        + survey.log().blocks() + " of the log, "
                        + survey.space().freeBlocks() + " free");
        line(
                output,
                "Free space",
                Messages.of(survey.space().freeRuns(), "run", "runs") + ", the longest of "
                        + Messages.blocks(survey.space().longestFreeRun()));
        if (tree.damaged() > 0) {
            line(output, "Damaged", Messages.of(tree.damaged(), "entry", "entries") + "; --check names them");
        }
        for (TreeFigures.SizedFile file : tree.largest()) {
            line(output, "Large file", file.bytes() + " " + file.path());
        }
    }

    static void line(StandardOutput output, String name, String text) throws IOException {
        output.println(Messages.format("%-15s%s", name + ":", text));
    }

    private static String holds(PartitionContent content) {
        return switch (content.kind()) {
            case TFS_VOLUME -> "TFS volume";
            case EFI_SYSTEM -> "EFI system partition";
            case OTHER -> "no TFS volume";
            case CUT_OFF -> "reaches beyond the end of the image";
            case UNREADABLE -> "its start cannot be read";
        };
    }

    private static void writeJson(Session session, Survey survey) throws IOException {
        try (JsonOutput json = session.beginJson()) {
            json.beginArray("partitions");
            for (PartitionContent content : session.image().disk().partitions()) {
                json.beginElement();
                json.field("number", content.partition().number());
                json.field("type", content.partition().type());
                json.field("start_block", content.partition().startBlock());
                json.field("blocks", content.partition().blocks());
                json.field("holds", content.kind().name().toLowerCase(Locale.ROOT));
                json.endObject();
            }
            json.endArray();
            json.beginObject("root_attributes");
            for (Tuple.Attribute attribute :
                    StatView.shown(session.image().volume().root())) {
                json.value(JsonName.of(attribute.name()), attribute.value());
            }
            json.endObject();
            writeLog(json, survey);
            writeTree(json, survey.tree());
            json.beginObject("space");
            json.field("blocks", survey.space().blocks());
            json.field("file_blocks", survey.space().fileBlocks());
            json.field("log_blocks", survey.log().blocks());
            json.field("free_blocks", survey.space().freeBlocks());
            json.field("free_runs", survey.space().freeRuns());
            json.field("longest_free_run", survey.space().longestFreeRun());
            json.endObject();
            json.complete();
        }
    }

    private static void writeLog(JsonOutput json, Survey survey) throws IOException {
        json.beginObject("log");
        json.beginArray("extensions");
        for (Extension extension : survey.log().extensions()) {
            json.beginElement();
            json.field("start_block", extension.startBlock());
            json.field("blocks", extension.blocks());
            json.field("version", extension.encoding().version());
            json.endObject();
        }
        json.endArray();
        json.field("records", survey.log().records());
        json.field("live_entries", survey.log().liveEntries());
        json.field("obsolete_entries", survey.log().obsoleteEntries());
        json.endObject();
    }

    private static void writeTree(JsonOutput json, TreeFigures tree) throws IOException {
        json.beginObject("tree");
        json.field("directories", tree.directories());
        json.field("files", tree.files());
        json.field("links", tree.symbolicLinks());
        json.field("sockets", tree.sockets());
        json.field("special_files", tree.specialFiles());
        json.field("further_names", tree.hardLinks());
        json.field("file_bytes", tree.fileBytes());
        json.field("hole_bytes", tree.holeBytes());
        json.field("fragmented_files", tree.fragmentedFiles());
        json.field("damaged", tree.damaged());
        json.beginArray("largest");
        for (TreeFigures.SizedFile file : tree.largest()) {
            json.beginElement();
            json.bytes("path", file.path().toText());
            json.field("size", file.bytes());
            json.endObject();
        }
        json.endArray();
        json.endObject();
    }
}
