// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.check.Checks;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.Extent;
import dev.tfskit.value.Int;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images with a wrong or missing link count. */
class OddLinkCountsTest {

    private static final String FILE_WITH_BLOCKS = "(extents:(0:(length:2 offset:4000 allocated:2)) filelength:1000)";

    private static final Symbol A = Symbol.of("a");
    private static final Symbol B = Symbol.of("b");
    private static final Symbol X = Symbol.of("user.x");

    private static MemoryDevice device(Tuple root) throws IOException {
        MemoryDevice device = HandMadeVolume.device(root, 100);
        device.resize(4 << 20);
        return device;
    }

    private static WritableVolume open(MemoryDevice device) throws IOException {
        return Volume.openForWriting(device, new StepClock());
    }

    private static Tuple twoNames(String inode) {
        Tuple shared = HandMadeVolume.tuple(inode);
        Tuple children = new Tuple();
        children.set(A, shared);
        children.set(B, shared);
        Tuple root = new Tuple();
        root.set(Symbol.of("children"), children);
        return root;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(linktarget:c)",
                "(socket:t)",
                "(extents:() filelength:0)",
                "(filelength:5)",
                FILE_WITH_BLOCKS,
                "(extents:(0:(length:0 offset:0 allocated:0)) filelength:0)"
            })
    void otherNameStaysAfterRemoval(String inode) throws IOException {
        MemoryDevice device = device(twoNames(inode));
        try (WritableVolume volume = open(device)) {
            assertEquals(2, volume.statistics().inodes());
            assertEquals(2, volume.root().find(A).orElseThrow().linkCount());
            volume.root().unlink(A);
            Inode left = volume.root().find(B).orElseThrow();
            assertEquals(1, left.linkCount());
            left.setExtendedAttribute(X, Text.of("y"));
        }
        Checks.assertSound(device);
        Directory found = Volume.open(device).root();
        assertTrue(found.find(A).isEmpty());
        Inode left = found.find(B).orElseThrow();
        assertEquals(1, left.linkCount());
        assertEquals(Text.of("y"), left.extendedAttribute(X).orElseThrow());
    }

    @Test
    void otherNameOfALinkWithExtentsStaysAfterRemoval() throws IOException {
        MemoryDevice device = device(twoNames("(linktarget:c extents:(0:(length:2 offset:4000 allocated:2)))"));
        try (WritableVolume volume = open(device)) {
            volume.root().unlink(A);
            volume.root().find(B).orElseThrow().setExtendedAttribute(X, Text.of("y"));
        }
        Inode left = Volume.open(device).root().find(B).orElseThrow();
        assertEquals(1, left.linkCount());
        assertEquals(Text.of("y"), left.extendedAttribute(X).orElseThrow());
    }

    @Test
    void bytesWrittenUnderTheOtherNameStay() throws IOException {
        MemoryDevice device = device(twoNames("(extents:() filelength:0)"));
        try (WritableVolume volume = open(device)) {
            volume.root().unlink(B);
            try (OpenFile file = ((RegularFile) volume.root().find(A).orElseThrow()).open()) {
                file.append(ByteBuffer.allocate(3000));
            }
            volume.commit();
            assertTrue(volume.compact());
        }
        Checks.assertSound(device);
        assertEquals(3000, ((RegularFile) Volume.open(device).root().find(A).orElseThrow()).length());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void directoryHasOneNameDespiteItsLinkCount(int count) throws IOException {
        MemoryDevice device = device(HandMadeVolume.tuple("(children:(a:(children:() nlink:" + count
                + ") b:(children:() nlink:" + count + ")) nlink:" + count + ")"));
        try (WritableVolume volume = open(device)) {
            ((Directory) volume.root().find(A).orElseThrow()).createFile(B);
            volume.root().removeDirectory(B);
            assertEquals(3, volume.statistics().inodes());
        }
        Checks.assertSound(device);
        Directory found = Volume.open(device).root();
        assertEquals(1, found.entries().size());
        assertEquals(1, found.linkCount());
        Directory kept = (Directory) found.find(A).orElseThrow();
        assertEquals(1, kept.linkCount());
        assertTrue(kept.find(B).isPresent());
    }

    /** Only an inode without a name has left the log; an attribute of this name in an extent means nothing. */
    @Test
    void extentWithALinkCountOfZeroChanges() throws IOException {
        Tuple root =
                HandMadeVolume.tuple("(children:(a:(filelength:1024 extents:(0:(offset:65 length:2 allocated:2)))))");
        root.tuple(Attributes.CHILDREN)
                .flatMap(children -> children.tuple(A))
                .flatMap(file -> file.tuple(Attributes.EXTENTS))
                .flatMap(extents -> extents.tuple(Symbol.of("0")))
                .orElseThrow()
                .set(Attributes.LINK_COUNT, Int.of(0));
        MemoryDevice device = device(root);
        try (WritableVolume volume = open(device);
                OpenFile file = ((RegularFile) volume.root().find(A).orElseThrow()).open()) {
            file.truncate(512);
        }
        RegularFile found = (RegularFile) Volume.open(device).root().find(A).orElseThrow();
        assertEquals(List.of(new Extent(0, 65, 1, 1, false)), found.extents());
    }

    /** Two names of one block can be read, if one extent is empty. The removal of one leaves the other in the log. */
    @Test
    void extentsOfOneBlockAreNotChanged() throws IOException {
        MemoryDevice device = device(HandMadeVolume.tuple("(children:(a:(filelength:6144 extents:("
                + "7:(offset:0 length:0 allocated:0) 07:(offset:4000 length:5 allocated:5)))))"));
        try (WritableVolume volume = open(device)) {
            RegularFile file = (RegularFile) volume.root().find(A).orElseThrow();
            assertEquals(
                    "the extent at block 7 of the file is stored under another name",
                    assertThrows(TfsFormatException.class, file::open).getMessage());
        }
    }

    @Test
    void correctedCountsAreStoredInTheSameOrderEachTime() throws IOException {
        StringBuilder inodes = new StringBuilder("(children:(");
        for (int i = 0; i < 30; i++) {
            inodes.append("f" + i + ":(extents:() filelength:0 nlink:2) ");
        }
        byte[] image = device(HandMadeVolume.tuple(inodes + "))")).toByteArray();
        assertArrayEquals(corrected(image), corrected(image));
    }

    private static byte[] corrected(byte[] image) throws IOException {
        MemoryDevice device = new MemoryDevice(image.clone());
        try (WritableVolume volume = open(device)) {
            volume.root().createDirectory(A);
        }
        return device.toByteArray();
    }
}
