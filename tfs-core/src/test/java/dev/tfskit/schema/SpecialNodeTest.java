// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tfskit.value.Text;
import dev.tfskit.volume.HandMadeVolume;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpecialNodeTest {

    @ParameterizedTest
    @CsvSource({
        "fifo, FIFO, 0, 0",
        "char 1 3, CHARACTER_DEVICE, 1, 3",
        "block 0 0, BLOCK_DEVICE, 0, 0",
        "char 4095 1048575, CHARACTER_DEVICE, 4095, 1048575"
    })
    void textIsParsedAndWrittenAgain(String text, InodeKind kind, int major, int minor) {
        SpecialNode node = new SpecialNode(kind, major, minor);
        assertEquals(Optional.of(node), SpecialNode.parse(Text.of(text)));
        assertEquals(Text.of(text), node.toText());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "fifo ",
                "FIFO",
                "fifo 0 0",
                "char",
                "char 1",
                "char 1 ",
                "char  1 3",
                "char 1 3 5",
                "char 01 3",
                "char +1 3",
                "char -1 3",
                "char 1 3\n",
                "char 4096 0",
                "char 0 1048576",
                "char 99999999999999999999 0",
                "char \u0661 3",
                "block 1:3",
                "socket",
                "device 1 3"
            })
    void refusesTextOfAnotherForm(String text) {
        assertEquals(Optional.empty(), SpecialNode.parse(Text.of(text)));
    }

    @Test
    void refusesNumbersThatLinuxDoesNotHave() {
        assertEquals(Optional.empty(), SpecialNode.device(InodeKind.BLOCK_DEVICE, 1L << 40, 0));
        assertEquals(Optional.empty(), SpecialNode.device(InodeKind.BLOCK_DEVICE, 0, -1));
        assertThrows(IllegalArgumentException.class, () -> SpecialNode.device(InodeKind.FIFO, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> new SpecialNode(InodeKind.FIFO, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> new SpecialNode(InodeKind.FILE, 0, 0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "extents:() filelength:0 posix.node:fifo                              | FIFO",
                "extents:() posix.node:fifo                                           | FIFO",
                "posix.node:\"block 8 1\"                                           | BLOCK_DEVICE",
                "extents:() filelength:1 posix.node:fifo                              | FILE",
                "extents:() filelength:x posix.node:fifo                              | FILE",
                "extents:(0:(offset:9 length:1 allocated:1)) posix.node:fifo          | FILE",
                "extents:[] posix.node:fifo                                           | FILE",
                "extents:() posix.node:pipe                                           | FILE",
                "extents:() posix.node:()                                             | FILE",
                "children:() posix.node:fifo                                          | DIRECTORY",
                "linktarget:x posix.node:fifo                                         | SYMBOLIC_LINK",
                "socket:x posix.node:fifo                                             | SOCKET"
            })
    void inodeIsSpecialOnlyWhenItIsEmptyAndOfNoOtherKind(String attributes, InodeKind expected) throws IOException {
        assertEquals(expected, InodeKind.of(HandMadeVolume.tuple("(" + attributes + ")")));
    }
}
