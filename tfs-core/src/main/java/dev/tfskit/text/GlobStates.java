// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.text;

import dev.tfskit.value.Quoting;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The nondeterministic automaton of a pattern, which matches byte by byte. At each byte it is in every state that the
 * bytes so far can lead to, so the work for a byte is in proportion to the number of states. The {@code add} methods
 * build it. Afterwards it does not change, and any number of threads may match with it.
 */
final class GlobStates {

    private static final int SLASH = '/';

    private final List<State> states = new ArrayList<>();

    /**
     * A state between two bytes.
     *
     * @param steps the bytes that may come next, and the state to which each leads
     * @param also states that are reached with this one; they come after it
     */
    private record State(List<Step> steps, List<Integer> also) {}

    /**
     * Bytes that lead from one state to another.
     *
     * @param bytes the bytes
     * @param context where the bytes must be
     * @param target the state to which they lead
     */
    private record Step(BitSet bytes, Context context, int target) {}

    /** Where a byte is. */
    private enum Context {
        ANYWHERE,
        /** It is a part of a character of UTF-8 that has several bytes. */
        IN_CHARACTER,
        /** It is a part of no such character. */
        OUTSIDE
    }

    GlobStates() {
        append();
    }

    /** Returns the set of all bytes from one to another. */
    static BitSet range(int first, int last) {
        BitSet bytes = new BitSet();
        bytes.set(first, last + 1);
        return bytes;
    }

    /** Returns the set of one byte. */
    static BitSet only(int value) {
        return range(value, value);
    }

    /** Returns the set of all bytes but the slash. */
    static BitSet notSlash() {
        BitSet bytes = range(0, 0xff);
        bytes.clear(SLASH);
        return bytes;
    }

    private int append() {
        states.add(new State(new ArrayList<>(), new ArrayList<>()));
        return states.size() - 1;
    }

    private void step(int from, BitSet bytes, int target) {
        step(from, bytes, Context.ANYWHERE, target);
    }

    private void step(int from, BitSet bytes, Context context, int target) {
        states.get(from).steps.add(new Step(bytes, context, target));
    }

    /** Adds a state: one byte of a set comes next. */
    void add(BitSet bytes) {
        int from = states.size() - 1;
        step(from, bytes, append());
    }

    /** Adds a state: any number of bytes of a set come next. */
    void addRepeated(BitSet bytes) {
        int from = states.size() - 1;
        int repeated = append();
        states.get(from).also.add(repeated);
        step(repeated, bytes, repeated);
    }

    /** Adds states: nothing comes next, or bytes that end with a slash. */
    void addDirectories() {
        int from = states.size() - 1;
        int inside = append();
        int behind = append();
        states.get(from).also.add(inside);
        states.get(from).also.add(behind);
        step(inside, range(0, 0xff), inside);
        step(inside, only(SLASH), behind);
    }

    /** Adds states: a character of UTF-8 other than the slash comes next, or a byte that is no part of one. */
    void addCharacter() {
        int from = states.size() - 1;
        int third = append();
        int second = append();
        int first = append();
        int behind = append();
        BitSet continued = range(0x80, 0xbf);
        step(from, notSlash(), Context.OUTSIDE, behind);
        step(from, range(0xc2, 0xdf), Context.IN_CHARACTER, first);
        step(from, range(0xe0, 0xef), Context.IN_CHARACTER, second);
        step(from, range(0xf0, 0xf4), Context.IN_CHARACTER, third);
        step(third, continued, second);
        step(second, continued, first);
        step(first, continued, behind);
    }

    /** Returns the states before the first byte. */
    BitSet first() {
        BitSet reached = only(0);
        addOthers(reached);
        return reached;
    }

    /** Returns the states after more bytes, which end at the end of a character. */
    BitSet after(BitSet before, byte[] bytes) {
        BitSet reached = (BitSet) before.clone();
        BitSet next = new BitSet(states.size());
        BitSet inCharacters = partsOfCharacters(bytes);
        for (int at = 0; at < bytes.length; at++) {
            int each = bytes[at] & 0xff;
            Context context = inCharacters.get(at) ? Context.IN_CHARACTER : Context.OUTSIDE;
            next.clear();
            for (int state = reached.nextSetBit(0); state >= 0; state = reached.nextSetBit(state + 1)) {
                for (Step step : states.get(state).steps) {
                    if (step.bytes.get(each) && (step.context == Context.ANYWHERE || step.context == context)) {
                        next.set(step.target);
                    }
                }
            }
            addOthers(next);
            BitSet done = reached;
            reached = next;
            next = done;
        }
        return reached;
    }

    /** Returns the indexes of the bytes that are parts of characters of several bytes. */
    private static BitSet partsOfCharacters(byte[] bytes) {
        BitSet parts = new BitSet();
        int at = 0;
        while (at < bytes.length) {
            int length = bytes[at] >= 0 ? 1 : Quoting.utf8Length(bytes, at);
            if (length > 1) {
                parts.set(at, at + length);
            }
            at += Math.max(length, 1);
        }
        return parts;
    }

    /** Adds the states that are reached with those of a set. */
    private void addOthers(BitSet reached) {
        for (int state = reached.nextSetBit(0); state >= 0; state = reached.nextSetBit(state + 1)) {
            for (int other : states.get(state).also) {
                reached.set(other);
            }
        }
    }

    /** Returns whether the last state of the pattern is among the states that were reached. */
    boolean isEnd(BitSet reached) {
        return reached.get(states.size() - 1);
    }
}
