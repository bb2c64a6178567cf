// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.elf;

import java.io.IOException;

/**
 * A file that begins as an ELF file does, and goes on as none can. The message says what was found and what was
 * expected.
 */
public final class ElfFormatException extends IOException {

    private static final long serialVersionUID = 1L;

    ElfFormatException(String problem) {
        super(problem);
    }
}
