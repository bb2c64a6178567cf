// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.history;

import dev.tfskit.device.BlockDevice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads whole histories. */
final class Histories {

    private Histories() {}

    static List<Step> steps(BlockDevice volume, int mostChanges) throws IOException {
        List<Step> steps = new ArrayList<>();
        History history = new History(volume, mostChanges);
        while (history.hasNext()) {
            steps.add(history.next());
        }
        return steps;
    }

    /** The records of a log that is whole. */
    static List<Step.Recorded> records(BlockDevice volume) throws IOException {
        return steps(volume, Integer.MAX_VALUE).stream()
                .filter(step -> step instanceof Step.Recorded)
                .map(step -> (Step.Recorded) step)
                .toList();
    }

    static List<String> words(Step.Recorded record) {
        return record.changes().stream().map(Change::describe).toList();
    }

    /** The changes of all records but the first, a list for each. */
    static List<List<String>> words(WrittenLog log) throws IOException {
        List<Step.Recorded> records = records(log.device());
        return records.subList(1, records.size()).stream().map(Histories::words).toList();
    }
}
