// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Seeds;
import dev.tfskit.device.RecordingDevice.Unfinished;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PowerCutTest {

    private static final int BLOCK = BlockDevice.BLOCK_BYTES;
    private static final Sampling ALL = new Sampling(Long.MAX_VALUE, 0, 0);

    private final RecordingDevice device = RecordingDevice.ofBlocks(3);

    private static void put(RecordingDevice device, int block, int value) {
        device.write((long) block * BLOCK, filled(value));
    }

    private static ByteBuffer filled(int value) {
        byte[] bytes = new byte[BLOCK];
        Arrays.fill(bytes, (byte) value);
        return ByteBuffer.wrap(bytes);
    }

    /** A digit for each block: its first byte. */
    private static String digits(SparseImage image) {
        StringBuilder digits = new StringBuilder();
        for (int block = 0; block * BLOCK < image.size(); block++) {
            digits.append(image.block(block)[0]);
        }
        return digits.toString();
    }

    private static List<String> disks(PowerCut cut) {
        return cut.disks(ALL).map(disk -> digits(disk.image())).sorted().toList();
    }

    private List<PowerCut> cuts() {
        return Cuts.of(device.recording()).positions();
    }

    @Test
    void anySubsetOfTheBlocksSinceTheLastFlushArrives() {
        put(device, 0, 1);
        device.force();
        put(device, 0, 2);
        put(device, 1, 3);
        List<PowerCut> cuts = cuts();
        assertEquals(2, cuts.size());
        assertEquals(List.of("000", "100"), disks(cuts.getFirst()));
        assertEquals(1, cuts.getFirst().undecidedBlocks());
        assertEquals(List.of("100", "130", "200", "230"), disks(cuts.getLast()));
        assertEquals(2, cuts.getLast().undecidedBlocks());
        assertEquals(4, cuts.getLast().combinations());
    }

    @Test
    void blockHoldsAnyVersionThatItHad() {
        put(device, 0, 1);
        put(device, 0, 2);
        put(device, 0, 1);
        put(device, 1, 0);
        assertEquals(List.of("000", "100", "200"), disks(cuts().getLast()));
        assertEquals(1, cuts().getLast().undecidedBlocks());
    }

    @Test
    void growthMayBeMissingAndTakesBlocksWithIt() {
        put(device, 3, 1);
        put(device, 4, 2);
        PowerCut cut = cuts().getLast();
        assertEquals(List.of("000", "0000", "00000", "00002", "0001", "00010", "00012"), disks(cut));
        assertEquals(7, cut.combinations());
        device.force();
        assertEquals(List.of("00012"), disks(cuts().getLast()));
    }

    @Test
    void bytesBehindASizeInTheMiddleOfABlockAreLost() {
        RecordingDevice small = new RecordingDevice(new byte[] {1, 2});
        small.write(1, ByteBuffer.wrap(new byte[] {3, 4}));
        Set<List<Byte>> found = Cuts.of(small.recording())
                .at(2)
                .disks(ALL)
                .map(disk -> {
                    byte[] bytes = disk.image().toByteArray();
                    return List.of(
                            (byte) bytes.length,
                            bytes[1],
                            disk.image().resized(3).toByteArray()[2]);
                })
                .collect(Collectors.toSet());
        assertEquals(
                Set.of(
                        List.of((byte) 2, (byte) 2, (byte) 0),
                        List.of((byte) 2, (byte) 3, (byte) 0),
                        List.of((byte) 3, (byte) 2, (byte) 0),
                        List.of((byte) 3, (byte) 3, (byte) 4)),
                found);
    }

    @Test
    void bytesCutByAResizeMayReturn() {
        put(device, 2, 7);
        device.force();
        device.resize(2 * BLOCK);
        device.resize(3 * BLOCK);
        assertEquals(List.of("00", "000", "007"), disks(cuts().getLast()));
        device.force();
        assertEquals(List.of("000"), disks(cuts().getLast()));
    }

    @Test
    void flushDoesNotCoverWriteThatIsUnderWay() {
        Unfinished early = device.beginWrite(0, filled(1));
        Unfinished force = device.beginForce();
        early.finish();
        put(device, 1, 2);
        force.finish();
        assertEquals(List.of("000", "020", "100", "120"), disks(cuts().getLast()));
        assertEquals(1, cuts().size());
        device.force();
        assertEquals(List.of("120"), disks(cuts().getLast()));
    }

    @Test
    void afterFlushOnlyTheFlushedVersionOrALaterOneIsPossible() {
        put(device, 0, 1);
        put(device, 0, 2);
        Unfinished force = device.beginForce();
        put(device, 0, 3);
        force.finish();
        assertEquals(List.of("200", "300"), disks(cuts().getLast()));
    }

    @Test
    void flushThatDidNotReturnCoversNothing() {
        put(device, 0, 1);
        device.beginForce();
        put(device, 1, 2);
        assertEquals(List.of("000", "020", "100", "120"), disks(cuts().getLast()));
    }

    @Test
    void growthByACallUnderWayIsCoveredWithTheBytesThatNeedIt() {
        Unfinished slow = device.beginResize(5 * BLOCK);
        put(device, 4, 1);
        device.force();
        slow.finish();
        assertEquals(List.of("00001"), disks(cuts().getLast()));
    }

    @Test
    void blocksOfAFailedFlushStayUncertainUntilRewritten() {
        put(device, 0, 1);
        put(device, 1, 2);
        device.giveUpUnforced();
        device.force();
        assertEquals(List.of("000", "020", "100", "120"), disks(cuts().getLast()));
        put(device, 0, 1);
        device.force();
        assertEquals(List.of("100", "120"), disks(cuts().getLast()));
    }

    @Test
    void marksBelongToTheCutsAfterThem() {
        put(device, 0, 1);
        device.mark("a");
        device.mark(5);
        device.force();
        device.mark("b");
        assertEquals(List.of("a", 5), cuts().getFirst().marks());
        assertEquals(List.of("a", 5, "b"), cuts().getLast().marks());
        assertEquals(Optional.of("b"), cuts().getLast().lastMark(String.class));
        assertEquals(Optional.empty(), cuts().getLast().lastMark(Long.class));
    }

    @Test
    void flushesWithoutNewBlocksMakeNoPosition() {
        device.force();
        put(device, 0, 1);
        device.force();
        device.force();
        assertEquals(List.of(2, 4), cuts().stream().map(PowerCut::position).toList());
    }

    /** What the comment of {@link Cuts} claims. */
    @Test
    void samplesDisksOfAllPositions() throws Exception {
        Seeds.repeat(30, random -> {
            RecordingDevice busy = RecordingDevice.ofBlocks(2);
            Set<Unfinished> underWay = new HashSet<>();
            for (int i = 0; i < 12; i++) {
                switch (random.nextInt(6)) {
                    case 0 -> busy.force();
                    case 1 -> underWay.add(busy.beginForce());
                    case 2 -> busy.resize((1 + random.nextInt(4)) * BLOCK);
                    case 3 -> underWay.add(busy.beginWrite(random.nextInt(3) * BLOCK, filled(i)));
                    default -> put(busy, random.nextInt(3), i);
                }
                if (random.nextBoolean()) {
                    underWay.forEach(Unfinished::finish);
                    underWay.clear();
                }
            }
            Cuts cuts = Cuts.of(busy.recording());
            Set<String> anywhere = new TreeSet<>();
            for (int position = 0; position <= busy.position(); position++) {
                anywhere.addAll(disks(cuts.at(position)));
            }
            assertEquals(
                    anywhere,
                    cuts.positions().stream()
                            .flatMap(cut -> disks(cut).stream())
                            .collect(Collectors.toCollection(TreeSet::new)));
        });
    }

    @Test
    void noDiskIsSampledTwice() {
        put(device, 4, 1);
        put(device, 3, 2);
        put(device, 3, 3);
        put(device, 0, 4);
        PowerCut cut = cuts().getLast();
        List<String> all = disks(cut);
        assertEquals(all.size(), Set.copyOf(all).size());
        assertEquals(all.size(), cut.combinations());
        List<String> some = cut.disks(new Sampling(1, 50, 1))
                .map(disk -> digits(disk.image()))
                .toList();
        assertEquals(some.size(), Set.copyOf(some).size());
        assertTrue(Set.copyOf(all).containsAll(some));
    }

    @Test
    void samplesHaveTheNotableDisks() throws Exception {
        Seeds.repeat(3, random -> {
            RecordingDevice large = RecordingDevice.ofBlocks(40);
            for (int block = 0; block < 40; block++) {
                put(large, block, 1);
            }
            PowerCut cut = Cuts.of(large.recording()).positions().getLast();
            assertEquals(1L << 40, cut.combinations());
            Sampling sampling = new Sampling(1024, 100, random.nextLong());
            List<String> disks =
                    cut.disks(sampling).map(disk -> digits(disk.image())).toList();
            assertEquals(
                    disks, cut.disks(sampling).map(disk -> digits(disk.image())).toList());
            for (int block = 0; block < 40; block++) {
                assertTrue(disks.contains("0".repeat(block) + "1" + "0".repeat(39 - block)));
                assertTrue(disks.contains("1".repeat(block) + "0" + "1".repeat(39 - block)));
                assertTrue(disks.contains("1".repeat(block) + "0".repeat(40 - block)));
            }
            assertTrue(disks.contains("1".repeat(40)));
            assertTrue(disks.size() > 200, "only " + disks.size());
        });
    }

    @Test
    void countOfCombinationsDoesNotOverflow() {
        RecordingDevice large = RecordingDevice.ofBlocks(100);
        for (int block = 0; block < 100; block++) {
            put(large, block, 1);
        }
        assertEquals(Long.MAX_VALUE, Cuts.of(large.recording()).at(100).combinations());
        for (int block = 100; block < 200; block++) {
            put(large, block, 1);
        }
        PowerCut cut = Cuts.of(large.recording()).positions().getLast();
        assertEquals(Long.MAX_VALUE, cut.combinations());
        assertTrue(cut.disks(Sampling.of(1)).anyMatch(disk -> disk.image().size() == 200 * BLOCK));
    }

    @Test
    void disksDoNotShareWhatIsWrittenToThem() throws IOException {
        put(device, 0, 1);
        CutDisk disk = cuts().getLast().disks(ALL).findFirst().orElseThrow();
        disk.open().write(0, ByteBuffer.wrap(new byte[] {9}));
        assertEquals("000", digits(disk.open().image()));
    }

    @Test
    void failedCheckNamesItsDisk() {
        put(device, 2, 1);
        device.mark("done");
        AssertionError error = assertThrows(
                AssertionError.class,
                () -> Cuts.of(device.recording()).check(ALL, disk -> assertEquals("000", digits(disk.image()))));
        assertEquals("cut at event 2 after \"done\", size 1536 of [1536], versions 2:1/1", error.getMessage());
    }

    /** A commit protocol in small: block 0 names the valid one of two copies, which fill a block each. */
    private enum Toy {
        CORRECT,
        WITHOUT_FLUSH,
        COMMIT_FIRST,
        GUARANTEES_BEFORE_THE_LAST_FLUSH,
        IN_PLACE;

        void commit(RecordingDevice device, int value) {
            int copy = this == IN_PLACE ? 1 : 1 + value % 2;
            if (this == COMMIT_FIRST) {
                device.write(0, header(copy, value));
                device.force();
            }
            put(device, copy, value);
            if (this != WITHOUT_FLUSH) {
                device.force();
            }
            if (this != COMMIT_FIRST) {
                device.write(0, header(copy, value));
            }
            if (this == GUARANTEES_BEFORE_THE_LAST_FLUSH) {
                device.mark(value);
            }
            device.force();
            device.mark(value);
        }

        private static ByteBuffer header(int copy, int value) {
            return ByteBuffer.wrap(new byte[] {(byte) copy, (byte) value});
        }

        int checkAll() {
            RecordingDevice device = RecordingDevice.ofBlocks(3);
            for (int value = 1; value <= 4; value++) {
                commit(device, value);
            }
            return Cuts.of(device.recording()).check(ALL, Toy::check);
        }

        private static void check(CutDisk disk) {
            int guaranteed = disk.cut().lastMark(Integer.class).orElse(0);
            byte[] header = disk.image().block(0);
            assertTrue(
                    header[1] == guaranteed || header[1] == guaranteed + 1,
                    header[1] + " is there, " + guaranteed + " was guaranteed");
            assertArrayEquals(filled(header[1]).array(), disk.image().block(header[0]));
        }
    }

    @Test
    void soundProtocolSurvivesAllCuts() {
        assertEquals(4 * (2 + 2) + 1, Toy.CORRECT.checkAll());
    }

    @Test
    void unsoundProtocolsAreCaught() {
        for (Toy toy : Toy.values()) {
            if (toy != Toy.CORRECT) {
                assertThrows(AssertionError.class, toy::checkAll, toy.name());
            }
        }
    }

    /** Other threads write while one commits; what it writes itself is as durable as alone. */
    @Test
    void soundProtocolSurvivesBesideOtherWriters() throws Exception {
        RecordingDevice shared = RecordingDevice.ofBlocks(20);
        Thread other = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < 200; i++) {
                put(shared, 3 + i % 17, i);
            }
        });
        for (int value = 1; value <= 20; value++) {
            Toy.CORRECT.commit(shared, value);
        }
        assertTrue(other.join(Duration.ofMinutes(1)), "the other writer does not end");
        assertTrue(Cuts.of(shared.recording()).check(Sampling.of(1), Toy::check) >= 40);
    }
}
