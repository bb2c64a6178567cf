// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.value;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Draws values of all kinds, with sizes around the limits that readers and writers have. */
public final class RandomValues {

    private static final int[] TUPLE_SIZES = {0, 0, 1, 1, 2, 2, 3, 3, 4, 7, 8, 15, 16, 17, 18, 40};
    private static final int[] TEXT_SIZES = {0, 1, 1, 2, 7, 8, 9, 127, 128, 129, 300, 1023, 1024, 1025};
    private static final int MAX_DEPTH = 7;

    private final Random random;
    private final List<Symbol> names = new ArrayList<>();
    private final List<Tuple> tuples = new ArrayList<>();

    /** Values that depend on this source only. */
    public RandomValues(Random random) {
        this.random = random;
    }

    /** A tuple with everything below it; parts of it, and of tuples drawn before, can stand in several places. */
    public Tuple tuple() {
        return tuple(0);
    }

    /** A value of any kind. */
    public Value value() {
        return value(1);
    }

    /** A name, often one that was drawn before. */
    public Symbol name() {
        if (!names.isEmpty() && random.nextInt(3) > 0) {
            return names.get(random.nextInt(names.size()));
        }
        Symbol name = Symbol.wrap(bytes(1 + random.nextInt(random.nextInt(10) == 0 ? 255 : 20)));
        names.add(name);
        return name;
    }

    /** A tuple that was drawn before. */
    public Tuple known() {
        return tuples.get(random.nextInt(tuples.size()));
    }

    /** All tuples that were drawn, in order. */
    public List<Tuple> allKnown() {
        return List.copyOf(tuples);
    }

    private Tuple tuple(int depth) {
        Tuple tuple = new Tuple();
        tuples.add(tuple);
        int size = depth == 0 ? 5 : TUPLE_SIZES[random.nextInt(TUPLE_SIZES.length)];
        for (int i = 0; i < size; i++) {
            tuple.set(name(), value(depth + 1));
        }
        return tuple;
    }

    private Value value(int depth) {
        return switch (random.nextInt(depth < MAX_DEPTH ? 10 : 7)) {
            case 0, 1 -> integer();
            case 2, 3, 4 -> Text.wrap(bytes(TEXT_SIZES[random.nextInt(TEXT_SIZES.length)]));
            case 5 -> Flag.PRESENT;
            case 6 -> tuples.isEmpty() ? Flag.PRESENT : known();
            case 7 -> {
                VectorValue vector = new VectorValue();
                int size = random.nextInt(6);
                for (int i = 0; i < size; i++) {
                    vector.set(i, value(depth + 1));
                }
                yield vector;
            }
            default -> tuple(depth + 1);
        };
    }

    /** Every number of bits is as likely as any other. */
    private Int integer() {
        long magnitude = random.nextLong() >>> random.nextInt(Long.SIZE);
        boolean negative =
                random.nextBoolean() && magnitude != 0 && Long.compareUnsigned(magnitude, Long.MIN_VALUE) <= 0;
        return negative ? new Int(true, magnitude) : Int.ofUnsigned(magnitude);
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
