// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.AllocatedBytes;
import dev.tfskit.compare.Comparison;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.source.tfs.VolumeSource;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import dev.tfskit.volume.HandMadeVolume;
import dev.tfskit.volume.UpdatedVolume;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Images whose files have one large tuple in common: work on them grows as the number of files plus the size of the
 * tuple, and not as their product. Allocated bytes are counted: each visit of a part of the tuple allocates some.
 */
@Tag("slow")
class SharedAttributesTest {

    private static final int COUNT = 1000;
    private static final Symbol X = Symbol.of("x");

    /** A step of work for an image of so many files; returns the bytes that it has allocated. */
    @FunctionalInterface
    private interface Work {
        long allocate(int count) throws IOException;
    }

    private static void assertProportional(Work work) throws IOException {
        work.allocate(COUNT / 10);
        long once = work.allocate(COUNT);
        long fourfold = work.allocate(4 * COUNT);
        assertTrue(fourfold < 6 * once, once + " bytes, and " + fourfold + " for four times as many");
    }

    private static Symbol name(int number) {
        return Symbol.of("n" + number);
    }

    /** A tuple of so many tuples. */
    private static Tuple large(int count) {
        Tuple large = new Tuple();
        for (int i = 0; i < count; i++) {
            large.set(name(i), new Tuple());
        }
        return large;
    }

    /** So many files; in an attribute of each, one large tuple lies in a tuple that the file alone has. */
    private static MemoryDevice image(int count) throws IOException {
        Tuple large = large(count);
        Tuple children = new Tuple();
        for (int i = 0; i < count; i++) {
            Tuple own = new Tuple();
            own.set(X, large);
            Tuple file = HandMadeVolume.tuple("(extents:() filelength:0)");
            file.set(X, own);
            children.set(name(i), file);
        }
        Tuple root = new Tuple();
        root.set(Attributes.CHILDREN, children);
        return HandMadeVolume.device(root, 0);
    }

    private static ImageBuilder builder() {
        return new ImageBuilder(new Identity(new UUID(1, 2), Label.of("")), notice -> {
            throw new AssertionError(notice.text());
        });
    }

    private static VolumeSource source(MemoryDevice image) throws IOException {
        return new VolumeSource(Volume.open(image), notice -> {
            throw new AssertionError(notice.text());
        });
    }

    private static MemoryDevice copy(MemoryDevice image) throws IOException {
        MemoryDevice target = new MemoryDevice();
        builder().build(() -> target, List.of(source(image)));
        return target;
    }

    @Test
    void copyOfAnImageTakesWorkInProportionAndKeepsThemShared() throws IOException {
        assertProportional(count -> {
            MemoryDevice image = image(count);
            AllocatedBytes allocated = AllocatedBytes.start();
            MemoryDevice copy = copy(image);
            long bytes = allocated.count();
            assertTrue(copy.size() < 2 * image.size() + (4 << 20), copy.size() + " bytes");
            assertFalse(new Comparison(Volume.open(image), Volume.open(copy)).hasNext());
            return bytes;
        });
    }

    @Test
    void attributesOfTheRootTakeWorkInProportion() throws IOException {
        assertProportional(count -> {
            Tuple large = large(count);
            Tuple attributes = new Tuple();
            for (int i = 0; i < count; i++) {
                attributes.set(Symbol.of("x" + i), large);
            }
            MemoryDevice target = new MemoryDevice();
            AllocatedBytes allocated = AllocatedBytes.start();
            builder().rootAttributes(attributes).build(() -> target, List.of());
            try (UpdatedVolume volume = Volume.openForUpdate(target)) {
                ImageUpdate.Summary summary =
                        new ImageUpdate(_ -> {}).rootAttributes(attributes).apply(volume, List.of());
                assertFalse(summary.isChanged());
            }
            return allocated.count();
        });
    }

    @Test
    void updateTakesWorkInProportion() throws IOException {
        assertProportional(count -> {
            MemoryDevice image = image(count);
            MemoryDevice copy = copy(image);
            AllocatedBytes allocated = AllocatedBytes.start();
            try (UpdatedVolume volume = Volume.openForUpdate(copy)) {
                new ImageUpdate(_ -> {}).compareContents().apply(volume, List.of(source(image)));
            }
            long bytes = allocated.count();
            assertFalse(new Comparison(Volume.open(image), Volume.open(copy)).hasNext());
            return bytes;
        });
    }

    @Test
    void smallTuplesThatFilesHaveInCommonAreNoChange() throws IOException {
        MemoryDevice image = image(50);
        MemoryDevice copy = copy(image);
        try (UpdatedVolume volume = Volume.openForUpdate(copy)) {
            ImageUpdate.Summary summary =
                    new ImageUpdate(_ -> {}).compareContents().apply(volume, List.of(source(image)));
            assertFalse(summary.isChanged());
        }
    }

    @Test
    void removalTakesWorkInProportion() throws IOException {
        assertProportional(count -> {
            MemoryDevice image = image(count);
            try (UpdatedVolume volume = Volume.openForUpdate(image)) {
                AllocatedBytes allocated = AllocatedBytes.start();
                for (int i = 0; i < count; i++) {
                    volume.root().unlink(name(i));
                }
                volume.commit();
                assertEquals(0, volume.root().entries().size());
                return allocated.count();
            }
        });
    }
}
