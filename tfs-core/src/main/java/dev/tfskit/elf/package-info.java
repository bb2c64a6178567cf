// SPDX-License-Identifier: Apache-2.0
/**
 * Headers of ELF files: the machine and the interpreter of a program. The package only reads, and trusts no header.
 * Start at {@link dev.tfskit.elf.ElfFile} and {@link dev.tfskit.elf.Kernel}.
 */
package dev.tfskit.elf;
