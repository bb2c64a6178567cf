// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tfskit.RemoveTree;
import dev.tfskit.Seeds;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.extract.Extraction;
import dev.tfskit.image.rebuild.Salvage;
import dev.tfskit.posix.PosixHost;
import dev.tfskit.schema.Attributes;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.volume.HandMadeVolume;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The check finds an error in names and link targets exactly when extraction fails for them. */
class CheckAgainstExtractionTest {

    /** An empty name cannot be written: records with one are damaged. */
    private static final List<Integer> NAME_LENGTHS = List.of(1, 2, 3, 254, 255, 256, 300);

    private static final List<Integer> TARGET_LENGTHS = List.of(0, 1, 2, 10, 255, 300, 4094, 4095, 4096, 4097, 9000);

    @TempDir(deletionStrategy = RemoveTree.class)
    private Path temp;

    /** Bytes that mean something in a path are frequent. */
    private static byte[] bytes(Random random, int length, byte... special) {
        byte[] bytes = new byte[length];
        byte filler = (byte) ('a' + random.nextInt(20));
        boolean isOdd = random.nextInt(3) == 0;
        for (int i = 0; i < length; i++) {
            bytes[i] = isOdd && random.nextInt(length) == 0 ? special[random.nextInt(special.length)] : filler;
        }
        return bytes;
    }

    private static <T> T pick(Random random, List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private static Tuple entry(Random random, int depth) {
        return switch (random.nextInt(4)) {
            case 0 -> HandMadeVolume.tuple("(extents:())");
            case 1 -> HandMadeVolume.tuple("(socket:())");
            case 2 -> {
                Tuple link = new Tuple();
                link.set(
                        Attributes.LINK_TARGET,
                        Text.wrap(bytes(
                                random, pick(random, TARGET_LENGTHS), (byte) 0, (byte) '/', (byte) '.', (byte) 0xff)));
                yield link;
            }
            default -> {
                Tuple directory = HandMadeVolume.tuple("(children:())");
                fill(directory, random, depth + 1);
                yield directory;
            }
        };
    }

    private static void fill(Tuple directory, Random random, int depth) {
        Tuple children = directory.tuple(Attributes.CHILDREN).orElseThrow();
        for (int i = random.nextInt(4 - Math.min(depth, 3)); i > 0; i--) {
            byte[] name = bytes(random, pick(random, NAME_LENGTHS), (byte) 0, (byte) '/', (byte) '.', (byte) 0xff);
            children.set(Symbol.wrap(name), entry(random, depth));
        }
    }

    @Test
    void checkAndExtractionAgreeOnNamesAndTargets() throws Exception {
        assumeTrue(PosixHost.serves(temp), "other hosts have other rules for names");
        AtomicInteger round = new AtomicInteger();
        Seeds.repeat(400, random -> {
            Tuple root = HandMadeVolume.tuple("(children:())");
            fill(root, random, 0);
            assertAgreement(HandMadeVolume.device(root, 0), temp.resolve("out-" + round.incrementAndGet()));
        });
    }

    private static void assertAgreement(MemoryDevice device, Path target) throws IOException {
        List<Finding> findings = new ArrayList<>();
        boolean isSound = new VolumeCheck(device, findings::add).run().count(Severity.ERROR) == 0;
        List<Object> problems = new ArrayList<>();
        new Extraction(Volume.open(device), problems::add, _ -> {}).into(target);
        assertEquals(isSound, problems.isEmpty(), () -> "findings " + findings + ", problems " + problems);
        if (!isSound) {
            MemoryDevice salvaged = new MemoryDevice();
            new Salvage(device, _ -> {}).into(salvaged);
            Checks.assertSound(salvaged);
        }
    }
}
