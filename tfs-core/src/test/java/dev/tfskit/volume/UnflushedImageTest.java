// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.check.Checks;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.CutDisk;
import dev.tfskit.device.Cuts;
import dev.tfskit.device.Recording.Event;
import dev.tfskit.device.RecordingDevice;
import dev.tfskit.device.Sampling;
import dev.tfskit.device.SparseDevice;
import dev.tfskit.device.SparseImage;
import dev.tfskit.device.filter.DeviceSlice;
import dev.tfskit.device.filter.FilterDevice;
import dev.tfskit.device.overlay.OverlayDevice;
import dev.tfskit.image.ImageUpdate;
import dev.tfskit.io.IoConsumer;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.value.Symbol;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The program that wrote to an image before has flushed nothing, as the Nanos kernel and the C tools do. */
class UnflushedImageTest {

    private static final int BYTES = 4 << 20;
    private static final Symbol OLD = Symbol.of("old");
    private static final Symbol NEW = Symbol.of("new");

    private RecordingDevice device = RecordingDevice.ofBlocks(0);

    private static byte[] filled(int bytes, char with) {
        byte[] array = new byte[bytes];
        Arrays.fill(array, (byte) with);
        return array;
    }

    /** A volume that cannot grow. */
    private static BlockDevice fixed(BlockDevice image) throws IOException {
        return new DeviceSlice(image, 0, BYTES);
    }

    /** Makes a volume that one durable file fills. */
    @BeforeEach
    void fillVolume() throws IOException {
        SparseDevice image = new SparseDevice(SparseImage.zeros(BYTES));
        try (WritableVolume volume =
                        Volume.format(fixed(image), new Identity(new UUID(1, 2), Label.of("")), new StepClock());
                OpenFile old = volume.root().createFile(OLD).open()) {
            while (volume.statistics().freeBlocks() > 0) {
                old.append(ByteBuffer.wrap(filled(BlockDevice.BLOCK_BYTES, 'o')));
            }
        }
        device = new RecordingDevice(image.image());
    }

    private void changeWithoutFlush(IoConsumer<WritableVolume> change) throws IOException {
        BlockDevice unflushed = new FilterDevice<>(fixed(device)) {
            @Override
            public void force() {
                // The bytes stay in the memory of the host.
            }
        };
        try (WritableVolume volume = Volume.openForWriting(unflushed, new StepClock())) {
            change.accept(volume);
        }
        assertEquals(0, flushes());
    }

    private long flushes() {
        return device.eventsFrom(0).stream()
                .filter(Event.Force.class::isInstance)
                .count();
    }

    private static void addFile(Volume volume) throws IOException {
        try (OpenFile open = volume.root().createFile(NEW).open()) {
            assertEquals(0, open.append(ByteBuffer.wrap(filled(20 * BlockDevice.BLOCK_BYTES, 'n'))));
        }
    }

    /** The ways to write over blocks that are free. */
    private enum Reuse {
        WRITE(device -> {
            try (WritableVolume volume = Volume.openForWriting(device, new StepClock())) {
                addFile(volume);
            }
        }),
        DISCARD(device -> {
            try (WritableVolume volume = Volume.openForWriting(device, new StepClock(), FreedBlocks.ZERO)) {
                addFile(volume);
                volume.root().unlink(NEW);
            }
        }),
        UPDATE(device -> {
            try (UpdatedVolume volume = Volume.openForUpdate(device)) {
                addFile(volume);
                volume.commit();
            }
        }),
        PUNCH(device -> {
            try (UpdatedVolume volume = Volume.openForUpdate(device)) {
                volume.punchFreeBlocks();
            }
        });

        private final IoConsumer<BlockDevice> way;

        Reuse(IoConsumer<BlockDevice> way) {
            this.way = way;
        }
    }

    @ParameterizedTest
    @EnumSource
    void removedFileIsWholeWhereThePowerCutBringsItBack(Reuse reuse) throws IOException {
        changeWithoutFlush(volume -> volume.root().unlink(OLD));
        reuse.way.accept(fixed(device));
        assertTrue(Cuts.of(device.recording()).check(Sampling.of(1), UnflushedImageTest::checkOldFile) > 2);
    }

    private static void checkOldFile(CutDisk disk) throws IOException {
        Checks.assertSound(disk.open());
        try (Volume volume = Volume.open(disk.open())) {
            Optional<Inode> old = volume.root().find(OLD);
            if (old.isPresent()) {
                try (OpenFile open = ((RegularFile) old.get()).open()) {
                    ByteBuffer found = ByteBuffer.allocate((int) open.length());
                    while (found.hasRemaining() && open.read(found.position(), found) > 0) {}
                    assertArrayEquals(filled(found.capacity(), 'o'), found.array());
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void syncOfUnchangedFileMakesItDurable(SyncScope scope) throws IOException {
        Symbol moved = Symbol.of("moved");
        changeWithoutFlush(volume -> volume.root().rename(OLD, volume.root(), moved, RenameMode.REPLACE));
        try (WritableVolume volume = Volume.openForWriting(fixed(device), new StepClock());
                OpenFile open = ((RegularFile) volume.root().find(moved).orElseThrow()).open()) {
            open.sync(scope);
            assertEquals(1, flushes());
            device.mark("synced");
            open.sync(scope);
            assertEquals(1, flushes());
        }
        Cuts.of(device.recording()).check(Sampling.of(1), disk -> {
            if (!disk.marks().isEmpty()) {
                assertTrue(Volume.open(disk.open()).root().find(moved).isPresent());
            }
        });
    }

    /** The tree of an overlay consists of both. */
    @ParameterizedTest
    @EnumSource
    void syncThroughOverlayMakesTheImageDurableBeforeTheOverlayChanges(SyncScope scope) throws IOException {
        changeWithoutFlush(volume -> volume.root().unlink(OLD));
        byte[] fingerprint = new byte[32];
        RecordingDevice changes = RecordingDevice.ofBlocks(0);
        OverlayDevice.create(changes, BYTES, fingerprint);
        int created = changes.position();
        BlockDevice image = new FilterDevice<>(fixed(device)) {
            @Override
            public void force() throws IOException {
                assertEquals(created, changes.position());
                super.force();
            }
        };
        try (WritableVolume volume =
                        Volume.openForWriting(OverlayDevice.open(image, changes, fingerprint), new StepClock());
                OpenFile open = volume.root().createFile(NEW).open()) {
            for (int i = 0; i < 2; i++) {
                open.append(ByteBuffer.wrap(filled(100, 'n')));
                open.sync(scope);
                assertEquals(1, flushes());
            }
        }
    }

    @Test
    void updateThatChangesNothingMakesTheImageDurable() throws IOException {
        changeWithoutFlush(volume -> volume.root().unlink(OLD));
        int position = device.position();
        try (UpdatedVolume volume = Volume.openForUpdate(fixed(device))) {
            assertFalse(new ImageUpdate(_ -> {}).apply(volume, List.of()).isChanged());
            assertEquals(1, flushes());
            assertEquals(position + 1, device.position());
        }
    }

    @Test
    void openingFlushesNothingUntilSomethingChanges() throws IOException {
        try (WritableVolume volume = Volume.openForWriting(fixed(device), new StepClock())) {
            assertTrue(volume.root().find(OLD).isPresent());
            assertFalse(volume.hasChanges());
        }
        try (UpdatedVolume volume = Volume.openForUpdate(fixed(device))) {
            assertFalse(volume.hasChanges());
        }
        assertEquals(0, device.position());
    }
}
