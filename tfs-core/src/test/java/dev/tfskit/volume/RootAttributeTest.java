// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.check.Checks;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.device.SparseDevice;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import dev.tfskit.value.VectorValue;
import dev.tfskit.value.walk.DeepEquality;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * Attributes of the root: values that it has had are given to it again after the log has forgotten them, and the tree
 * is none.
 */
class RootAttributeTest {

    private static final Symbol ENVIRONMENT = Symbol.of("environment");
    private static final String OLD = "(PATH:/bin inner:(a:b list:[c d]))";

    private final SparseDevice device;

    RootAttributeTest() throws IOException {
        device = new SparseDevice(Story.empty(4 << 20));
        try (WritableVolume volume = open()) {
            volume.setRootAttribute(ENVIRONMENT, HandMadeVolume.tuple(OLD));
        }
    }

    private WritableVolume open() throws IOException {
        return Volume.openForWriting(device, new StepClock());
    }

    @Test
    void managedAttributesOfTheRootAreRefused() throws IOException {
        MemoryDevice memory = new MemoryDevice();
        try (WritableVolume volume = open();
                VolumeBuilder builder = Volume.create(memory, new Identity(new UUID(1, 2), Label.of("")))) {
            for (Volume each : List.of(volume, builder)) {
                each.root().createFile(Symbol.of("kept"));
            }
            for (Symbol managed : Attributes.MANAGED) {
                assertThrows(
                        IllegalArgumentException.class,
                        () -> volume.setRootAttribute(managed, new Tuple()),
                        managed::toString);
                assertThrows(
                        IllegalArgumentException.class,
                        () -> builder.setRootAttribute(managed, new Tuple()),
                        managed::toString);
            }
            Checks.assertCommitsSound(builder, memory);
        }
        for (BlockDevice each : List.of(device, memory)) {
            assertEquals(1, Volume.open(each).root().entries().size());
        }
    }

    @Test
    void attributeWithoutANameIsRefusedAndHarmsNothing() throws IOException {
        Symbol empty = Symbol.of("");
        try (WritableVolume volume = open()) {
            assertThrows(IllegalArgumentException.class, () -> volume.setRootAttribute(empty, Text.of("x")));
            assertThrows(IllegalArgumentException.class, () -> new Tuple().set(empty, Text.of("x")));
            volume.root().createFile(Symbol.of("kept"));
        }
        assertFound(HandMadeVolume.tuple(OLD));
        assertTrue(Volume.open(device).root().find(Symbol.of("kept")).isPresent());
    }

    @Test
    void twoVolumesGetTheSameTuple() throws IOException {
        SparseDevice second = new SparseDevice(Story.empty(4 << 20));
        Tuple given = HandMadeVolume.tuple("(given:(by:caller))");
        try (UpdatedVolume first = Volume.openForUpdate(device);
                UpdatedVolume other = Volume.openForUpdate(second)) {
            first.setRootAttribute(ENVIRONMENT, given);
            other.setRootAttribute(ENVIRONMENT, given);
            first.commit();
            other.commit();
        }
        assertFound(given);
        Checks.assertSound(second);
        assertTrue(DeepEquality.areEqual(
                given, Volume.open(second).root().attribute(ENVIRONMENT).orElseThrow()));
    }

    @Test
    void tupleOfTheCallerIsNotPartOfTheVolume() throws IOException {
        Tuple given = HandMadeVolume.tuple("(given:(by:caller))");
        try (WritableVolume volume = open()) {
            volume.setRootAttribute(ENVIRONMENT, given);
            given.set(Symbol.of("later"), Text.of("x"));
            assertTrue(volume.compact());
        }
        assertFound(HandMadeVolume.tuple("(given:(by:caller))"));
    }

    private static Value takeAndReplace(WritableVolume volume) throws IOException {
        Value taken = volume.root().attribute(ENVIRONMENT).orElseThrow();
        volume.setRootAttribute(ENVIRONMENT, HandMadeVolume.tuple("(other:value)"));
        assertTrue(volume.compact());
        return taken;
    }

    private void assertFound(Value expected) throws IOException {
        Checks.assertSound(device);
        assertTrue(DeepEquality.areEqual(
                expected, Volume.open(device).root().attribute(ENVIRONMENT).orElseThrow()));
    }

    @Test
    void removedRootAttributeCanBeSetAgain() throws IOException {
        try (WritableVolume volume = open()) {
            volume.setRootAttribute(ENVIRONMENT, takeAndReplace(volume));
        }
        assertFound(HandMadeVolume.tuple(OLD));
    }

    @Test
    void removedValueCanBeSetAgainInsideANewTuple() throws IOException {
        Tuple outer = new Tuple();
        try (WritableVolume volume = open()) {
            outer.set(Symbol.of("old"), takeAndReplace(volume));
            volume.setRootAttribute(ENVIRONMENT, outer);
        }
        assertFound(HandMadeVolume.tuple("(old:" + OLD + ")"));
    }

    @Test
    void removedValueCanBeSetAgainInsideANewVector() throws IOException {
        try (WritableVolume volume = open()) {
            volume.setRootAttribute(ENVIRONMENT, VectorValue.of(List.of(takeAndReplace(volume))));
        }
        assertFound(VectorValue.of(List.of(HandMadeVolume.tuple(OLD))));
    }
}
