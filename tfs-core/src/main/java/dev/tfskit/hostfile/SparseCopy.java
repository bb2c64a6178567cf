// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.hostfile;

import dev.tfskit.io.ByteRange;
import dev.tfskit.io.NamedFailure;
import dev.tfskit.posix.PosixHost;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Copies files. Holes stay holes, and a host that can share storage between files does so. Stateless and thread-safe.
 */
public final class SparseCopy {

    private SparseCopy() {}

    /**
     * Copies a regular file.
     *
     * @param file the path of the file
     * @param target an empty file, open for writing; its position changes
     * @throws IOException when the file cannot be read or the target cannot be written; the message names the file
     */
    public static void copy(Path file, FileChannel target) throws IOException {
        NamedFailure.name(file, () -> copyNamed(file, target));
    }

    private static FileChannel copyNamed(Path file, FileChannel target) throws IOException {
        Path real = file.toRealPath();
        try (FileChannel source = FileChannel.open(real, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            long size = source.size();
            for (ByteRange range : dataRanges(real, size)) {
                // The JDK calls copy_file_range, which makes no copy on hosts that share storage.
                target.position(range.start());
                for (long at = range.start(); at < range.end(); ) {
                    long count = source.transferTo(at, range.end() - at, target);
                    if (count == 0) {
                        throw new IOException("became shorter while it was copied; stop what writes to it");
                    }
                    at += count;
                }
            }
            if (target.size() < size) {
                // Java grows a file only by writing to it.
                target.write(ByteBuffer.allocate(1), size - 1);
            }
        }
        return target;
    }

    private static List<ByteRange> dataRanges(Path file, long size) throws IOException {
        if (PosixHost.serves(file)) {
            try (PosixHost host = PosixHost.open().orElseThrow()) {
                return host.dataRanges(file, size);
            }
        }
        return size == 0 ? List.of() : List.of(new ByteRange(0, size));
    }
}
