// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.cli.OutputException;
import dev.tfskit.cli.Printable;
import dev.tfskit.cli.StandardOutput;
import dev.tfskit.value.Text;

/**
 * Prints a line for an entry: its size or kind in a column, and its path.
 *
 * @param output receives the lines
 * @param width the number of characters of the column
 */
record EntryLines(StandardOutput output, int width) {

    private static final int USUAL_WIDTH = 12;

    /** Creates lines with a column that is wide enough for a size. */
    EntryLines(StandardOutput output) {
        this(output, USUAL_WIDTH);
    }

    /**
     * Prints a line.
     *
     * @param what a size, or a word
     * @param name the name, safe to print
     */
    void print(String what, String name) throws OutputException {
        output.println(" ".repeat(Math.max(0, width - what.length())) + what + "  " + name);
    }

    /** Prints a line about a symbolic link. */
    void printLink(String name, Text target) throws OutputException {
        print("link", name + " -> " + Printable.of(target.toString()));
    }
}
