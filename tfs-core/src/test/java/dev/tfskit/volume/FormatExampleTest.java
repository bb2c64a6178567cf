// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tfskit.Hex;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.log.Replay;
import dev.tfskit.text.Canonical;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The volume that the format page shows byte by byte (docs/format.md, section 7). */
class FormatExampleTest {

    private static MemoryDevice volume() throws IOException {
        MemoryDevice device = new MemoryDevice();
        put(device, 0x000000, """
                4e564d544653 05 01
                364d 000102030405060708090a0b 5ff0
                64656d6f00
                05 01 8800
                01
                """);
        put(device, 0x000200, """
                4e564d544653 05 8800
                02 44 44
                93
                8808 6368696c6472656e
                92
                82 6869 90
                82 6c6e 91
                880a 6c696e6b746172676574
                c2 6869
                8809 617267756d656e7473
                a2 c2 6869 c5 7468657265
                87 70726f6772616d c3 2f6869
                02 0b 0b
                11 05
                87 657874656e7473 90
                02 25 25
                11 0d
                81 30 93
                8809 616c6c6f6361746564 b0 01
                86 6c656e677468 b0 01
                86 6f6666736574 b0 9801
                02 10 10
                11 05 880a 66696c656c656e677468 b0 0b
                01
                """);
        put(device, 0x180200, "68656c6c6f2c207466730a");
        device.resize(0x180400);
        return device;
    }

    private static void put(MemoryDevice device, long offset, String hex) throws IOException {
        device.write(offset, ByteBuffer.wrap(Hex.bytes(hex)));
    }

    @Test
    void isReadAsTheManifestThatItWasMadeFrom() throws IOException {
        Replay replay = Replay.of(volume());
        assertEquals(
                "#1(arguments:#10[\"hi\" \"there\" ] "
                        + "children:#3(hi:#5(extents:#13(0:#15(allocated:1 length:1 offset:3073 ) ) filelength:11 ) "
                        + "ln:#7(linktarget:\"hi\" ) ) "
                        + "program:\"%2fhi\" )",
                Canonical.textWithNumbers(replay.root()));
        assertEquals("demo", replay.identity().label().toString());
        assertEquals(
                "364d0001-0203-0405-0607-08090a0b5ff0", replay.identity().uuid().toString());
        assertEquals(4, replay.records());
        assertEquals(19, replay.dictionary().count());
        assertEquals(0x299, replay.endOffset());
    }

    @Test
    void showsItsFiles() throws IOException {
        Directory root = Volume.open(volume()).root();
        assertEquals(
                List.of("hi", "ln"),
                root.entries().stream().map(entry -> entry.name().decode()).toList());
        RegularFile hi = (RegularFile) root.find(Symbol.of("hi")).orElseThrow();
        ByteBuffer content = ByteBuffer.allocate(100);
        assertEquals(11, hi.read(0, content));
        assertArrayEquals("hello, tfs\n".getBytes(StandardCharsets.US_ASCII), Arrays.copyOf(content.array(), 11));
        assertEquals(Text.of("hi"), ((SymbolicLink) root.find(Symbol.of("ln")).orElseThrow()).target());
    }
}
