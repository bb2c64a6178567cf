// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs a list of steps and, when that fails, finds a shorter list that fails too. */
final class Shrinking {

    private static final int MOST_RUNS = 400;

    private final Attempt attempt;

    /** Carries out steps. */
    @FunctionalInterface
    interface Attempt {
        /**
         * Throws when the steps fail.
         *
         * @param trace gets what was done last, in words
         */
        void run(List<Long> steps, List<String> trace) throws Exception;
    }

    private record Failure(Throwable cause, List<String> trace) {}

    Shrinking(Attempt attempt) {
        this.attempt = attempt;
    }

    void check(List<Long> steps) {
        Optional<Failure> first = failureOf(steps);
        if (first.isEmpty()) {
            return;
        }
        Failure smallest = first.get();
        List<Long> left = steps;
        int runs = 0;
        for (int piece = steps.size() / 2; piece > 0 && runs < MOST_RUNS; ) {
            boolean isShorter = false;
            for (int at = 0; at < left.size() && runs < MOST_RUNS; runs++) {
                List<Long> fewer = new ArrayList<>(left.subList(0, at));
                fewer.addAll(left.subList(Math.min(left.size(), at + piece), left.size()));
                Optional<Failure> failure = failureOf(fewer);
                if (failure.isPresent()) {
                    smallest = failure.get();
                    left = fewer;
                    isShorter = true;
                } else {
                    at += piece;
                }
            }
            piece = isShorter && piece == 1 ? 1 : piece / 2;
        }
        throw new AssertionError(
                "after " + left.size() + " steps:\n" + String.join("\n", smallest.trace), smallest.cause);
    }

    private Optional<Failure> failureOf(List<Long> steps) {
        List<String> trace = new ArrayList<>();
        try {
            attempt.run(steps, trace);
            return Optional.empty();
        } catch (Exception | Error failure) {
            return Optional.of(new Failure(failure, trace));
        }
    }
}
