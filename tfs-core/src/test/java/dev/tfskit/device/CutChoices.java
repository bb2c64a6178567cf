// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device;

import dev.tfskit.device.PowerCut.Step;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Which version of each open item survives a cut: one number for each. Version 0 is the durable one. */
final class CutChoices {

    private final PowerCut cut;
    private final int items;
    private final int[] newest;

    CutChoices(PowerCut cut) {
        this.cut = cut;
        this.items = cut.items();
        this.newest = new int[items];
        cut.steps().forEach(step -> newest[step.item()] = step.version());
    }

    /** Every choice, once. */
    Stream<int[]> all() {
        return IntStream.range(0, cut.versions(0, 0)).boxed().flatMap(size -> {
            int[] first = new int[items];
            first[0] = size;
            return Stream.iterate(first, choice -> choice.length > 0, this::next);
        });
    }

    /** Counts up, the size aside; nothing comes after the last one. */
    private int[] next(int[] choice) {
        int[] next = choice.clone();
        for (int item = 1; item < items; item++) {
            next[item]++;
            if (next[item] < cut.versions(item, next[0])) {
                return next;
            }
            next[item] = 0;
        }
        return new int[0];
    }

    /**
     * The choices at which programs break most often, of each kind at most so many, and as many random ones: nothing or
     * all arrived, with any size; all up to some point; one change alone; all but one.
     */
    Stream<int[]> some(int bound, Random random) {
        Set<IntBuffer> chosen = new LinkedHashSet<>();
        add(chosen, new int[items]);
        add(chosen, newest.clone());
        for (int size : bounded(IntStream.range(0, cut.versions(0, 0)).boxed().toList(), bound, random)) {
            add(chosen, sized(new int[items], size));
            add(chosen, sized(newest, size));
        }
        addPrefixes(chosen, bound, random);
        for (Step step : bounded(cut.steps(), bound, random)) {
            int[] alone = sized(new int[items], newest[0]);
            alone[step.item()] = step.version();
            add(chosen, alone);
        }
        for (Step step : bounded(cut.steps(), bound, random)) {
            int[] others = newest.clone();
            others[step.item()] = random.nextInt(cut.versions(step.item(), newest[0]));
            add(chosen, others);
            others[step.item()] = 0;
            add(chosen, others);
        }
        for (int i = 0; i < bound; i++) {
            add(chosen, random(random));
        }
        return chosen.stream().map(IntBuffer::array);
    }

    /** A copy is added, in which lost blocks have no version, so that equal disks are equal. */
    private void add(Set<IntBuffer> chosen, int[] choice) {
        int[] added = choice.clone();
        for (int item = 1; item < items; item++) {
            if (added[item] >= cut.versions(item, added[0])) {
                added[item] = 0;
            }
        }
        chosen.add(IntBuffer.wrap(added));
    }

    private static int[] sized(int[] choice, int size) {
        int[] sized = choice.clone();
        sized[0] = size;
        return sized;
    }

    private void addPrefixes(Set<IntBuffer> chosen, int bound, Random random) {
        List<Step> steps = cut.steps();
        Set<Integer> ends =
                Set.copyOf(bounded(IntStream.range(0, steps.size()).boxed().toList(), bound, random));
        int[] prefix = new int[items];
        for (int i = 0; i < steps.size(); i++) {
            prefix[steps.get(i).item()] = steps.get(i).version();
            if (ends.contains(i)) {
                add(chosen, prefix);
            }
        }
    }

    /** Nearly nothing, about half, or nearly all arrived; mostly with the newest size, else most blocks are lost. */
    private int[] random(Random random) {
        int[] choice = new int[items];
        choice[0] = random.nextInt(3) == 0 ? random.nextInt(cut.versions(0, 0)) : newest[0];
        int eighths = 1 + 3 * random.nextInt(3);
        for (int item = 1; item < items; item++) {
            if (random.nextInt(8) < eighths) {
                choice[item] = random.nextInt(4) == 0 ? random.nextInt(cut.versions(item, choice[0])) : newest[item];
            }
        }
        return choice;
    }

    private static <T> List<T> bounded(List<T> all, int bound, Random random) {
        if (all.size() <= bound) {
            return all;
        }
        List<T> shuffled = new ArrayList<>(all);
        Collections.shuffle(shuffled, random);
        return shuffled.subList(0, bound);
    }
}
