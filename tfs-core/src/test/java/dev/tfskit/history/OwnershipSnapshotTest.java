// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.history;

import static dev.tfskit.check.SampleVolume.extent;
import static dev.tfskit.history.WrittenLog.extents;
import static dev.tfskit.history.WrittenLog.file;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.tfskit.Seeds;
import dev.tfskit.device.BadBlocksDevice;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.log.Replay;
import dev.tfskit.schema.Attributes;
import dev.tfskit.value.Flag;
import dev.tfskit.value.Int;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.volume.GoldenVolumes;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OwnershipSnapshotTest {

    private static final Symbol ZERO = Symbol.of("0");

    private final WrittenLog log;

    OwnershipSnapshotTest() throws IOException {
        log = new WrittenLog();
    }

    private List<String> lostSince(long record) throws IOException {
        return lostSince(log.device(), record);
    }

    private static List<String> lostSince(BlockDevice device, long record) throws IOException {
        List<String> lost = new ArrayList<>();
        OwnershipSnapshot now = OwnershipSnapshot.of(Volume.open(device));
        now.reportLost(Volume.openAt(device, record), found -> lost.add(found.path() + " " + found.blocks()));
        return lost;
    }

    @Test
    void blocksThatAnotherFileTookAreLost() throws IOException {
        log.set(log.entries(), "a", file(100, 8)).remove(log.entries(), "a").set(log.entries(), "b", file(104, 8));
        assertEquals(List.of("/a 4"), lostSince(1));
        assertEquals(List.of(), lostSince(2));
        assertEquals(List.of(), lostSince(3));
    }

    @Test
    void freeBlocksAreNotLost() throws IOException {
        log.set(log.entries(), "a", file(100, 8)).remove(log.entries(), "a").set(log.entries(), "b", file(108, 8));
        assertEquals(List.of(), lostSince(1));
    }

    @Test
    void fileKeepsItsBlocksUnderAnyNameInAnyOrder() throws IOException {
        Tuple file = file(100, 8);
        log.set(log.entries(), "a", file).set(log.entries(), "b", file).remove(log.entries(), "a");
        log.set(extents(file), "0", extent(104, 4, 4)).set(extents(file), "4", extent(100, 4, 4));
        assertEquals(List.of(), lostSince(1));
    }

    @Test
    void lostFileIsReportedUnderEachNameWithoutItsPreallocation() throws IOException {
        Tuple file = file();
        extents(file).set(ZERO, extent(100, 2, 8));
        log.set(log.entries(), "a", file)
                .set(log.entries(), "b", file)
                .remove(log.entries(), "a")
                .remove(log.entries(), "b");
        log.set(log.entries(), "c", file(102, 6));
        assertEquals(List.of(), lostSince(2));
        log.set(log.entries(), "d", file(101, 1));
        assertEquals(List.of("/a 1", "/b 1"), lostSince(2));
    }

    @Test
    void zeroExtentHasNoContentToLose() throws IOException {
        Tuple file = file(100, 8);
        extents(file).tuple(ZERO).orElseThrow().set(Attributes.EXTENT_UNINITIALISED, Flag.PRESENT);
        log.set(log.entries(), "a", file).remove(log.entries(), "a").set(log.entries(), "b", file(100, 8));
        assertEquals(List.of(), lostSince(1));
    }

    /** The log of this volume has the blocks from 2048 on, and goes on at block 3072. */
    @Test
    void blocksThatTheLogTookAreLost() throws IOException {
        log.set(log.entries(), "a", file(3064, 16)).remove(log.entries(), "a");
        assertEquals(List.of("/a 8"), lostSince(1));
        for (int i = 0; i < 20; i++) {
            log.set(log.root(), "fill", Text.of("x".repeat(30_000 + i)));
        }
        assertEquals(List.of("/a 16"), lostSince(1));
    }

    @Test
    void countsAsSlowCountingDoes() throws Exception {
        Seeds.repeat(50, random -> {
            WrittenLog written = new WrittenLog();
            int[] ownerThen = new int[64];
            int[] ownerNow = new int[64];
            List<Tuple> files = List.of(file(), file(), file());
            for (int[] owner : List.of(ownerThen, ownerNow)) {
                for (int i = 0; i < owner.length; i++) {
                    owner[i] = random.nextInt(4) - 1;
                }
            }
            layOut(files, ownerThen);
            for (int i = 0; i < files.size(); i++) {
                written.set(written.entries(), "f" + i, files.get(i));
            }
            long then = Histories.records(written.device()).size() - 1L;
            files.forEach(file -> file.set(Attributes.EXTENTS, new Tuple()));
            layOut(files, ownerNow);
            for (Tuple file : files) {
                written.record(file, Attributes.EXTENTS);
            }
            List<String> expected = new ArrayList<>();
            for (int f = 0; f < files.size(); f++) {
                int lost = 0;
                for (int i = 0; i < ownerThen.length; i++) {
                    lost += ownerThen[i] == f && ownerNow[i] != f && ownerNow[i] >= 0 ? 1 : 0;
                }
                if (lost > 0) {
                    expected.add("/f" + f + " " + lost);
                }
            }
            assertEquals(expected, lostSince(written.device(), then));
        });
    }

    private static void layOut(List<Tuple> files, int[] owner) {
        int start = 0;
        for (int i = 1; i <= owner.length; i++) {
            if (i == owner.length || owner[i] != owner[start]) {
                if (owner[start] >= 0) {
                    Tuple file = files.get(owner[start]);
                    extents(file).set(Symbol.of(String.valueOf(start)), extent(1000 + start, i - start, i - start));
                    file.set(Attributes.FILE_LENGTH, Int.of(64 * 512));
                }
                start = i;
            }
        }
    }

    /** A file that was removed before the blocks of it were given away again. */
    @Test
    void findsThatMountReusedBlocksOfRemovedFile() throws IOException {
        assertEquals(List.of("/gone.txt 1"), lostSince(GoldenVolumes.open("fuse-written"), 30));
    }

    @Test
    void lossesAreUnknownWhenTheDeviceFailsBehindTheMoment() throws IOException {
        log.set(log.entries(), "a", file(100, 8));
        long next = Replay.of(log.device()).endOffset();
        for (int i = 0; i < 3; i++) {
            log.set(log.root(), "fill", Text.of("x".repeat(1000 + i)));
        }
        BlockDevice failing =
                new BadBlocksDevice(log.device(), Set.of(Math.ceilDiv(next, (long) BlockDevice.BLOCK_BYTES)));
        Optional<String> unknown = OwnershipSnapshot.reportLost(
                failing, Volume.openAt(failing, 1), lost -> fail("reports " + lost.path()));
        assertTrue(unknown.orElseThrow().endsWith("the device fails to read: input/output error"), unknown::toString);
    }

    @Test
    void nothingIsLostOfTheLastState() throws IOException {
        for (String name : GoldenVolumes.names()) {
            BlockDevice device = GoldenVolumes.open(name);
            assertEquals(List.of(), lostSince(device, Histories.records(device).size() - 1L), name);
        }
    }
}
