// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import dev.tfskit.value.Symbol;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.ListIterator;

/**
 * The names of a long path and one more. It shares the names before the last one with the other path: a walk holds the
 * paths of all directories that it is in, and in a deep tree they would otherwise take memory in proportion to the
 * square of the depth. Immutable.
 */
final class LongerNames extends AbstractList<Symbol> {

    /** Fewer names are copied, because a list of its own is read faster. */
    private static final int COPIED_NAMES = 100;

    private final List<Symbol> before;
    private final Symbol last;
    private final int size;

    /**
     * Returns names and one more.
     *
     * @param before the other names, which nothing changes any more
     * @param last the name
     */
    static List<Symbol> of(List<Symbol> before, Symbol last) {
        if (before.size() >= COPIED_NAMES) {
            return new LongerNames(before, last);
        }
        List<Symbol> names = new ArrayList<>(before);
        names.add(last);
        return names;
    }

    private LongerNames(List<Symbol> before, Symbol last) {
        this.before = before;
        this.last = last;
        this.size = before.size() + 1;
    }

    @Override
    public int size() {
        return size;
    }

    /** Takes time in proportion to the number of names behind the index. */
    @Override
    public Symbol get(int index) {
        List<Symbol> at = this;
        while (at instanceof LongerNames longer) {
            if (index == longer.size - 1) {
                return longer.last;
            }
            at = longer.before;
        }
        return at.get(index);
    }

    @Override
    public Iterator<Symbol> iterator() {
        return copied().iterator();
    }

    @Override
    public ListIterator<Symbol> listIterator(int index) {
        return copied().listIterator(index);
    }

    private List<Symbol> copied() {
        Symbol[] names = new Symbol[size];
        List<Symbol> at = this;
        while (at instanceof LongerNames longer) {
            names[longer.size - 1] = longer.last;
            at = longer.before;
        }
        for (int i = 0; i < at.size(); i++) {
            names[i] = at.get(i);
        }
        return Arrays.asList(names);
    }

    /** Returns the names before the last one as they are, because that is what a path has for its parent. */
    @Override
    public List<Symbol> subList(int from, int to) {
        return from == 0 && to == size - 1 ? before : super.subList(from, to);
    }
}
