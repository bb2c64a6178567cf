// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.volume.VolumeBuilder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Runs the checker at the end of tests that write a volume or an image. */
public final class Checks {

    private Checks() {}

    /**
     * Fails, naming them, when there are errors or warnings in what a device holds: a volume by itself or a disk with
     * partitions.
     */
    public static void assertSound(BlockDevice device) throws IOException {
        assertNothingFound(device, EnumSet.of(Severity.ERROR, Severity.WARNING));
    }

    /**
     * Fails, naming them, when there are errors; warnings, such as of a volume that is too small to write to, are
     * allowed.
     */
    public static void assertReadable(BlockDevice device) throws IOException {
        assertNothingFound(device, EnumSet.of(Severity.ERROR));
    }

    /**
     * Commits what a test has done to a volume and fails when there are errors or warnings in what is on its device
     * then.
     */
    public static void assertCommitsSound(VolumeBuilder volume, MemoryDevice device) throws IOException {
        volume.commit();
        device.resize(Math.max(device.size(), volume.endOfUse() * BlockDevice.BLOCK_BYTES));
        assertSound(device);
    }

    private static void assertNothingFound(BlockDevice device, Set<Severity> severities) throws IOException {
        List<String> found = new ArrayList<>();
        new DiskCheck(device, finding -> {
                    if (severities.contains(finding.severity())) {
                        found.add(describe(finding) + ": " + finding.problem());
                    }
                })
                .run();
        assertEquals(List.of(), found);
    }

    /** What a check of a volume finds, in words of {@link #describe(Finding)}. */
    static List<String> findings(BlockDevice volume, VolumeRole role) throws IOException {
        List<String> found = new ArrayList<>();
        new VolumeCheck(volume, role, finding -> found.add(describe(finding))).run();
        return found;
    }

    /** A finding without its words, such as {@code EXTENT_OUTSIDE /docs/parts record 3 at 524809}. */
    static String describe(Finding finding) {
        StringBuilder text = new StringBuilder();
        finding.partition()
                .ifPresent(number -> text.append("partition ").append(number).append(": "));
        text.append(finding.kind());
        finding.path().ifPresent(path -> text.append(' ').append(path));
        finding.record().ifPresent(number -> text.append(" record ").append(number));
        finding.offset().ifPresent(offset -> text.append(" at ").append(offset));
        return text.toString();
    }
}
