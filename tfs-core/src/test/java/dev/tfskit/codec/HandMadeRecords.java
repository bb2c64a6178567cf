// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.codec;

import dev.tfskit.Hex;
import dev.tfskit.value.Tuple;
import java.io.IOException;

/** Reads records that are written by hand, one after the other as from one log. */
final class HandMadeRecords {

    private final Dictionary dictionary = new Dictionary();
    private final Decoder decoder = new Decoder(dictionary);

    /** Decodes a record of version 5 in the notation of {@link Hex}. */
    Tuple decode(String record) throws IOException {
        return decode(Encoding.VERSION_5, Hex.bytes(record));
    }

    /** Decodes a record of any version. */
    Tuple decode(Encoding encoding, byte[] record) throws IOException {
        return decoder.decode(new MemoryInput(record), encoding);
    }

    /** Returns what the records so far have given numbers to. */
    Dictionary dictionary() {
        return dictionary;
    }
}
