// SPDX-License-Identifier: Apache-2.0
package dev.tfskit;

import java.util.Optional;
import java.util.Random;
import org.opentest4j.TestAbortedException;

/** Randomness that can be repeated: a test that fails names its seed and how to run it again. */
public final class Seeds {

    private static final String PROPERTY = "tfs.seed";

    /** How many times as many cases to draw; for a search for rare faults. */
    private static final int ROUNDS = Integer.getInteger("tfs.rounds", 1);

    private Seeds() {}

    /** A test that draws its input. */
    @FunctionalInterface
    public interface Body {
        /** Throws when the test fails. */
        void run(Random random) throws Exception;
    }

    /**
     * Runs a test so many times, each with another seed; or once, with the seed in the system property
     * {@code tfs.seed}. The system property {@code tfs.rounds} multiplies the number. Returns how many times it ran.
     */
    public static int repeat(int times, Body body) throws Exception {
        Optional<Long> given = Optional.ofNullable(Long.getLong(PROPERTY));
        if (given.isPresent()) {
            run(given.get(), body);
            return 1;
        }
        Random seeds = new Random();
        int rounds = times * ROUNDS;
        for (int i = 0; i < rounds; i++) {
            run(seeds.nextLong(), body);
        }
        return rounds;
    }

    private static void run(long seed, Body body) {
        try {
            body.run(new Random(seed));
        } catch (TestAbortedException skipped) {
            throw skipped;
        } catch (Exception | Error failure) {
            throw new AssertionError("with seed " + seed + "; repeat it with -D" + PROPERTY + "=" + seed, failure);
        }
    }
}
