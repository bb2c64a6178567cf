// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.text;

import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A parsed manifest: its tuples, and the offset of each value in the text. Immutable as long as no caller changes the
 * tuples.
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

    /**
     * Makes a manifest of one empty tuple, for use in place of a manifest that is missing.
     *
     * @return a new manifest without notices
     */
    public static ManifestText empty() {
        return new ManifestText(
                List.of(new Tuple()), List.of(), new IdentityHashMap<>(), new ManifestLines(new byte[0], ""));
    }

    /**
     * Returns the tuple that is the root: the last one, as for the C tool.
     *
     * @return the tuple itself, not a copy
     */
    public Tuple root() {
        return tuples.getLast();
    }

    /**
     * Returns all tuples.
     *
     * @return at least one tuple, in the order of the text; the list is immutable
     */
    public List<Tuple> tuples() {
        return tuples;
    }

    /**
     * Returns notices about text that is probably a mistake, but no fault, because the C tool accepts it.
     *
     * @return at most {@value ManifestParser#MOST_FAULTS} notices, in the order of the text; immutable
     */
    public List<ManifestFault> notices() {
        return notices;
    }

    /**
     * Makes a fault at the position of a value in the text. Values are compared by identity.
     *
     * @param value a value that was parsed from this text
     * @param problem what is wrong with the value
     * @return the fault; empty when the value is not from this text
     */
    public Optional<ManifestFault> about(Value value, String problem) {
        return Optional.ofNullable(offsets.get(value)).map(offset -> lines.fault(offset, problem));
    }
}
