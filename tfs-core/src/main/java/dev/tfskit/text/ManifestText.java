// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.text;

import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A manifest that was parsed: its tuples, and where in the text each value stands. Immutable, as far as its tuples are
 * left alone.
 */
public final class ManifestText {

    private final List<Tuple> tuples;
    private final List<ManifestFault> notices;
    private final Map<Value, Integer> offsets;
    private final ManifestLines lines;

    ManifestText(List<Tuple> tuples, List<ManifestFault> notices, Map<Value, Integer> offsets, ManifestLines lines) {
        this.tuples = List.copyOf(tuples);
        this.notices = List.copyOf(notices);
        this.offsets = offsets;
        this.lines = lines;
    }

    /** A manifest of one empty tuple, for who has none. */
    public static ManifestText empty() {
        return new ManifestText(
                List.of(new Tuple()), List.of(), new IdentityHashMap<>(), new ManifestLines(new byte[0], ""));
    }

    /** The tuple that is the root: the last one, as for the C tool. */
    public Tuple root() {
        return tuples.getLast();
    }

    /** All tuples, at least one. */
    public List<Tuple> tuples() {
        return tuples;
    }

    /**
     * What is no fault, because the C tool accepts it, and probably a mistake all the same; at most
     * {@value ManifestParser#MOST_FAULTS}.
     */
    public List<ManifestFault> notices() {
        return notices;
    }

    /** Something to say about a value, by identity; empty when it is not of this text. */
    public Optional<ManifestFault> about(Value value, String problem) {
        return Optional.ofNullable(offsets.get(value)).map(offset -> lines.fault(offset, problem));
    }
}
