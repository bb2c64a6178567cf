// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Hex;
import dev.tfskit.check.Checks;
import dev.tfskit.codec.Encoding;
import dev.tfskit.codec.Output;
import dev.tfskit.codec.Varint;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.FailingDevice;
import dev.tfskit.device.Fault;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.device.filter.DeviceSlice;
import dev.tfskit.error.NoSpaceException;
import dev.tfskit.error.VolumeFailedException;
import dev.tfskit.log.Extension;
import dev.tfskit.log.HandMadeLog;
import dev.tfskit.log.HeaderBlock;
import dev.tfskit.log.Replay;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Logs whose ends are as only other writers leave them. */
class ForeignLogTest {

    private static final int MIB = 1 << 20;
    private static final int END_OF_LOG = 1;
    private static final int END_OF_SEGMENT = 4;
    private static final int LINK = 5;

    private final MemoryDevice device = new MemoryDevice(new byte[8 * MIB]);

    @BeforeEach
    void makeVolume() throws IOException {
        try (WritableVolume volume =
                Volume.format(device, new Identity(new UUID(1, 2), Label.of("foreign")), InstantSource.system())) {
            volume.root().createDirectory(Symbol.of("old"));
        }
    }

    private void put(long offset, byte... bytes) throws IOException {
        device.write(offset, ByteBuffer.wrap(bytes));
    }

    /** Changes the volume in several sessions, each with several commits. */
    private void changeAndCheck() throws IOException {
        for (int session = 0; session < 3; session++) {
            try (WritableVolume volume = Volume.openForWriting(device, InstantSource.system())) {
                for (int i = 0; i < 3; i++) {
                    try (OpenFile file = volume.root()
                            .createFile(Symbol.of("f" + session + i))
                            .open()) {
                        file.append(ByteBuffer.allocate(MIB / 4));
                    }
                    volume.commit();
                }
                volume.root().unlink(Symbol.of("f" + session + 0));
            }
            Checks.assertSound(device);
        }
        Volume volume = Volume.open(device);
        assertEquals(7, volume.root().entries().size());
        assertTrue(volume.tornRecord().isEmpty());
        MountScan scan = MountScan.of(Tuples.of(volume.root()), volume.logExtensions(), volume.blocks());
        assertTrue(scan.space().freeBlocks() > 0);
    }

    @Test
    void tornRecordIsCutOff() throws IOException {
        put(Replay.of(device).endOffset(), Hex.bytes("02 40 05 8001020304 01"));
        assertTrue(Volume.open(device).tornRecord().isPresent());
        changeAndCheck();
    }

    @Test
    void tornRecordAcrossExtensionsIsCutOff() throws IOException {
        Extension next = new Extension(5000, Extension.NEXT_BLOCKS, Encoding.VERSION_5);
        Output link = new Output();
        byte[] begun = Hex.bytes("02 40 05 8001020304");
        link.write(begun, 0, begun.length);
        link.write(LINK);
        Varint.write(link, next.startBlock());
        Varint.write(link, next.blocks());
        put(Replay.of(device).endOffset(), Arrays.copyOf(link.array(), link.size()));
        put(next.startByte(), Hex.bytes("'NVMTFS' 05 8800 03 02 0102 01"));
        assertEquals(3, Volume.open(device).logExtensions().size());
        assertTrue(Volume.open(device).tornRecord().isPresent());
        changeAndCheck();
        assertEquals(2, Volume.open(device).logExtensions().size(), "the one behind the torn record is free");
    }

    @Test
    void logWithoutRoomForLinkIsCompacted() throws IOException {
        Replay replay = Replay.of(device);
        long last = replay.extensions().getLast().endByte() - 1;
        byte[] segments = new byte[(int) (last - replay.endOffset() + 1)];
        Arrays.fill(segments, (byte) END_OF_SEGMENT);
        segments[segments.length - 1] = END_OF_LOG;
        put(replay.endOffset(), segments);
        long start = replay.extensions().getLast().startBlock();
        changeAndCheck();
        assertTrue(Volume.open(device).logExtensions().get(1).startBlock() != start);
    }

    @Tag("slow")
    @Test
    void logWithRoomForLinkAloneContinuesInNewExtension() throws IOException {
        for (int left = 20; left < 70; left++) {
            MemoryDevice copy = new MemoryDevice(device.toByteArray());
            Replay replay = Replay.of(copy);
            long last = replay.extensions().getLast().endByte() - left;
            byte[] segments = new byte[(int) (last - replay.endOffset() + 1)];
            Arrays.fill(segments, (byte) END_OF_SEGMENT);
            segments[segments.length - 1] = END_OF_LOG;
            copy.write(replay.endOffset(), ByteBuffer.wrap(segments));
            for (int session = 0; session < 2; session++) {
                try (WritableVolume volume = Volume.openForWriting(copy, InstantSource.system())) {
                    volume.root().createFile(Symbol.of("f" + session));
                    volume.commit();
                    volume.root().createFile(Symbol.of("g" + session));
                }
                Checks.assertSound(copy);
            }
            assertEquals(5, Volume.open(copy).root().entries().size());
            assertEquals(0, copy.size() % BlockDevice.BLOCK_BYTES);
        }
    }

    /** Returns a volume without a free block, whose log has no room for even a link. */
    private static MemoryDevice fullLogOnFullVolume() throws IOException {
        MemoryDevice full = HandMadeVolume.device(
                HandMadeVolume.tuple(
                        "(children:(a:(extents:(0:(offset:65 length:100 allocated:100)) filelength:51200)))"),
                100);
        Replay replay = Replay.of(full);
        byte[] segments = new byte[(int) (replay.extensions().getLast().endByte() - replay.endOffset())];
        Arrays.fill(segments, (byte) END_OF_SEGMENT);
        segments[segments.length - 1] = END_OF_LOG;
        full.write(replay.endOffset(), ByteBuffer.wrap(segments));
        return full;
    }

    @Test
    void updateReplacesFullLogOnlyWithItsCommit() throws IOException {
        MemoryDevice device = fullLogOnFullVolume();
        byte[] before = device.toByteArray();
        try (UpdatedVolume volume = Volume.openForUpdate(device)) {
            volume.root().createFile(Symbol.of("b"));
        }
        assertArrayEquals(before, device.toByteArray());
        try (UpdatedVolume volume = Volume.openForUpdate(device)) {
            volume.root().createFile(Symbol.of("b"));
            volume.commit();
            volume.root().createFile(Symbol.of("c"));
            volume.commit();
        }
        Checks.assertReadable(device);
        assertEquals(3, Volume.open(device).root().entries().size());
    }

    @Test
    void fullLogOnFullVolumeRefusesOnlyChanges() throws IOException {
        MemoryDevice full = fullLogOnFullVolume();
        byte[] before = full.toByteArray();
        try (WritableVolume volume =
                Volume.openForWriting(new DeviceSlice(full, 0, full.size()), InstantSource.system())) {
            assertThrows(NoSpaceException.class, () -> volume.root().createFile(Symbol.of("b")));
            RegularFile file = (RegularFile) volume.root().find(Symbol.of("a")).orElseThrow();
            try (OpenFile open = file.open()) {
                assertThrows(NoSpaceException.class, () -> open.truncate(100));
                ByteBuffer read = ByteBuffer.allocate(51_200);
                assertEquals(51_200, open.read(0, read));
                assertEquals(HandMadeVolume.byteAt(65L * BlockDevice.BLOCK_BYTES), read.get(0));
            }
            volume.commit();
            assertEquals(1, volume.root().entries().size());
        }
        assertArrayEquals(before, full.toByteArray());
        Checks.assertReadable(full);
    }

    private static Label label(int bytes) {
        return new Label(Text.of("x".repeat(bytes)));
    }

    /** The link to block 1 fits behind such a label, and a link to a later block does not. */
    @Test
    void compactionOfALogWithALongLabelIsGivenUp() throws IOException {
        Tuple root = HandMadeVolume.tuple("(children:(a:()))");
        MemoryDevice volume = HandMadeVolume.device(root, 200);
        volume.resize(8 * MIB);
        volume.write(
                0,
                HeaderBlock.with(volume, new Identity(new UUID(1, 2), label(483)))
                        .orElseThrow());
        byte[] before = volume.toByteArray();
        try (WritableVolume opened =
                Volume.openForWriting(new DeviceSlice(volume, 0, volume.size()), new StepClock())) {
            assertFalse(opened.compact());
            assertArrayEquals(before, volume.toByteArray());
            opened.root().createDirectory(Symbol.of("new"));
        }
        assertEquals(2, Volume.open(volume).root().entries().size());
    }

    @Test
    void labelThatTheKernelRefusesIsSetOnlyIfTheVolumeHasIt() throws IOException {
        byte[] before = device.toByteArray();
        for (int bytes : new int[] {32, 500}) {
            Identity longLabel = new Identity(new UUID(1, 2), label(bytes));
            try (UpdatedVolume volume = Volume.openForUpdate(device)) {
                assertThrows(IllegalArgumentException.class, () -> volume.setIdentity(longLabel));
                volume.commit();
            }
            assertThrows(
                    IllegalArgumentException.class, () -> Volume.format(device, longLabel, InstantSource.system()));
            assertArrayEquals(before, device.toByteArray());
        }
        device.write(
                0,
                HeaderBlock.with(device, new Identity(new UUID(1, 2), label(32)))
                        .orElseThrow());
        try (UpdatedVolume volume = Volume.openForUpdate(device)) {
            volume.setIdentity(new Identity(new UUID(3, 4), label(32)));
            volume.commit();
        }
        assertEquals(
                new Identity(new UUID(3, 4), label(32)), Volume.open(device).identity());
    }

    /** The record begins in block 0 and was to go on in block 1, so the next append writes block 0. */
    @Test
    void labelOfAVolumeWithATornRecordInBlockZeroIsSet() throws IOException {
        MemoryDevice torn = HandMadeLog.ofZeros(16)
                .put(0, "'NVMTFS' 05 01 000102030405060708090a0b0c0d0e0f 'old' 00 ")
                .put(28, "02 05 05 91 81 'a' c1 'x' 02 09 06 92 81 'b' 90 02 c1 05 01 02")
                .block(1, "'NVMTFS' 05 02 01")
                .device();
        Identity next = new Identity(new UUID(1, 2), Label.of("a longer label"));
        try (UpdatedVolume volume = Volume.openForUpdate(torn)) {
            assertTrue(volume.tornRecord().isPresent());
            volume.setIdentity(next);
            volume.commit();
            volume.root().createDirectory(Symbol.of("d"));
            volume.commit();
        }
        Checks.assertReadable(torn);
        Volume found = Volume.open(torn);
        assertEquals(next, found.identity());
        assertEquals(1, found.root().entries().size());
    }

    @Test
    void failedWriteOfALabelEndsTheUpdate() throws IOException {
        FailingDevice failing = new FailingDevice(device);
        try (UpdatedVolume volume = Volume.openForUpdate(failing)) {
            volume.setIdentity(new Identity(new UUID(1, 2), Label.of("other")));
            failing.arm(Fault.once(0, Fault.Operation.FORCE));
            assertThrows(VolumeFailedException.class, volume::commit);
            failing.arm(Fault.none());
            assertThrows(VolumeFailedException.class, volume::commit);
        }
    }
}
