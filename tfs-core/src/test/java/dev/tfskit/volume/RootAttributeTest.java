package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.check.Checks;
import dev.tfskit.device.SparseDevice;
import dev.tfskit.value.DeepEquality;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import dev.tfskit.value.Vector;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Values that the root has had are given to it again after the log has forgotten them. */
class RootAttributeTest {

    private static final Symbol ENVIRONMENT = Symbol.of("environment");
    private static final String OLD = "(PATH:/bin inner:(a:b list:[c d]))";

    private final SparseDevice device;

    RootAttributeTest() throws IOException {
        device = new SparseDevice(Story.empty(4 << 20));
        try (Volume volume = open()) {
            volume.setRootAttribute(ENVIRONMENT, HandMadeVolume.tuple(OLD));
        }
    }

    private Volume open() throws IOException {
        return Volume.openForWriting(device, new StepClock());
    }

    private static Value takeAndReplace(final Volume volume) throws IOException {
        final Value taken = volume.root().tuple().get(ENVIRONMENT).orElseThrow();
        volume.setRootAttribute(ENVIRONMENT, HandMadeVolume.tuple("(other:value)"));
        assertTrue(volume.compact());
        return taken;
    }

    private void assertFound(final Value expected) throws IOException {
        Checks.assertSound(device);
        assertTrue(new DeepEquality(_ -> false).test(expected, Volume.open(device).root().tuple().get(ENVIRONMENT).orElseThrow()));
    }

    @Test
    void whatWasTakenAwayIsPutBack() throws IOException {
        try (Volume volume = open()) {
            volume.setRootAttribute(ENVIRONMENT, takeAndReplace(volume));
        }
        assertFound(HandMadeVolume.tuple(OLD));
    }

    @Test
    void whatWasTakenAwayIsPutBackInsideANewTuple() throws IOException {
        final Tuple outer = new Tuple();
        try (Volume volume = open()) {
            outer.set(Symbol.of("old"), takeAndReplace(volume));
            volume.setRootAttribute(ENVIRONMENT, outer);
        }
        assertFound(HandMadeVolume.tuple("(old:" + OLD + ")"));
    }

    @Test
    void whatWasTakenAwayIsPutBackInsideANewVector() throws IOException {
        try (Volume volume = open()) {
            volume.setRootAttribute(ENVIRONMENT, Vector.of(List.of(takeAndReplace(volume))));
        }
        assertFound(Vector.of(List.of(HandMadeVolume.tuple(OLD))));
    }
}
