// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.cli.OutputException;
import dev.tfskit.cli.Printable;
import dev.tfskit.cli.StandardOutput;
import dev.tfskit.value.Text;

/** Lines about entries: the size of each, or what it is, in a column, and its path. */
record EntryLines(StandardOutput output) {

    private static final int COLUMN = 12;

    /**
     * Prints one.
     *
     * @param what a size, or a word
     * @param name safe to show
     */
    void print(String what, String name) throws OutputException {
        output.println(" ".repeat(Math.max(0, COLUMN - what.length())) + what + "  " + name);
    }

    /** Prints one about a symbolic link. */
    void printLink(String name, Text target) throws OutputException {
        print("link", name + " -> " + Printable.of(target.toString()));
    }
}
