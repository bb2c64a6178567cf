// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.text;

import dev.tfskit.value.Tuple;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** The text that {@link ManifestPrinter} prints for a tuple. */
public final class PrintedTuple {

    private PrintedTuple() {}

    /** Prints a tuple, with its attributes in sorted order. */
    public static byte[] of(Tuple tuple) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ManifestPrinter printer = new ManifestPrinter(out);
        printer.begin();
        for (Tuple.Attribute attribute : tuple.sorted()) {
            printer.newLine();
            printer.attribute(attribute.name(), attribute.value());
        }
        printer.end();
        return out.toByteArray();
    }
}
