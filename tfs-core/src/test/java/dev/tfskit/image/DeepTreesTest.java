// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.AllocatedBytes;
import dev.tfskit.RemoveTree;
import dev.tfskit.check.CheckReport;
import dev.tfskit.check.Severity;
import dev.tfskit.check.VolumeCheck;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.extract.Extraction;
import dev.tfskit.image.rebuild.Salvage;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.ListSource;
import dev.tfskit.source.MemoryContent;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.SourceEntry.Metadata;
import dev.tfskit.source.TreeSource;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Work on a tree grows in proportion to the tree, however deep it is. Allocated bytes are counted, because a clock
 * measures what else the machine does.
 */
@Tag("slow")
class DeepTreesTest {

    private static final int DEPTH = 1500;
    private static final Symbol D = Symbol.of("d");

    @TempDir(deletionStrategy = RemoveTree.class)
    private Path temp;

    /** A step of work for a tree of a depth; returns the bytes that it has allocated. */
    @FunctionalInterface
    private interface Work {
        long allocate(int depth) throws IOException;
    }

    private static void assertProportional(Work work) throws IOException {
        assertProportional(DEPTH, work);
    }

    private static void assertProportional(int depth, Work work) throws IOException {
        work.allocate(depth / 10);
        long once = work.allocate(depth);
        long fourfold = work.allocate(4 * depth);
        assertTrue(fourfold < 6 * once, once + " bytes, and " + fourfold + " for four times the depth");
    }

    /**
     * Directories in one another; each holds a file, a link, another name of its file, and one of a file at the top.
     */
    private static TreeSource tree(int depth) {
        ListSource source = new ListSource();
        TreePath top = TreePath.ROOT.child(Symbol.of("top"));
        source.add(new SourceEntry.File(top, Metadata.NONE, 1, new MemoryContent(new byte[] {1})));
        TreePath at = TreePath.ROOT;
        for (int i = 0; i < depth; i++) {
            at = at.child(D);
            source.add(new SourceEntry.Directory(at, Metadata.NONE));
            TreePath file = at.child(Symbol.of("file"));
            source.add(new SourceEntry.File(file, Metadata.NONE, 1, new MemoryContent(new byte[] {2})));
            source.add(new SourceEntry.HardLink(at.child(Symbol.of("second")), file));
            source.add(new SourceEntry.HardLink(at.child(Symbol.of("third")), top));
            source.add(new SourceEntry.Link(at.child(Symbol.of("link")), Metadata.NONE, Text.of("file")));
        }
        return source;
    }

    private static MemoryDevice image(TreeSource... sources) throws IOException {
        MemoryDevice device = new MemoryDevice();
        new ImageBuilder(new Identity(new UUID(1, 2), Label.of("")), notice -> {
                    throw new AssertionError(notice.text());
                })
                .build(() -> device, List.of(sources));
        return device;
    }

    @Test
    void buildingDeepTreeTakesMemoryInProportion() throws IOException {
        assertProportional(depth -> {
            TreeSource tree = tree(depth);
            AllocatedBytes allocated = AllocatedBytes.start();
            image(tree);
            return allocated.count();
        });
    }

    @Test
    void mergingDeepTreesTakesMemoryInProportion() throws IOException {
        assertProportional(depth -> {
            TreeSource first = tree(depth);
            TreeSource second = tree(depth);
            MemoryDevice[] devices = {new MemoryDevice(), new MemoryDevice()};
            int[] used = {0};
            AllocatedBytes allocated = AllocatedBytes.start();
            new ImageBuilder(new Identity(new UUID(1, 2), Label.of("")), _ -> {})
                    .build(() -> devices[used[0]++], List.of(first, second));
            return allocated.count();
        });
    }

    @Test
    void checkingDeepTreeTakesMemoryInProportion() throws IOException {
        assertProportional(depth -> {
            MemoryDevice device = image(tree(depth));
            AllocatedBytes allocated = AllocatedBytes.start();
            CheckReport report = new VolumeCheck(device, _ -> {}).run();
            assertEquals(0, report.count(Severity.ERROR));
            return allocated.count();
        });
    }

    @Test
    void salvagingDeepTreeTakesMemoryInProportion() throws IOException {
        assertProportional(depth -> {
            MemoryDevice device = image(tree(depth));
            MemoryDevice salvaged = new MemoryDevice();
            AllocatedBytes allocated = AllocatedBytes.start();
            new Salvage(device, _ -> {}).into(salvaged);
            return allocated.count();
        });
    }

    @Test
    void extractingDeepTreeTakesMemoryInProportion() throws IOException {
        // The host takes long to make and to remove deep trees.
        assertProportional(500, depth -> {
            Volume volume = Volume.open(image(tree(depth)));
            AllocatedBytes allocated = AllocatedBytes.start();
            new Extraction(
                            volume,
                            problem -> {
                                throw new AssertionError(problem.toString());
                            },
                            _ -> {})
                    .into(temp.resolve("out-" + depth));
            return allocated.count();
        });
    }
}
