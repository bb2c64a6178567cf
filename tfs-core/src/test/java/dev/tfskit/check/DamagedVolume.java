// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.check;

import dev.tfskit.device.MemoryDevice;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A volume with one fault, made anew for each use, and the only findings that a check must report. */
public final class DamagedVolume {

    /** In an expectation, represents the record that made the change, and its offset. */
    static final String IN_THE_CHANGE = " in the change";
    /** In an expectation, represents any record and its offset. */
    static final String IN_A_RECORD = " in a record";

    private final String name;
    private final VolumeRole role;
    private final Supplier<Image> maker;

    /**
     * The volume as it was made.
     *
     * @param expected findings in words of {@link Checks#describe}, or with {@link #IN_A_RECORD} behind
     */
    record Image(MemoryDevice device, List<String> expected) {}

    DamagedVolume(String name, VolumeRole role, Supplier<Image> maker) {
        this.name = name;
        this.role = role;
        this.maker = maker;
    }

    /** A sample volume that was damaged before it was written. */
    static DamagedVolume before(String name, Consumer<SampleVolume> damage, String... expected) {
        return new DamagedVolume(name, VolumeRole.ANY, () -> {
            SampleVolume sample = new SampleVolume();
            damage.accept(sample);
            sample.write();
            return new Image(sample.device(), List.of(expected));
        });
    }

    /**
     * A sample volume that was damaged by a change of the sound volume, in a record of its own; harmless ones follow.
     */
    static DamagedVolume after(String name, Consumer<SampleVolume> damage, String... expected) {
        return after(name, VolumeRole.ANY, damage, expected);
    }

    /** The same of a volume with a role. */
    static DamagedVolume after(String name, VolumeRole role, Consumer<SampleVolume> damage, String... expected) {
        return new DamagedVolume(name, role, () -> {
            SampleVolume sample = SampleVolume.written();
            long change = sample.records();
            damage.accept(sample);
            String place = sample.records() == change ? "" : " record " + change + " at " + sample.offsetOf(change);
            sample.touch();
            return new Image(
                    sample.device(),
                    List.of(expected).stream()
                            .map(text -> text.replace(IN_THE_CHANGE, place))
                            .toList());
        });
    }

    Image make() {
        return maker.get();
    }

    VolumeRole role() {
        return role;
    }

    /** The damaged volume. */
    public MemoryDevice open() {
        return make().device;
    }

    /** The findings that a check must come to, each a kind and perhaps a path and more. */
    public List<String> expected() {
        return make().expected;
    }

    @Override
    public String toString() {
        return name;
    }
}
