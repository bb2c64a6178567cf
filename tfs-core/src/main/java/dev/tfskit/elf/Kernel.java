// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.elf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * A kernel and the machine it runs on. Immutable.
 *
 * @param name the name, for display
 * @param machine the architecture that it runs on
 */
public record Kernel(String name, Machine machine) {

    private static final int IMAGE_HEADER_BYTES = 64;
    private static final int RISC_V_MAGIC = 48;
    private static final int MAGIC = 56;

    /** Checks that neither argument is null. */
    public Kernel {
        Objects.requireNonNull(name);
        Objects.requireNonNull(machine);
    }

    /**
     * Recognises a kernel. Kernels of Nanos are ELF files; raw images for AArch64 and RISC-V have magic numbers in
     * their headers.
     *
     * @param name the name, for display
     * @param bytes the content of the file
     * @return the kernel; empty if the file has neither form
     * @throws IOException when the bytes cannot be read
     */
    public static Optional<Kernel> recognise(String name, ByteReader bytes) throws IOException {
        return machineOf(bytes).map(machine -> new Kernel(name, machine));
    }

    private static Optional<Machine> machineOf(ByteReader bytes) throws IOException {
        try {
            Optional<ElfFile> elf = ElfFile.read(bytes);
            return elf.isPresent() ? elf.map(ElfFile::machine) : machineOfImage(bytes);
        } catch (ElfFormatException noKernel) {
            return Optional.empty();
        }
    }

    private static Optional<Machine> machineOfImage(ByteReader bytes) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(IMAGE_HEADER_BYTES);
        if (bytes.read(0, header) < IMAGE_HEADER_BYTES) {
            return Optional.empty();
        }
        if (has(header, MAGIC, "ARMd")) {
            return Optional.of(Machine.AARCH64);
        }
        boolean isRiscV = has(header, MAGIC, "RSC\u0005") || has(header, RISC_V_MAGIC, "RISCV\0\0\0");
        return isRiscV ? Optional.of(Machine.RISC_V) : Optional.empty();
    }

    private static boolean has(ByteBuffer header, int at, String magic) {
        byte[] expected = magic.getBytes(StandardCharsets.US_ASCII);
        return Arrays.equals(header.array(), at, at + expected.length, expected, 0, expected.length);
    }
}
