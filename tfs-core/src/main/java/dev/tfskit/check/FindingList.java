// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.check;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a check has found so far. A fault in the tree comes with the tuple and the attributes in which it shows; which
 * records of the log made them so is looked for at the end, and only if there are any: remembering it for every
 * attribute would cost sound volumes dearly.
 */
final class FindingList {

    /** An image can hold millions of faults in a few bytes each; of one kind, nobody reads more than this. */
    static final int MOST_OF_A_KIND = 10_000;

    /** For each fault, who may be to blame. */
    private final List<List<Suspect>> faults = new ArrayList<>();

    private final Map<FindingKind, Integer> counts = new EnumMap<>(FindingKind.class);

    /**
     * A finding and what it is about.
     *
     * @param tuple the dictionary number of the tuple in which it shows; {@link #NONE} when the finding knows its
     *     place, or has none
     * @param attributes those that make it so together; none when it is the tuple as a whole
     */
    record Suspect(Finding finding, int tuple, List<Symbol> attributes) {

        static final int NONE = 0;

        static Suspect of(Finding finding, Tuple tuple, Symbol... attributes) {
            return new Suspect(finding, tuple.number(), List.of(attributes));
        }
    }

    /** Adds a finding that says already where it is, or is nowhere. */
    void add(Finding finding) {
        addAny(List.of(new Suspect(finding, Suspect.NONE, List.of())));
    }

    /**
     * Adds a finding about attributes of a tuple that are set or should be; without any, about the tuple as a whole.
     */
    void add(Finding finding, Tuple tuple, Symbol... attributes) {
        addAny(List.of(Suspect.of(finding, tuple, attributes)));
    }

    /** Adds a fault between several, of which the one that was changed last is to blame: there was none before. */
    void addAny(List<Suspect> suspects) {
        if (counts.merge(suspects.getFirst().finding().kind(), 1, Integer::sum) <= MOST_OF_A_KIND) {
            faults.add(suspects);
        }
    }

    /**
     * The findings, in the order in which they were added, each with its place; at the end, how many there are beyond
     * the most of a kind.
     *
     * @throws IOException when the volume cannot be read
     */
    List<Finding> locate(BlockDevice volume) throws IOException {
        RecordFinder records = new RecordFinder();
        faults.forEach(suspects -> suspects.forEach(records::add));
        records.follow(volume);
        List<Finding> located = new ArrayList<>(faults.size());
        faults.forEach(suspects -> located.add(records.toBlame(suspects)));
        counts.forEach((kind, count) -> {
            if (count > MOST_OF_A_KIND) {
                located.add(Finding.of(kind, count - MOST_OF_A_KIND + " more like those before"));
            }
        });
        return located;
    }
}
