// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.check;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * A set of spans that do not overlap, sorted by position. Immutable.
 *
 * @param <S> the type of the spans
 */
final class DisjointSpans<S extends Span> {

    private static final Comparator<Span> BY_START = (first, second) -> Long.compare(first.start(), second.start());
    private static final Comparator<Span> BY_END = (first, second) -> Long.compare(first.end(), second.end());

    private final List<S> inOrder = new ArrayList<>();

    private DisjointSpans() {}

    /**
     * Selects as many spans as possible without overlaps. The remaining spans are the smallest set that must be wrong:
     * a span that covers three others is left out, not the three.
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

    /** Returns the spans that overlap a span, without the span itself. */
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

    /** An empty span, as a search key. */
    private record Point(long start) implements Span {

        @Override
        public long end() {
            return start;
        }
    }
}
