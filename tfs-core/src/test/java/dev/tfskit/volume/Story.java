// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.check.Checks;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.CutDisk;
import dev.tfskit.device.Cuts;
import dev.tfskit.device.RecordingDevice;
import dev.tfskit.device.Sampling;
import dev.tfskit.device.SparseDevice;
import dev.tfskit.device.SparseImage;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.value.Symbol;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A volume on a recorded device, and its tree after each step, so that each disk that a power cut leaves can be
 * compared with these trees. Each thread has a {@link Journal} of its own, for a directory of its own.
 */
final class Story {

    private final RecordingDevice device;
    /** Opens the volume on the recorded device. */
    private final Function<BlockDevice, BlockDevice> view;

    private final WritableVolume volume;
    private final StepClock clock = new StepClock();
    private final List<Journal> journals = new ArrayList<>();
    private final AtomicLong events = new AtomicLong();
    /** Whether the volume commits only when it is told to. */
    private final boolean isExact;

    /** What was changed before these steps of the journals is durable. */
    private record Durable(List<Integer> steps) {}

    /** The bytes that a file held after a step are durable. */
    private record FileDurable(Journal journal, long file, int step) {}

    private Story(
            RecordingDevice device,
            Function<RecordingDevice, BlockDevice> layer,
            Function<BlockDevice, BlockDevice> view,
            boolean isExact,
            FreedBlocks freedBlocks)
            throws IOException {
        this.device = device;
        this.view = view;
        this.isExact = isExact;
        this.volume = Volume.openForWriting(layer.apply(device), clock, freedBlocks);
    }

    /** An image with an empty volume. */
    static SparseImage empty(long bytes) throws IOException {
        SparseDevice fresh = new SparseDevice(SparseImage.zeros(bytes));
        try (WritableVolume made =
                Volume.format(fresh, new Identity(new UUID(1, 2), Label.of("story")), new StepClock())) {
            assertFalse(made.hasChanges());
        }
        return fresh.image();
    }

    /**
     * A story that begins with an image, all of whose tree one thread changes, and that commits only when it is told
     * to.
     */
    static Story of(SparseImage start) throws IOException {
        return of(start, FreedBlocks.KEEP);
    }

    /** As {@link #of(SparseImage)}, for a volume that treats freed blocks in a certain way. */
    static Story of(SparseImage start, FreedBlocks freedBlocks) throws IOException {
        Story story = new Story(new RecordingDevice(start), device -> device, disk -> disk, true, freedBlocks);
        story.journals.add(new Journal(story, List.of()));
        return story;
    }

    /**
     * A story of one thread.
     *
     * @param layer what lies between the volume and the recording
     * @param isExact whether the volume commits only when it is told to: not when it is full, and not when the device
     *     fails
     */
    static Story of(SparseImage start, Function<RecordingDevice, BlockDevice> layer, boolean isExact)
            throws IOException {
        Story story = new Story(new RecordingDevice(start), layer, disk -> disk, isExact, FreedBlocks.KEEP);
        story.journals.add(new Journal(story, List.of()));
        return story;
    }

    /**
     * As {@link #of(SparseImage)}, for a volume on a device that keeps its bytes in another form in the recorded one.
     */
    static Story in(SparseImage start, Function<BlockDevice, BlockDevice> view) throws IOException {
        Story story = new Story(new RecordingDevice(start), view::apply, view, true, FreedBlocks.KEEP);
        story.journals.add(new Journal(story, List.of()));
        return story;
    }

    /** A story of several threads, each with a directory below the root. */
    static Story ofThreads(SparseImage start, int threads, FreedBlocks freedBlocks) throws IOException {
        SparseDevice device = new SparseDevice(start);
        try (WritableVolume volume = Volume.openForWriting(device, new StepClock())) {
            for (int i = 0; i < threads; i++) {
                volume.root().createDirectory(Symbol.of("t" + i));
            }
        }
        Story story = new Story(
                new RecordingDevice(device.image()), recording -> recording, disk -> disk, false, freedBlocks);
        for (int i = 0; i < threads; i++) {
            story.journals.add(new Journal(story, List.of(Symbol.of("t" + i))));
        }
        return story;
    }

    WritableVolume volume() {
        return volume;
    }

    RecordingDevice device() {
        return device;
    }

    Journal journal() {
        return journals.getFirst();
    }

    List<Journal> journals() {
        return journals;
    }

    StepClock clock() {
        return clock;
    }

    /** The number of this moment among all. */
    long now() {
        return events.incrementAndGet();
    }

    /** Something that makes all durable that was done before. */
    @FunctionalInterface
    interface Landing {
        void run() throws IOException;
    }

    void commit() throws IOException {
        land(volume::commit);
    }

    void land(Landing landing) throws IOException {
        List<Integer> steps = journals.stream().map(Journal::commitBegins).toList();
        landing.run();
        device.mark(new Durable(steps));
    }

    /** Notes that what one thread did up to a step is durable. */
    void durable(Journal journal, int step) {
        device.mark(new Durable(
                journals.stream().map(each -> each == journal ? step : 0).toList()));
    }

    /** Notes that a file's bytes are durable as they were after a step. */
    void synced(Journal journal, long file, int step) {
        device.mark(new FileDurable(journal, file, step));
    }

    /** Checks disks that cuts leave; returns how many. */
    int check(Sampling sampling) {
        return Cuts.of(device.recording()).check(sampling, this::check);
    }

    /** The same for an image that other tools wrote, which they may not have left without a warning. */
    int checkReadable(Sampling sampling) {
        return Cuts.of(device.recording()).check(sampling, disk -> {
            compare(disk);
            Checks.assertReadable(view.apply(disk.open()));
        });
    }

    /** Checks disks that a cut after all that was done leaves. */
    void checkEnd(Sampling sampling) throws IOException {
        try (Stream<CutDisk> disks =
                Cuts.of(device.recording()).at(device.position()).disks(sampling)) {
            for (CutDisk disk : disks.toList()) {
                compare(disk);
                Checks.assertReadable(view.apply(disk.open()));
            }
        }
    }

    /** How many cuts there are to check. */
    int cuts() {
        return Cuts.of(device.recording()).positions().size();
    }

    /** Checks one disk. */
    void check(CutDisk disk) throws IOException {
        compare(disk);
        Checks.assertSound(view.apply(disk.open()));
    }

    private void compare(CutDisk disk) throws IOException {
        int[] floors = new int[journals.size()];
        for (Object mark : disk.marks()) {
            if (mark instanceof Durable durable) {
                Arrays.setAll(floors, i -> Math.max(floors[i], durable.steps.get(i)));
            }
        }
        Volume found = Volume.open(view.apply(disk.open()));
        List<Journal.Span> seen = new ArrayList<>();
        for (int i = 0; i < journals.size(); i++) {
            seen.add(journals.get(i).check(found, floors[i], synced(disk, journals.get(i)), isExact));
        }
        checkTogether(seen);
        assertEquals(volume.identity(), found.identity());
    }

    private static Map<Long, Integer> synced(CutDisk disk, Journal journal) {
        Map<Long, Integer> steps = new HashMap<>();
        for (Object mark : disk.marks()) {
            if (mark instanceof FileDurable durable && durable.journal == journal) {
                steps.merge(durable.file, durable.step, Math::max);
            }
        }
        return steps;
    }

    /** What one thread did before another began something is there if that is. */
    private void checkTogether(List<Journal.Span> seen) {
        for (int i = 0; i < seen.size(); i++) {
            for (int j = 0; j < seen.size(); j++) {
                long seenBegin = journals.get(i).begin(seen.get(i).first());
                long missingEnd = journals.get(j).end(seen.get(j).last() + 1);
                assertTrue(
                        seenBegin < missingEnd,
                        "thread " + i + " is at step " + seen.get(i).first() + ", but thread " + j + " only at "
                                + seen.get(j).last());
            }
        }
    }
}
