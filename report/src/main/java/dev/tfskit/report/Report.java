// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.report;

import dev.tfskit.check.Finding;
import dev.tfskit.compare.Comparison;
import dev.tfskit.compare.Difference;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.disk.CrashLog;
import dev.tfskit.disk.PartitionContent;
import dev.tfskit.log.Extension;
import dev.tfskit.log.Replay;
import dev.tfskit.schema.TreePath;
import dev.tfskit.survey.Survey;
import dev.tfskit.volume.TreeWalk;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;

/**
 * Builds a page about one volume: its tree, its blocks, its log, its configuration, and further sections that the
 * caller adds. The page needs neither the network nor other files. Memory holds the data of the page in compressed
 * form. Not thread-safe.
 */
public final class Report {

    /** The most entries that a page lists one by one; it lists the largest and sums up the others. */
    public static final int USUAL_ENTRIES = 250_000;

    private static final int MOST_EVENTS = 200_000;
    private static final long MOST_DUPLICATE_BYTES = 1L << 30;

    /**
     * The most entries and records of a log for which the entries in effect are counted by record; each one takes
     * memory.
     */
    private static final long MOST_LOG_ENTRIES = 4_000_000;

    private final PageData data = new PageData();
    private final Volume volume;

    /**
     * Reads a volume.
     *
     * @param image the name of the image, for the title
     * @param device the device that holds the volume, from its first byte; it stays open, and must until the last
     *     section is added
     * @param mostEntries the most entries to list, at least 1
     * @throws dev.tfskit.error.TfsFormatException when the volume does not open
     * @throws IOException when the device cannot be read
     */
    public Report(String image, BlockDevice device, int mostEntries) throws IOException {
        Replay replay = Replay.of(device);
        Survey survey = Survey.of(device, replay, 0);
        volume = Volume.of(device, replay);
        fact("image", image);
        fact("label", survey.identity().label().text().quoted());
        fact("uuid", survey.identity().uuid().toString());
        fact("blocks", survey.space().blocks());
        fact("freeBlocks", survey.space().freeBlocks());
        fact("freeRuns", survey.space().freeRuns());
        fact("logBlocks", survey.log().blocks());
        fact("records", survey.log().records());
        fact("liveEntries", survey.log().liveEntries());
        fact("obsoleteEntries", survey.log().obsoleteEntries());
        fact("compactionDue", survey.log().isCompactionDue() ? 1 : 0);
        fact("files", survey.tree().files());
        fact("directories", survey.tree().directories());
        fact("links", survey.tree().symbolicLinks());
        fact("fileBytes", survey.tree().fileBytes());
        fact("holeBytes", survey.tree().holeBytes());
        fact("fragmentedFiles", survey.tree().fragmentedFiles());
        for (Extension extension : volume.logExtensions()) {
            data.column("log.extensions")
                    .number(extension.startBlock())
                    .number(extension.blocks())
                    .number(extension.encoding().version());
        }
        Configuration.write(volume.root().attributes(), data);
        EntryChoice choice = EntryChoice.of(new TreeWalk(TreePath.ROOT, volume.root()), mostEntries);
        fact("entries", choice.entries());
        Duplicates duplicates = new Duplicates(MOST_DUPLICATE_BYTES);
        new TreeSection(volume, choice, duplicates, data).write();
        duplicates.writeTo(data);
        // The page cannot undo changes of entries that are only summed up.
        new HistorySection(device, choice.isWhole() ? MOST_EVENTS : 0, data).write(data, replay.records());
        if (Math.max(replay.entries(), replay.records()) <= MOST_LOG_ENTRIES) {
            for (int live : LiveEntries.count(device, (int) replay.records(), (int) replay.entries())) {
                data.column("log.live").number(live);
            }
        }
    }

    private void fact(String name, String value) {
        data.column("facts").text(name).text(value);
    }

    private void fact(String name, long value) {
        fact(name, Long.toString(value));
    }

    /**
     * Adds a partition of the disk that holds the volume.
     *
     * @param content the partition
     */
    public void addPartition(PartitionContent content) {
        data.column("partitions")
                .number(content.partition().number())
                .number(content.partition().type())
                .number(content.partition().startBlock())
                .number(content.partition().blocks())
                .text(content.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '));
    }

    /**
     * Adds a finding of a check.
     *
     * @param finding the finding
     */
    public void addFinding(Finding finding) {
        String place = finding.partition().isPresent()
                ? "partition " + finding.partition().getAsInt() + ": "
                : "";
        data.column("findings")
                .text(finding.severity().name().toLowerCase(Locale.ROOT))
                .text(finding.kind().code())
                .text(place + finding.problem())
                .text(finding.kind().consequence())
                .text(finding.path().map(TreePath::toString).orElse(""))
                .number(finding.record().orElse(-1) + 1)
                .number(finding.offset().orElse(-1) + 1);
    }

    /**
     * Adds the crash log of the disk.
     *
     * @param log the crash log
     * @param text its text, safe to show
     */
    public void addCrashLog(CrashLog log, String text) {
        data.column("crash")
                .text(Long.toHexString(log.bootId()))
                .text(Integer.toString(log.exitCode()))
                .text(text);
    }

    /**
     * Adds a comparison with an older volume.
     *
     * @param image the name of the other image
     * @param other the other volume
     * @param words describes a difference in a sentence
     * @throws IOException when a device cannot be read; damage is a difference
     */
    public void addDifferences(String image, Volume other, Wording words) throws IOException {
        fact("other", image);
        DifferenceSection section = new DifferenceSection(data);
        Comparison comparison = new Comparison(volume, other);
        while (comparison.hasNext()) {
            Difference difference = comparison.next();
            section.add(difference, words.of(difference));
        }
    }

    /** Describes differences. */
    @FunctionalInterface
    public interface Wording {

        /**
         * Describes a difference.
         *
         * @param difference the difference
         * @return a sentence
         * @throws IOException when a value cannot be printed
         */
        String of(Difference difference) throws IOException;
    }

    /**
     * Writes the page. The report cannot be used afterwards.
     *
     * @param out the stream, which stays open
     * @throws IOException when it cannot be written
     */
    public void writeTo(OutputStream out) throws IOException {
        Page.write(data, out);
    }
}
