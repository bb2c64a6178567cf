// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.check.Severity;
import dev.tfskit.check.VolumeCheck;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.schema.Attributes;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Volumes in which several directories have the same entries, or files the same extents, or a tuple serves as two other
 * things, are not opened for writing, and a check finds an error in them.
 */
class SharedEntriesTest {

    private static void assertRefused(Tuple root, String problem) throws IOException {
        MemoryDevice device = HandMadeVolume.device(root, 4000);
        TfsFormatException refusal =
                assertThrows(TfsFormatException.class, () -> Volume.openForWriting(device, new StepClock()));
        assertEquals(problem, refusal.problem());
        assertThrows(TfsFormatException.class, () -> Volume.openForUpdate(device));
        assertTrue(new VolumeCheck(device, _ -> {}).run().count(Severity.ERROR) > 0);
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
        assertRefused(root, "the extents of the file b are those of another inode");
    }

    private static Tuple inode(String manifest, Symbol name, Tuple part) {
        Tuple inode = HandMadeVolume.tuple(manifest);
        inode.set(name, part);
        return inode;
    }

    /** A root with the entries a and b. */
    private static Tuple root(Tuple a, Tuple b) {
        Tuple root = HandMadeVolume.tuple("(children:())");
        children(root).set(Symbol.of("a"), a);
        children(root).set(Symbol.of("b"), b);
        return root;
    }

    /** A removal of the one would take the extents of the file out of the log. */
    @ParameterizedTest
    @CsvSource({
        "(linktarget:a), the extents of the symbolic link b are those of another inode",
        "(socket:1), the extents of the socket b are those of another inode",
        "(children:()), the extents of the directory b are those of another inode",
        "(posix.node:fifo), the extents of the fifo b are those of another inode"
    })
    void inodeThatIsNoFileWithTheExtentsOfOneIsRefused(String other, String problem) throws IOException {
        for (String extents : List.of("()", "(0:(offset:3000 length:1 allocated:1))")) {
            Tuple shared = HandMadeVolume.tuple(extents);
            // With a length, or with extents, no inode is a fifo.
            if (shared.size() == 0 || !other.contains("fifo")) {
                assertRefused(
                        root(
                                inode("(filelength:512)", Attributes.EXTENTS, shared),
                                inode(other, Attributes.EXTENTS, shared)),
                        problem);
            }
        }
    }

    @Test
    void twoLinksWithTheSameExtentsAreRefused() throws IOException {
        Tuple shared = HandMadeVolume.tuple("(0:(offset:3000 length:1 allocated:1))");
        assertRefused(
                root(
                        inode("(linktarget:x)", Attributes.EXTENTS, shared),
                        inode("(linktarget:y)", Attributes.EXTENTS, shared)),
                "the extents of the symbolic link b are those of another inode");
    }

    @Test
    void rootWithTheExtentsOfAFileIsRefused() throws IOException {
        Tuple shared = new Tuple();
        Tuple root = root(new Tuple(), inode("(filelength:512)", Attributes.EXTENTS, shared));
        root.set(Attributes.EXTENTS, shared);
        assertRefused(root, "the extents of the file b are those of another inode");
    }

    @Test
    void directoryWhoseEntriesAreTheExtentsOfAFileIsRefused() throws IOException {
        Tuple shared = new Tuple();
        Tuple file = inode("(filelength:0)", Attributes.EXTENTS, shared);
        Tuple directory = inode("()", Attributes.CHILDREN, shared);
        assertRefused(root(file, directory), "the entries of the directory b are also the extents of an inode");
        shared = new Tuple();
        file = inode("(filelength:0)", Attributes.EXTENTS, shared);
        directory = inode("()", Attributes.CHILDREN, shared);
        assertRefused(root(directory, file), "the extents of the file b are also the entries of a directory");
    }

    @Test
    void inodeThatIsAPartOfAnotherIsRefused() throws IOException {
        Tuple file = new Tuple();
        assertRefused(
                root(file, inode("(filelength:0)", Attributes.EXTENTS, file)),
                "the extents of the file b are also an inode");
        Tuple extent = HandMadeVolume.tuple("(offset:3000 length:1 allocated:1)");
        Tuple extents = inode("()", Symbol.of("0"), extent);
        assertRefused(
                root(inode("(filelength:0)", Attributes.EXTENTS, extents), extent),
                "the tuple of the file b is also an extent");
        Tuple entries = new Tuple();
        assertRefused(
                root(inode("()", Attributes.CHILDREN, entries), entries),
                "the tuple of the file b is also the entries of a directory");
    }

    @Test
    void extentOfTwoFilesIsRefused() throws IOException {
        Tuple extent = HandMadeVolume.tuple("(offset:3000 length:0 allocated:0)");
        assertRefused(
                root(
                        inode("(filelength:0)", Attributes.EXTENTS, inode("()", Symbol.of("0"), extent)),
                        inode("(filelength:0)", Attributes.EXTENTS, inode("()", Symbol.of("5"), extent))),
                "an extent of the file b is also another extent");
    }

    @Test
    void fileWithTwoNamesAndOnlyItsOwnPartsIsOpened() throws IOException {
        Tuple file = HandMadeVolume.tuple("(filelength:512 extents:(0:(offset:3000 length:1 allocated:1)))");
        MemoryDevice device = HandMadeVolume.device(root(file, file), 4000);
        try (WritableVolume volume = Volume.openForWriting(device, new StepClock())) {
            assertEquals(2, volume.root().find(Symbol.of("a")).orElseThrow().linkCount());
        }
    }
}
