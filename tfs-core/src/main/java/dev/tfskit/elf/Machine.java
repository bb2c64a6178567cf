// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.elf;

import java.util.List;

/**
 * A processor architecture, identified by its number in ELF files (e_machine).
 *
 * @param code the number, 0 to 65535
 */
public record Machine(int code) {

    /** x86 with 64 bits. */
    public static final Machine X86_64 = new Machine(62);
    /** ARM with 64 bits. */
    public static final Machine AARCH64 = new Machine(183);
    /** RISC-V with any word size. */
    public static final Machine RISC_V = new Machine(243);

    /** The architectures that Nanos supports. */
    public static final List<Machine> OF_NANOS = List.of(X86_64, AARCH64, RISC_V);

    /**
     * Returns the name of an architecture that Nanos supports, such as {@code x86-64}; for others the number, such as
     * {@code machine 8}.
     */
    @Override
    public String toString() {
        return switch (code) {
            case 62 -> "x86-64";
            case 183 -> "AArch64";
            case 243 -> "RISC-V";
            default -> "machine " + code;
        };
    }
}
