// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.check;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/** Spans of which no two overlap. */
final class DisjointSpans<S extends Span> {

    private static final Comparator<Span> BY_START = Comparator.comparingLong(Span::start);
    private static final Comparator<Span> BY_END = Comparator.comparingLong(Span::end);

    private final List<S> inOrder = new ArrayList<>();

    private DisjointSpans() {}

    /**
     * The most of some spans that can stand beside each other. Those that are left out are the fewest that must be
     * wrong: a span that covers three others is left out, and not the three.
     *
     * @param spans none of them empty
     */
    static <S extends Span> DisjointSpans<S> mostOf(Collection<S> spans) {
        DisjointSpans<S> most = new DisjointSpans<>();
        List<S> byEnd = new ArrayList<>(spans);
        byEnd.sort(BY_END);
        for (S span : byEnd) {
            if (most.inOrder.isEmpty() || span.start() >= most.inOrder.getLast().end()) {
                most.inOrder.add(span);
            }
        }
        return most;
    }

    int size() {
        return inOrder.size();
    }

    /** Those that share numbers with a span; the span itself is none of them. */
    List<S> overlapping(Span span) {
        int from = countEndingAtOrBefore(span.start());
        int to = countStartingBefore(span.end());
        return to == from + 1 && inOrder.get(from) == span ? List.of() : inOrder.subList(from, to);
    }

    private int countEndingAtOrBefore(long number) {
        int found = Collections.binarySearch(inOrder, new Point(number), BY_END);
        return found >= 0 ? found + 1 : -found - 1;
    }

    private int countStartingBefore(long number) {
        int found = Collections.binarySearch(inOrder, new Point(number), BY_START);
        return found >= 0 ? found : -found - 1;
    }

    /** A span without numbers, to search with. */
    private record Point(long start) implements Span {

        @Override
        public long end() {
            return start;
        }
    }
}
