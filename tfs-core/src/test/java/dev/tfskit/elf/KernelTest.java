// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.elf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KernelTest {

    private static Optional<Kernel> recognise(byte[] bytes) throws IOException {
        return Kernel.recognise("kernel.img", HandMadeElf.reader(bytes));
    }

    private static byte[] image(int at, String magic) {
        byte[] image = new byte[4096];
        byte[] bytes = magic.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, image, at, bytes.length);
        return image;
    }

    @ParameterizedTest
    @ValueSource(ints = {62, 183, 243, 8})
    void kernelsOfNanosAreElfFiles(int machine) throws IOException {
        assertEquals(
                Optional.of(new Kernel("kernel.img", new Machine(machine))),
                recognise(new HandMadeElf(new Machine(machine)).type(2).bytes()));
    }

    @ParameterizedTest
    @CsvSource({"56, ARMd, 183", "56, 'RSC\u0005', 243", "48, 'RISCV\0\0\0', 243"})
    void machineOfARawImageFollowsFromItsMagicNumber(int at, String magic, int machine) throws IOException {
        assertEquals(Optional.of(new Kernel("kernel.img", new Machine(machine))), recognise(image(at, magic)));
        assertEquals(Optional.empty(), recognise(Arrays.copyOf(image(at, magic), 63)));
        assertEquals(Optional.empty(), recognise(image(at + 1, magic)));
    }

    @Test
    void anythingElseIsNotKnown() throws IOException {
        assertEquals(Optional.empty(), recognise(new byte[0]));
        assertEquals(Optional.empty(), recognise(new byte[10_000]));
        assertEquals(Optional.empty(), recognise(new byte[] {0x7f, 'E', 'L', 'F', 9}));
    }
}
