// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The command line that libfuse reads: {@code struct fuse_args}. */
final class FuseArguments {

    private FuseArguments() {}

    /**
     * Writes options to memory that is never freed.
     *
     * @param options what follows {@code -o}, one each
     * @param debug whether libfuse prints every request
     * @return the address: of a count, the address of the texts, and whether they are libfuse's to free
     */
    static long allocate(List<String> options, boolean debug) {
        List<String> words = new ArrayList<>(List.of("tfs-fuse", "-o", String.join(",", options)));
        if (debug) {
            words.add("-d");
        }
        long texts = NativeMemory.allocate((words.size() + 1L) * Long.BYTES);
        for (int i = 0; i < words.size(); i++) {
            NativeMemory.putLong(
                    texts + (long) i * Long.BYTES,
                    NativeMemory.allocate(words.get(i).getBytes(StandardCharsets.UTF_8)));
        }
        long arguments = NativeMemory.allocate(3L * Long.BYTES);
        NativeMemory.putInt(arguments, words.size());
        NativeMemory.putLong(arguments + Long.BYTES, texts);
        return arguments;
    }
}
