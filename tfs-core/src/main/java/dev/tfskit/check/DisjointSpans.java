package dev.tfskit.check;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** Spans of which no two overlap. */
final class DisjointSpans<S extends Span> {

    private static final Comparator<Span> BY_END = Comparator.comparingLong(Span::end);

    private final List<S> inOrder = new ArrayList<>();

    private DisjointSpans() {}

    /**
     * The most of some spans that can stand beside each other. Those that are left out are the fewest that must be wrong: a span that
     * covers three others is left out, and not the three.
     *
     * @param spans none of them empty
     */
    static <S extends Span> DisjointSpans<S> mostOf(final Collection<S> spans) {
        final DisjointSpans<S> most = new DisjointSpans<>();
        final List<S> byEnd = new ArrayList<>(spans);
        byEnd.sort(BY_END);
        for (final S span : byEnd) {
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
    List<S> overlapping(final Span span) {
        final int from = count(before -> before.end() <= span.start());
        final int to = count(before -> before.start() < span.end());
        return to == from + 1 && inOrder.get(from) == span ? List.of() : inOrder.subList(from, to);
    }

    /** How many at the front have a property that none behind them has. */
    private int count(final Predicate<Span> property) {
        int low = 0;
        int high = inOrder.size();
        while (low < high) {
            final int middle = (low + high) >>> 1;
            if (property.test(inOrder.get(middle))) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
