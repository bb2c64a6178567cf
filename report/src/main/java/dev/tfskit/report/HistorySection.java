// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.report;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.history.Change;
import dev.tfskit.history.History;
import dev.tfskit.history.Step;
import dev.tfskit.log.Frame;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Writes the log as columns: a row for each record, and the changes of the last records as events that can be undone.
 * By undoing events, the page shows the tree as it was after an earlier record.
 */
final class HistorySection {

    private final BlockDevice device;
    private final int mostEvents;
    private final Column rows;
    private final Deque<RecordEvents> kept = new ArrayDeque<>();
    private final FileLengths lengths = new FileLengths();
    private int events;
    /** The first record from which on the page has all events. */
    private long first;

    private boolean isWhole = true;

    private record RecordEvents(long record, Deque<Event> events) {}

    HistorySection(BlockDevice device, int mostEvents, PageData data) {
        this.device = device;
        this.mostEvents = mostEvents;
        this.rows = data.column("log.records");
    }

    /**
     * Writes the section.
     *
     * @param records how many records the tree of the page was read from; a log that is being written can have more
     */
    void write(PageData data, long records) throws IOException {
        History history = new History(device, mostEvents);
        long left = records;
        while (history.hasNext() && left > 0) {
            switch (history.next()) {
                case Step.Recorded record -> {
                    add(record);
                    left--;
                }
                case Step.Undecodable _ -> isWhole = false;
                case Step.Passed passed -> isWhole &= !(passed.frame() instanceof Frame.Broken);
            }
        }
        data.column("log.whole").number(isWhole ? 1 : 0);
        data.column("events.first").number(first);
        EventColumns columns = new EventColumns(data);
        for (RecordEvents record : kept) {
            columns.begin(record.record, record.events.size());
            record.events.forEach(columns::add);
        }
    }

    private void add(Step.Recorded record) {
        rows.number(record.frame().offset())
                .number(record.frame().length())
                .number(record.entries())
                .number(record.changes().size() + record.further());
        Deque<Event> made = new ArrayDeque<>();
        for (Change change : record.changes()) {
            Event.of(change, lengths).forEach(made::add);
        }
        // An empty list would take more memory than the record takes in the image.
        if (!made.isEmpty()) {
            kept.add(new RecordEvents(record.number(), made));
            events += made.size();
        }
        while (events > mostEvents && kept.size() > 1) {
            RecordEvents dropped = kept.removeFirst();
            events -= dropped.events.size();
            first = dropped.record + 1;
        }
        if (record.further() > 0) {
            // Some changes of this record are unknown, so nothing before its end can be shown.
            kept.clear();
            events = 0;
            first = record.number() + 1;
        }
    }
}
