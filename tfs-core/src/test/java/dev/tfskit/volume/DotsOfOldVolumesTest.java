// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.check.Checks;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.walk.DeepEquality;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Old volumes hold {@code .} and {@code ..} as entries; they lead to what goes on when the directory is removed. */
class DotsOfOldVolumesTest {

    private static final Symbol CHILDREN = Symbol.of("children");
    private static final Symbol SELF = Symbol.of(".");
    private static final Symbol PARENT = Symbol.of("..");

    @Test
    void parentOfRemovedDirectoryCanStillBeChanged() throws IOException {
        Tuple root = HandMadeVolume.tuple("(children:(d:(children:())))");
        Tuple inner = root.tuple(CHILDREN).orElseThrow().tuple(Symbol.of("d")).orElseThrow();
        inner.tuple(CHILDREN).orElseThrow().set(Symbol.of("."), inner);
        inner.tuple(CHILDREN).orElseThrow().set(Symbol.of(".."), root);
        MemoryDevice device = HandMadeVolume.device(root, 100);
        device.resize(4 << 20);
        WritableVolume volume = Volume.openForWriting(device, new StepClock());
        volume.root().removeDirectory(Symbol.of("d"));
        volume.root().createFile(Symbol.of("new"));
        volume.root().setExtendedAttribute(Symbol.of("user.x"), Text.of("y"));
        volume.commit();
        volume.close();
        Directory found = Volume.open(device).root();
        assertEquals(1, found.entries().size());
        assertTrue(found.extendedAttribute(Symbol.of("user.x")).isPresent());
    }

    private static Tuple withDots() {
        Tuple root = HandMadeVolume.tuple("(children:(d:(children:(l:(linktarget:x user.x:y)))) note:x)");
        Tuple d = root.tuple(CHILDREN).orElseThrow().tuple(Symbol.of("d")).orElseThrow();
        Tuple link = d.tuple(CHILDREN).orElseThrow().tuple(Symbol.of("l")).orElseThrow();
        root.tuple(CHILDREN).orElseThrow().set(SELF, root);
        root.tuple(CHILDREN).orElseThrow().set(PARENT, root);
        root.set(PARENT, root);
        d.tuple(CHILDREN).orElseThrow().set(SELF, d);
        d.tuple(CHILDREN).orElseThrow().set(PARENT, root);
        d.set(PARENT, root);
        link.set(PARENT, d);
        return root;
    }

    @Test
    void compactedLogHoldsAllElse() throws IOException {
        MemoryDevice device = HandMadeVolume.device(withDots(), 100);
        device.resize(4 << 20);
        try (WritableVolume volume = Volume.openForWriting(device, new StepClock())) {
            assertTrue(volume.compact());
        }
        Checks.assertSound(device);
        Tuple expected = HandMadeVolume.tuple("(children:(d:(children:(l:(linktarget:x user.x:y)))) note:x)");
        assertTrue(DeepEquality.areEqual(expected, Tuples.of(Volume.open(device).root())));
    }

    @Test
    void volumeThatIsOnlyReadKeepsDots() throws IOException {
        Volume volume = Volume.open(HandMadeVolume.device(withDots(), 100));
        assertEquals(3, volume.statistics().inodes());
        assertTrue(Tuples.of(volume.root()).has(PARENT));
        assertTrue(Tuples.of(volume.root()).tuple(CHILDREN).orElseThrow().has(SELF));
    }
}
