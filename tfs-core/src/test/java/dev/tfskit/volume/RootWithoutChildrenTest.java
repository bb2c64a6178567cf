// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.device.MemoryDevice;
import dev.tfskit.device.filter.DeviceSlice;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The root of a volume that has never had an entry need not have room for any; what comes first brings that along. */
class RootWithoutChildrenTest {

    private static final Symbol A = Symbol.of("a");
    private static final Symbol B = Symbol.of("b");

    private final MemoryDevice device;

    RootWithoutChildrenTest() throws IOException {
        device = HandMadeVolume.device(HandMadeVolume.tuple("(note:x)"), 100);
        device.resize(4 << 20);
    }

    private WritableVolume open() throws IOException {
        return Volume.openForWriting(device, new StepClock());
    }

    @Test
    void createdEntryIsFound() throws IOException {
        try (WritableVolume volume = open()) {
            volume.root().createFile(A);
            volume.root().createDirectory(B);
        }
        assertEquals(List.of(A, B), Reopened.names(device));
    }

    @Test
    void entryCreatedInALaterBatchIsFound() throws IOException {
        try (WritableVolume volume = open()) {
            volume.root().createFile(A);
            volume.commit();
            volume.root().link(B, volume.root().find(A).orElseThrow());
        }
        assertEquals(List.of(A, B), Reopened.names(device));
    }

    @Test
    void entryRenamedBeforeTheFirstCommitIsFound() throws IOException {
        try (WritableVolume volume = open()) {
            volume.root().createFile(A);
            volume.root().rename(A, volume.root(), B, RenameMode.KEEP);
        }
        assertEquals(List.of(B), Reopened.names(device));
    }

    @Test
    void entryCreatedAfterCompactionIsFound() throws IOException {
        try (WritableVolume volume = open()) {
            assertTrue(volume.compact());
            volume.root().createFile(A);
        }
        assertEquals(List.of(A), Reopened.names(device));
    }

    @Test
    void imageThatCannotGrowTakesManyEntriesInOneUpdate() throws IOException {
        int count = 500;
        try (UpdatedVolume volume = Volume.openForUpdate(new DeviceSlice(device, 0, device.size()))) {
            for (int i = 0; i < count; i++) {
                volume.root().createDirectory(Symbol.of("d" + i));
            }
            volume.commit();
        }
        assertEquals(count, Reopened.names(device).size());
    }

    @Test
    void otherRootAttributesStay() throws IOException {
        try (WritableVolume volume = open()) {
            volume.root().createSymbolicLink(A, Text.of("b"));
        }
        assertEquals(
                Text.of("x"),
                Volume.open(device).root().attribute(Symbol.of("note")).orElseThrow());
    }
}
