// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.elf;

import java.io.IOException;

/**
 * Thrown when a file begins with the magic bytes of ELF but is invalid. The message states what was found and what was
 * expected.
 */
public final class ElfFormatException extends IOException {

    private static final long serialVersionUID = 1L;

    ElfFormatException(String problem) {
        super(problem);
    }
}
