// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.elf;

import java.util.List;

/**
 * An architecture, by its number in ELF files.
 *
 * @param code 0 to 65535
 */
public record Machine(int code) {

    /** The 64-bit extension of the x86. */
    public static final Machine X86_64 = new Machine(62);
    /** The 64-bit ARM. */
    public static final Machine AARCH64 = new Machine(183);
    /** RISC-V, of any word size. */
    public static final Machine RISC_V = new Machine(243);

    /** Those that Nanos runs on. */
    public static final List<Machine> OF_NANOS = List.of(X86_64, AARCH64, RISC_V);

    /** The name of one that Nanos runs on, such as {@code x86-64}; else the number, such as {@code machine 8}. */
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
