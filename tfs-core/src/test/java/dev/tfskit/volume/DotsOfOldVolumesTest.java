package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.device.MemoryDevice;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Old volumes hold {@code .} and {@code ..} as entries; they lead to what goes on when the directory is removed. */
class DotsOfOldVolumesTest {

    private static final Symbol CHILDREN = Symbol.of("children");

    @Test
    void theParentOfADirectoryThatIsRemovedCanStillBeChanged() throws IOException {
        final Tuple root = HandMadeVolume.tuple("(children:(d:(children:())))");
        final Tuple inner = root.tuple(CHILDREN).orElseThrow().tuple(Symbol.of("d")).orElseThrow();
        inner.tuple(CHILDREN).orElseThrow().set(Symbol.of("."), inner);
        inner.tuple(CHILDREN).orElseThrow().set(Symbol.of(".."), root);
        final MemoryDevice device = HandMadeVolume.device(root, 100);
        device.resize(4 << 20);
        final Volume volume = Volume.openForWriting(device, new StepClock());
        volume.root().removeDirectory(Symbol.of("d"));
        volume.root().createFile(Symbol.of("new"));
        volume.root().setExtendedAttribute(Symbol.of("user.x"), Text.of("y"));
        volume.commit();
        volume.close();
        final Directory found = Volume.open(device).root();
        assertEquals(1, found.entries().size());
        assertTrue(found.extendedAttribute(Symbol.of("user.x")).isPresent());
    }
}
