// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device;

import dev.tfskit.device.Recording.Event;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The positions of a recording at which tests cut the power.
 *
 * <p>It is enough to cut right before each flush returns and at the end. Between two such positions nothing becomes
 * settled: every event there only adds a version to a block, or a size. So each disk that an earlier cut can leave, the
 * last cut of that stretch can leave as well, and there more marks have been seen: what a mark guarantees has to hold
 * on more disks, never on fewer. A program that guarantees too early, before its flush, is caught there too, as the
 * blocks it guaranteed are still open. For the same reason a position before a flush that settles nothing is left out:
 * the next one has all of its disks.
 *
 * <p>A mark is a guarantee of what is there <em>at least</em>. For a claim of what is there <em>at most</em> ("not
 * begun yet") a late cut is too lenient; count the flushes before {@link PowerCut#position} for that, or ask for a cut
 * {@link #at} the position.
 */
public final class Cuts {

    private final Recording recording;

    private Cuts(Recording recording) {
        this.recording = recording;
    }

    /** The cuts of a recording. */
    public static Cuts of(Recording recording) {
        return new Cuts(recording);
    }

    /** The check that a test makes on every disk. */
    @FunctionalInterface
    public interface Check {

        /** Throws when the disk is not as it must be. */
        void accept(CutDisk disk) throws Exception;
    }

    /** The cuts that leave every disk that any cut leaves, see above. */
    public List<PowerCut> positions() {
        List<PowerCut> cuts = new ArrayList<>();
        WriteCache cache = new WriteCache(recording.start());
        List<Event> events = recording.events();
        for (int i = 0; i < events.size(); i++) {
            if (events.get(i) instanceof Event.Force force && cache.isFixedBy(force)) {
                cuts.add(cache.cut(i));
            }
            cache.accept(i, events.get(i));
        }
        cuts.add(cache.cut(events.size()));
        return cuts;
    }

    /** A cut after so many events. */
    public PowerCut at(int position) {
        WriteCache cache = new WriteCache(recording.start());
        for (int i = 0; i < position; i++) {
            cache.accept(i, recording.events().get(i));
        }
        return cache.cut(position);
    }

    /**
     * Checks disks of all {@link #positions}. One that fails is named.
     *
     * @return how many disks were checked
     */
    public int check(Sampling sampling, Check check) {
        int count = 0;
        for (PowerCut cut : positions()) {
            try (Stream<CutDisk> disks = cut.disks(sampling)) {
                for (Iterator<CutDisk> each = disks.iterator(); each.hasNext(); count++) {
                    check(each.next(), check);
                }
            }
        }
        return count;
    }

    private static void check(CutDisk disk, Check check) {
        try {
            check.accept(disk);
        } catch (Exception | AssertionError failure) {
            throw new AssertionError(disk.toString(), failure);
        }
    }
}
