// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.posix.HostNames;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line that libfuse reads: {@code struct fuse_args}. */
final class FuseArguments {

    private FuseArguments() {}

    /**
     * Writes options to memory that is never freed.
     *
     * @param source the file of the image, which may have any bytes in its name
     * @param options what follows {@code -o}, one each
     * @param debug whether libfuse prints every request
     * @return the address: of a count, the address of the texts, and whether they are libfuse's to free
     */
    static long allocate(Path source, List<String> options, boolean debug) {
        List<byte[]> words = new ArrayList<>(List.of(text("tfs-fuse"), text("-o"), list(source, options)));
        if (debug) {
            words.add(text("-d"));
        }
        long texts = NativeMemory.allocate((words.size() + 1L) * Long.BYTES);
        for (int i = 0; i < words.size(); i++) {
            NativeMemory.putLong(texts + (long) i * Long.BYTES, NativeMemory.allocate(words.get(i)));
        }
        long arguments = NativeMemory.allocate(3L * Long.BYTES);
        NativeMemory.putInt(arguments, words.size());
        NativeMemory.putLong(arguments + Long.BYTES, texts);
        return arguments;
    }

    private static byte[] list(Path source, List<String> options) {
        ByteArrayOutputStream list = new ByteArrayOutputStream();
        for (String option : options) {
            list.writeBytes(text(option + ","));
        }
        list.writeBytes(text("fsname="));
        for (byte b : HostNames.absolute(source)) {
            if (b == ',' || b == '\\') {
                list.write('\\');
            }
            list.write(b);
        }
        return list.toByteArray();
    }

    private static byte[] text(String word) {
        return word.getBytes(StandardCharsets.UTF_8);
    }
}
