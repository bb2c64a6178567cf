// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tfskit.device.MemoryDevice;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.schema.Attributes;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Volumes in which several directories have the same entries, or files the same extents, are not opened for writing.
 */
class SharedEntriesTest {

    private static void assertRefused(Tuple root, String problem) throws IOException {
        MemoryDevice device = HandMadeVolume.device(root, 4000);
        TfsFormatException refusal =
                assertThrows(TfsFormatException.class, () -> Volume.openForWriting(device, new StepClock()));
        assertEquals(problem, refusal.problem());
    }

    private static Tuple children(Tuple directory) {
        return directory.tuple(Attributes.CHILDREN).orElseThrow();
    }

    @Test
    void twoDirectoriesAreRefused() throws IOException {
        Tuple root = HandMadeVolume.tuple("(children:())");
        Tuple entries = HandMadeVolume.tuple("(x:())");
        for (String name : List.of("a", "b")) {
            Tuple directory = new Tuple();
            directory.set(Attributes.CHILDREN, entries);
            children(root).set(Symbol.of(name), directory);
        }
        assertRefused(root, "the entries of the directory b are those of another directory");
    }

    @Test
    void directoryWithTheEntriesOfTheRootIsRefused() throws IOException {
        Tuple root = HandMadeVolume.tuple("(children:())");
        Tuple inner = new Tuple();
        inner.set(Attributes.CHILDREN, children(root));
        children(root).set(Symbol.of("a"), inner);
        assertRefused(root, "the entries of the directory a are those of another directory");
    }

    /** What one file gets would appear in the other. */
    @ParameterizedTest
    @ValueSource(strings = {"()", "(0:(offset:3000 length:1 allocated:1))"})
    void twoFilesWithTheSameExtentsAreRefused(String extents) throws IOException {
        Tuple root = HandMadeVolume.tuple("(children:())");
        Tuple shared = HandMadeVolume.tuple(extents);
        for (String name : List.of("a", "b")) {
            Tuple file = HandMadeVolume.tuple("(filelength:0)");
            file.set(Attributes.EXTENTS, shared);
            children(root).set(Symbol.of(name), file);
        }
        assertRefused(root, "the extents of the file b are those of another file");
    }
}
