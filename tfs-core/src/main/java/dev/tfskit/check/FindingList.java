// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.check;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.message.Messages;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Collects findings. A finding about the tree comes with the tuple and the attributes that show it. {@link #locate}
 * finds the log records that set them in a second pass over the log, only if there are findings; recording this during
 * the check would slow down sound volumes. Not thread-safe.
 */
final class FindingList {

    /** The most findings of a kind that are kept, because a hostile image can cause millions. */
    static final int MOST_OF_A_KIND = 10_000;

    /** For each finding, its possible causes. */
    private final List<List<Suspect>> faults = new ArrayList<>();

    private final Map<FindingKind, Integer> counts = new EnumMap<>(FindingKind.class);

    /**
     * A possible cause of a finding.
     *
     * @param finding the finding, if this is the cause
     * @param tuple the dictionary number of the tuple that shows it; {@link #NONE} if the finding has an offset already
     *     or no location
     * @param attributes the attributes that cause it together; empty if it is the tuple as a whole
     */
    record Suspect(Finding finding, int tuple, List<Symbol> attributes) {

        static final int NONE = 0;

        static Suspect of(Finding finding, Tuple tuple, Symbol... attributes) {
            return new Suspect(finding, tuple.number(), List.of(attributes));
        }
    }

    /** Adds a finding that has an offset already or no location. */
    void add(Finding finding) {
        addAny(List.of(new Suspect(finding, Suspect.NONE, List.of())));
    }

    /**
     * Adds a finding about attributes of a tuple that are set or missing, or about the whole tuple if no attribute is
     * given.
     */
    void add(Finding finding, Tuple tuple, Symbol... attributes) {
        addAny(List.of(Suspect.of(finding, tuple, attributes)));
    }

    /**
     * Adds a finding with several possible causes. The one changed last is the cause, because the volume was sound
     * before.
     */
    void addAny(List<Suspect> suspects) {
        if (counts.merge(suspects.getFirst().finding().kind(), 1, Integer::sum) <= MOST_OF_A_KIND) {
            faults.add(suspects);
        }
    }

    /**
     * Returns the findings in the order of addition, each with its location; at the end, the number of findings dropped
     * per kind.
     *
     * @throws IOException when the volume cannot be read
     */
    List<Finding> locate(BlockDevice volume) throws IOException {
        RecordFinder records = new RecordFinder();
        faults.forEach(suspects -> suspects.forEach(records::add));
        records.readLog(volume);
        List<Finding> located = new ArrayList<>(faults.size());
        faults.forEach(suspects -> located.add(records.findingOfLastChange(suspects)));
        counts.forEach((kind, count) -> {
            if (count > MOST_OF_A_KIND) {
                located.add(Finding.of(
                        kind, Messages.of(count - MOST_OF_A_KIND, "more finding", "more findings") + " of this kind"));
            }
        });
        return located;
    }
}
