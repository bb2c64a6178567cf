// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.check;

import dev.tfskit.value.Flag;
import dev.tfskit.value.Int;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import dev.tfskit.value.VectorValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Changes attributes of a volume to something that stands elsewhere in it, or is at the limit of what can be written.
 */
public final class TupleScrambler {

    private final SampleVolume sample;
    private final Random random;
    private final List<Tuple> tuples = new ArrayList<>();
    private final List<Symbol> names =
            new ArrayList<>(List.of(Symbol.of("uninited"), Symbol.of(".."), Symbol.of("0"), Symbol.of("7")));

    /** A scrambler of a volume that is written. */
    public TupleScrambler(SampleVolume sample, Random random) {
        this.sample = sample;
        this.random = random;
        collect(sample.root(), Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    private void collect(Tuple tuple, Set<Tuple> seen) {
        if (seen.add(tuple)) {
            tuples.add(tuple);
            for (Tuple.Attribute attribute : tuple.sorted()) {
                names.add(attribute.name());
                if (attribute.value() instanceof Tuple inner) {
                    collect(inner, seen);
                }
            }
        }
    }

    /** Changes one attribute. */
    public void change() {
        Tuple tuple = pick(tuples);
        boolean existing = tuple.size() > 0 && random.nextInt(4) > 0;
        Symbol name = existing ? tuple.nameAt(random.nextInt(tuple.size())) : pick(names);
        if (random.nextInt(8) == 0) {
            sample.remove(tuple, name);
        } else {
            sample.set(tuple, name, value());
        }
    }

    private Value value() {
        return switch (random.nextInt(9)) {
            case 0 -> Flag.PRESENT;
            case 1 -> Text.of(random.nextBoolean() ? "x" : Integer.toString(random.nextInt(5000)));
            case 2 -> VectorValue.of(List.of(Text.of("x")));
            case 3 -> new Tuple();
            case 4 ->
                Int.ofUnsigned(pick(List.of(0L, 1L, Long.MAX_VALUE, Long.MIN_VALUE, -1L, 1L << 54, (1L << 54) - 1)));
            case 5 -> Int.of(random.nextInt(100) - 20L);
            case 6 -> Int.of(random.nextInt((int) SampleVolume.DATA_START + 70));
            default -> pick(tuples);
        };
    }

    private <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
