// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.device.MemoryDevice;
import dev.tfskit.log.Extension;
import dev.tfskit.log.LogEntries;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.VectorValue;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The number of entries that a compaction would leave, by which a volume decides when to compact its log. */
class LiveEntriesTest {

    private static final Symbol A = Symbol.of("a");
    private static final Symbol B = Symbol.of("b");
    private static final Symbol LIST = Symbol.of("list");

    private final MemoryDevice device = new MemoryDevice(new byte[8 << 20]);

    private void format() throws IOException {
        Volume.format(device, new Identity(new UUID(1, 2), Label.of("")), new StepClock())
                .close();
    }

    private WritableVolume open() throws IOException {
        return Volume.openForWriting(device, new StepClock());
    }

    private static long counted(Volume volume) {
        LiveState live = volume.root().tree.live();
        return live.read(live.mutations()::liveEntries);
    }

    /** A new log has exactly the live entries. */
    private static void assertExact(WritableVolume volume) throws IOException {
        assertTrue(volume.compact());
        assertEquals(volume.root().tree.live().committer().entries(), counted(volume));
    }

    private static Tuple numbered(int count) {
        Tuple tuple = new Tuple();
        for (int i = 0; i < count; i++) {
            tuple.set(Symbol.of("n" + i), Text.of("v"));
        }
        return tuple;
    }

    /** A tuple with a tuple and a vector of tuples in it. */
    private static Tuple nested() {
        VectorValue vector = new VectorValue();
        vector.set(0, numbered(3));
        vector.set(1, numbered(4));
        Tuple tuple = numbered(2);
        tuple.set(A, numbered(5));
        tuple.set(B, vector);
        return tuple;
    }

    @Test
    void valuesOfTuplesCountWhenTheyAreReadReplacedAndRemoved() throws IOException {
        format();
        try (WritableVolume volume = open()) {
            volume.setRootAttribute(LIST, nested());
            RegularFile file = volume.root().createFile(A);
            file.setAttribute(LIST, nested());
            volume.root().createFile(B).setAttribute(LIST, nested());
            assertExact(volume);
        }
        try (WritableVolume volume = open()) {
            assertExact(volume);
            volume.setRootAttribute(LIST, numbered(7));
            volume.root().find(A).orElseThrow().removeAttribute(LIST);
            assertExact(volume);
            volume.setRootAttribute(LIST, Text.of("none"));
            volume.root().unlink(B);
            assertExact(volume);
        }
    }

    @Test
    void extentsOfDirectoriesAndLinksCountAsUsed() throws IOException {
        Tuple root = HandMadeVolume.tuple("""
                (children:(d:(children:() extents:(0:(offset:1 length:1 allocated:1)))
                    l:(linktarget:x extents:(0:(offset:1 length:1 allocated:1) 5:(x:y)))
                    f:(filelength:512 extents:(0:(offset:65 length:1 allocated:1)))))""");
        MemoryDevice odd = HandMadeVolume.device(root, 8);
        try (WritableVolume volume = Volume.openForWriting(odd, new StepClock())) {
            assertExact(volume);
            volume.root().unlink(Symbol.of("l"));
            volume.root().removeDirectory(Symbol.of("d"));
            assertExact(volume);
        }
    }

    @Test
    void extentsThatABulkWriterContinuesCountOnce() throws IOException {
        MemoryDevice target = new MemoryDevice();
        try (VolumeBuilder volume = Volume.create(target, new Identity(new UUID(1, 2), Label.of("")))) {
            RegularFile file = volume.root().createFile(A);
            BulkWriter writer = volume.bulkWriter();
            for (int i = 0; i < 100; i++) {
                writer.allocate(List.of(new BulkWriter.Piece(file, i, 1)));
            }
            volume.commit();
            MountScan scan = MountScan.of(Tuples.of(volume.root()), volume.logExtensions(), volume.blocks());
            assertEquals(scan.entries(), counted(volume));
        }
    }

    @Test
    void logWithALargeTupleIsNotCompactedAgain() throws IOException {
        format();
        try (WritableVolume volume = open()) {
            volume.setRootAttribute(LIST, numbered((int) LogEntries.LEAST_OBSOLETE + 800));
        }
        try (WritableVolume volume = open()) {
            assertTrue(volume.compact());
            List<Extension> log = volume.logExtensions();
            volume.root().createFile(A);
            volume.commit();
            assertEquals(log, volume.logExtensions());
        }
    }

    @Test
    void logWithAReplacedLargeTupleIsCompacted() throws IOException {
        format();
        try (WritableVolume volume = open()) {
            volume.setRootAttribute(LIST, numbered((int) LogEntries.LEAST_OBSOLETE + 800));
            volume.commit();
            List<Extension> log = volume.logExtensions();
            volume.setRootAttribute(LIST, Text.of("none"));
            volume.commit();
            assertNotEquals(log, volume.logExtensions());
            assertTrue(volume.root().tree.live().committer().entries() < 100);
        }
    }

    /** Whatever the count says: a wrong one must not cost a compaction for each commit. */
    @Test
    void noCompactionIsDueUntilTheLogCanHaveEnoughObsoleteEntries() throws IOException {
        format();
        try (WritableVolume volume = open()) {
            RegularFile file = volume.root().createFile(A);
            file.setAttribute(LIST, numbered((int) LogEntries.LEAST_OBSOLETE + 800));
            volume.commit();
            LiveState live = volume.root().tree.live();
            assertTrue(live.compactor().isWorthwhile(0));
            assertTrue(volume.compact());
            assertFalse(live.compactor().isWorthwhile(0));
            file.setAttribute(B, numbered((int) LogEntries.LEAST_OBSOLETE));
            live.committer().commit();
            assertTrue(live.compactor().isWorthwhile(0));
        }
    }

    /** A tuple of several files counts as removed with each of them, though the others keep it. */
    @Test
    void sharedTupleOfRemovedFilesCostsOneCompaction() throws IOException {
        format();
        try (WritableVolume volume = open()) {
            AttributeCopies copies = new AttributeCopies();
            Tuple shared = numbered((int) LogEntries.LEAST_OBSOLETE);
            for (Symbol name : List.of(A, B, LIST)) {
                volume.root().createFile(name).setAttribute(LIST, shared, copies);
            }
        }
        try (WritableVolume volume = open()) {
            assertTrue(counted(volume) < 2 * LogEntries.LEAST_OBSOLETE);
            volume.root().unlink(A);
            volume.root().unlink(B);
            LiveState live = volume.root().tree.live();
            live.committer().commit();
            assertTrue(live.compactor().isWorthwhile(counted(volume)));
            live.compactIfWorthwhile();
            volume.setRootAttribute(LIST, numbered((int) LogEntries.LEAST_OBSOLETE + 800));
            live.committer().commit();
            assertFalse(live.compactor().isWorthwhile(counted(volume)));
            volume.setRootAttribute(LIST, Text.of("none"));
            live.committer().commit();
            assertTrue(live.compactor().isWorthwhile(counted(volume)));
        }
    }
}
