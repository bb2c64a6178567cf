// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.hostfile;

import dev.tfskit.io.ByteRange;
import dev.tfskit.message.NamedFailure;
import dev.tfskit.posix.PosixHost;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * Copies files. Holes stay holes, and a host that can share storage between files does so. Stateless and thread-safe.
 */
public final class SparseCopy {

    private static final int PIECE_BYTES = 1 << 16;

    private SparseCopy() {}

    /**
     * Copies a regular file.
     *
     * @param file the path of the file
     * @param target an empty file, open for writing; its position changes
     * @throws java.nio.file.FileSystemException when the file cannot be read; the message names it
     * @throws IOException when the target cannot be written; the message is the reason of the host alone
     */
    public static void copy(Path file, FileChannel target) throws IOException {
        Path real = NamedFailure.name(file, file::toRealPath);
        try (FileChannel source = NamedFailure.name(
                file, () -> FileChannel.open(real, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            long size = NamedFailure.name(file, source::size);
            for (ByteRange range : NamedFailure.name(file, () -> dataRanges(real, size))) {
                long at = range.start() + shareStorage(source, range, target);
                copyBytes(file, source, new ByteRange(at, range.end()), target);
            }
            if (target.size() < size) {
                // Java grows a file only by writing to it.
                target.write(ByteBuffer.allocate(1), size - 1);
            }
        }
    }

    /**
     * Copies a range, or a part of it, by copy_file_range. That call makes no copy on hosts that share storage.
     *
     * @return the number of bytes that were copied
     */
    private static long shareStorage(FileChannel source, ByteRange range, FileChannel target) throws IOException {
        long at = range.start();
        target.position(at);
        try {
            while (at < range.end()) {
                long count = source.transferTo(at, range.end() - at, target);
                if (count == 0) {
                    break;
                }
                at += count;
            }
        } catch (IOException e) {
            // The reason is that of either file, or the host has no such copies. Reading and writing shows which.
        }
        return at - range.start();
    }

    private static void copyBytes(Path file, FileChannel source, ByteRange range, FileChannel target)
            throws IOException {
        ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE_BYTES, range.length()));
        for (long at = range.start(); at < range.end(); ) {
            piece.clear().limit((int) Math.min(piece.capacity(), range.end() - at));
            long from = at;
            if (NamedFailure.name(file, () -> source.read(piece, from)) < 0) {
                throw new FileSystemException(
                        file.toString(), null, "became shorter while it was copied; stop what writes to it");
            }
            piece.flip();
            while (piece.hasRemaining()) {
                at += target.write(piece, at);
            }
        }
    }

    private static List<ByteRange> dataRanges(Path file, long size) throws IOException {
        return reportedRanges(file, size).orElseGet(() -> size == 0 ? List.of() : List.of(new ByteRange(0, size)));
    }

    private static Optional<List<ByteRange>> reportedRanges(Path file, long size) throws IOException {
        if (!PosixHost.serves(file)) {
            return Optional.empty();
        }
        try (PosixHost host = PosixHost.open().orElseThrow()) {
            return host.dataRanges(file, size);
        }
    }
}
