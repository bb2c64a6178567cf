// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Seeds;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.Extent;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.space.BlockRun;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** An extent map behaves as an array with the position of each block, and costs no more log space than it says. */
class ExtentMapTest {

    private static final int FILE_BLOCKS = 60;
    private static final int VOLUME_BLOCKS = 4000;
    private static final int STEPS = 300;
    private static final long HOLE = -1;

    private final long[] places = new long[FILE_BLOCKS];
    private final boolean[] zeros = new boolean[FILE_BLOCKS];
    private final BitSet owned = new BitSet();

    @Test
    void everyBlockIsWhereItWasPut() throws Exception {
        Seeds.repeat(50, this::run);
    }

    @Test
    void lastExtentsOfARangeBeginAtTheCountedPosition() throws Exception {
        Seeds.repeat(200, random -> {
            List<Extent> extents = new ArrayList<>();
            for (int block = random.nextInt(3); block < FILE_BLOCKS; block += 4 + random.nextInt(3)) {
                extents.add(new Extent(block, 100 + block, 1 + random.nextInt(4), 4, false));
            }
            ExtentMap map = new ExtentMap(extents, new Tuple(), new Tuple(), null);
            int from = random.nextInt(FILE_BLOCKS);
            int to = from + 1 + random.nextInt(FILE_BLOCKS - from);
            int count = 1 + random.nextInt(5);
            List<Extent> inRange = map.overlapping(from, to);
            assertEquals(
                    inRange.size() <= count
                            ? from
                            : inRange.get(inRange.size() - count).fileBlock(),
                    map.startOfLast(count, from, to));
        });
    }

    private void run(Random random) throws IOException {
        Arrays.fill(places, HOLE);
        Arrays.fill(zeros, false);
        owned.clear();
        try (WritableVolume volume = Volume.format(
                new MemoryDevice(new byte[VOLUME_BLOCKS * 512]),
                new Identity(new UUID(1, 2), Label.of("")),
                InstantSource.system())) {
            RegularFile file = volume.root().createFile(Symbol.of("a"));
            Tuple extents = file.tuple.tuple(Attributes.EXTENTS).orElseThrow();
            ExtentMap map = new ExtentMap(
                    List.of(), file.tuple, extents, file.tree.live().mutations());
            for (int i = 0; i < STEPS; i++) {
                int from = random.nextInt(FILE_BLOCKS);
                int to = from + 1 + random.nextInt(Math.min(12, FILE_BLOCKS - from));
                if (random.nextInt(3) == 0) {
                    file.tree.change(map.costOfCutting(from, to), ReservationPurpose.ADDING, _ -> {
                        give(map.cut(from, to));
                        Arrays.fill(places, from, to, HOLE);
                    });
                } else {
                    List<Extent> added = extentsToPut(map, from, to, random);
                    file.tree.change(
                            map.costOfPutting(added),
                            ReservationPurpose.ADDING,
                            _ -> added.forEach(extent -> put(map, extent)));
                }
                compare(map, extents);
                if (random.nextInt(4) == 0) {
                    volume.commit();
                }
            }
        }
    }

    /** New blocks, sometimes right behind those of the block before, or the same with another kind of content. */
    private List<Extent> extentsToPut(ExtentMap map, int from, int to, Random random) {
        int length = to - from;
        if (places[from] != HOLE && random.nextBoolean()) {
            boolean zero = random.nextBoolean();
            return map.overlapping(from, to).stream()
                    .map(here -> ExtentMap.part(here, Math.max(from, here.fileBlock()), Math.min(to, here.fileEnd())))
                    .map(part -> zero ? ExtentMap.uninitialised(part) : ExtentMap.initialised(part))
                    .toList();
        }
        long behind = from > 0 && places[from - 1] != HOLE ? places[from - 1] + 1 : 0;
        long start = owned.get((int) behind, (int) behind + length).isEmpty()
                ? behind
                : VOLUME_BLOCKS / 2 + random.nextInt(1000);
        if (owned.get((int) start, (int) start + length).isEmpty()) {
            owned.set((int) start, (int) start + length);
            return List.of(new Extent(from, start, length, length, random.nextInt(3) == 0));
        }
        return List.of();
    }

    private void put(ExtentMap map, Extent extent) {
        give(map.put(extent));
        for (int i = 0; i < extent.length(); i++) {
            places[(int) extent.fileBlock() + i] = extent.startBlock() + i;
            zeros[(int) extent.fileBlock() + i] = extent.uninitialised();
        }
    }

    private void give(List<BlockRun> runs) {
        for (BlockRun run : runs) {
            assertEquals(
                    run.length(),
                    owned.get((int) run.start(), (int) run.end()).cardinality(),
                    "blocks that were not owned");
            owned.clear((int) run.start(), (int) run.end());
        }
    }

    private void compare(ExtentMap map, Tuple tuple) throws IOException {
        BitSet expected = new BitSet();
        List<Extent> found = new ArrayList<>(map.all());
        for (int block = 0; block < FILE_BLOCKS; block++) {
            int at = block;
            assertEquals(places[block] != HOLE, map.at(block).isPresent(), () -> "block " + at + " of " + found);
            if (places[block] != HOLE) {
                Extent extent = map.at(block).orElseThrow();
                assertEquals(places[block], extent.startBlock() + block - extent.fileBlock());
                assertEquals(zeros[block], extent.uninitialised());
                expected.set((int) places[block]);
            }
        }
        assertEquals(expected, owned, "what is owned");
        assertEquals(
                expected.cardinality(),
                map.all().stream().mapToLong(Extent::allocated).sum());
        assertEquals(found.size(), tuple.size());
        for (int i = 0; i < found.size(); i++) {
            Extent extent = found.get(i);
            assertEquals(extent, Extent.of(extent.key(), tuple.get(extent.key()).orElseThrow(), VOLUME_BLOCKS));
            assertTrue(i == 0 || found.get(i - 1).fileEnd() <= extent.fileBlock(), found::toString);
            assertEquals(List.of(extent), map.overlapping(extent.fileBlock(), extent.fileBlock() + 1));
        }
        assertEquals(found, map.overlapping(0, FILE_BLOCKS));
        assertEquals(List.of(), map.overlapping(3, 3));
    }
}
