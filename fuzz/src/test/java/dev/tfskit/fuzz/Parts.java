// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuzz;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An input that consists of several byte strings. Two bytes of 0xff end each: a length before each would be wrong after
 * most mutations.
 */
final class Parts {

    private static final byte END = (byte) 0xff;

    private Parts() {}

    /** The parts of an input. */
    static List<byte[]> of(byte[] input) {
        List<byte[]> parts = new ArrayList<>();
        int start = 0;
        for (int i = 1; i < input.length; i++) {
            if (i > start && input[i] == END && input[i - 1] == END) {
                parts.add(Arrays.copyOfRange(input, start, i - 1));
                start = i + 1;
            }
        }
        if (start < input.length) {
            parts.add(Arrays.copyOfRange(input, start, input.length));
        }
        return parts;
    }

    /** The input that consists of these parts. */
    static byte[] input(List<byte[]> parts) {
        ByteArrayOutputStream input = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            input.writeBytes(part);
            input.write(END);
            input.write(END);
        }
        return input.toByteArray();
    }
}
