// SPDX-License-Identifier: Apache-2.0
/**
 * ELF files, as far as one can tell from their headers whether a program will start: for which machine they are, and which
 * interpreter they ask for. Reading only; believes nothing. Start at {@link dev.tfskit.elf.ElfFile} and
 * {@link dev.tfskit.elf.Kernel}.
 */
package dev.tfskit.elf;
