// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.tfskit.compare.Comparison;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.image.rebuild.Salvage;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.TreePath;
import dev.tfskit.value.Flag;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import dev.tfskit.volume.HandMadeVolume;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.TreeWalk;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many inodes, each with attributes whose names have megabytes and differ in the last byte alone. */
@Tag("slow")
@Timeout(60)
class SimilarLongNamesTest {

    private static final int INODES = 100_000;
    private static final List<Symbol> NAMES = List.of(name("c"), name("a"), name("b"));

    private static MemoryDevice device = new MemoryDevice();

    private static Symbol name(String last) {
        return Symbol.of("n".repeat(4 << 20) + last);
    }

    @BeforeAll
    static void write() throws IOException {
        Tuple children = new Tuple();
        for (int i = 0; i < INODES; i++) {
            Tuple inode = new Tuple();
            NAMES.forEach(name -> inode.set(name, Flag.PRESENT));
            children.set(Symbol.of("f" + i), inode);
        }
        Tuple root = new Tuple();
        root.set(Attributes.CHILDREN, children);
        device = HandMadeVolume.device(root, 0);
    }

    @Test
    void checkComparesThemOnce() throws IOException {
        List<String> unknown = new ArrayList<>();
        new VolumeCheck(device, finding -> {
                    if (finding.kind() == FindingKind.ATTRIBUTE_UNKNOWN) {
                        unknown.add(finding.problem());
                    }
                })
                .run();
        assertEquals(NAMES.size(), unknown.size());
    }

    @Test
    void attributesAreSortedOnce() throws IOException {
        List<Symbol> sorted = NAMES.stream().sorted().toList();
        assertEquals(List.of(NAMES.get(1), NAMES.get(2), NAMES.get(0)), sorted);
        TreeWalk walk = new TreeWalk(TreePath.ROOT, Volume.open(device).root());
        int inodes = 0;
        while (walk.hasNext()) {
            Inode inode = ((TreeWalk.Visit.Entry) walk.next()).inode();
            assertEquals(NAMES.size(), inode.attributes().size());
            inodes++;
        }
        assertEquals(INODES, inodes);
    }

    @Test
    void salvageKeepsThem() throws IOException {
        MemoryDevice saved = new MemoryDevice();
        new Salvage(device, _ -> {}).into(saved);
        assertFalse(new Comparison(Volume.open(device), Volume.open(saved)).hasNext());
    }
}
