// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import dev.tfskit.error.ArchiveException;
import dev.tfskit.io.ByteRange;
import dev.tfskit.source.Content;
import dev.tfskit.tar.PackedContent;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps contents of an archive that may be needed after the archive was read past them. Contents in an uncompressed
 * file stay there. Others are copied to a temporary file, because a stream cannot be read again. Not thread-safe.
 */
final class KeptContents implements Closeable {

    private static final int PIECE_BYTES = 64 << 10;

    private final String archive;
    private final Path temporaryDirectory;
    /** The archive itself, if its contents can stay there. */
    private final @Nullable FileChannel uncompressed;

    private final long start;
    private @Nullable TemporaryFile copies;

    /**
     * Creates an empty store.
     *
     * @param input the archive
     * @param isCompressed whether positions in the archive are not those in its file
     * @param temporaryDirectory where the temporary file is made when one is needed
     */
    KeptContents(ArchiveInput input, boolean isCompressed, Path temporaryDirectory) {
        this.archive = input.name();
        this.uncompressed = isCompressed ? null : input.file().orElse(null);
        this.start = input.start();
        this.temporaryDirectory = temporaryDirectory;
    }

    /**
     * Keeps a content before the archive is read past it. When there is no room for it, opening the result fails; this
     * method does not, because most kept contents are never needed.
     *
     * @param content the content, not opened yet
     * @param size its length in bytes
     * @param position where its first byte is in the archive
     * @return the same content, which can be opened until this store is closed
     */
    Content keep(Content content, long size, long position) throws IOException {
        if (uncompressed != null) {
            return stored(uncompressed, start + position, size, content);
        }
        try {
            return copy(content, size);
        } catch (TemporaryFile.FullException e) {
            return new Lost(e);
        }
    }

    private Content copy(Content content, long size) throws IOException {
        if (copies == null) {
            copies = TemporaryFile.in(temporaryDirectory, archive);
        }
        TemporaryFile target = copies;
        long storedAt = target.size();
        try (Content.Reader reader = content.open()) {
            for (ByteRange range : content.dataRanges().orElse(List.of(new ByteRange(0, size)))) {
                copy(reader, range, target);
            }
        }
        return stored(target.channel(), storedAt, size, content);
    }

    /**
     * Returns a content that is read from a store instead. It stays a streamed content: the store is closed with the
     * archive.
     *
     * @param start the position of its first byte in the store
     */
    private Content stored(FileChannel store, long start, long size, Content content) throws IOException {
        return new PackedContent(
                (target, position) -> read(store, target, start + position),
                size,
                content.dataRanges().orElse(null),
                content.toString());
    }

    private int read(FileChannel store, ByteBuffer target, long position) throws IOException {
        int count = store.read(target, position);
        if (count < 0) {
            throw new ArchiveException(
                    archive,
                    "ends too early, at byte " + Math.min(position, store.size())
                            + "; it is incomplete: copy or make it again");
        }
        return count;
    }

    private static void copy(Content.Reader reader, ByteRange range, TemporaryFile target) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE_BYTES, range.length()));
        for (long at = range.start(); at < range.end(); at += piece.limit()) {
            piece.clear().limit((int) Math.min(piece.capacity(), range.end() - at));
            reader.read(piece, at);
            target.append(piece.flip());
        }
    }

    /** A content for which there was no room. */
    private record Lost(IOException reason) implements Content {

        @Override
        public boolean isStreamed() {
            return true;
        }

        @Override
        public Optional<List<ByteRange>> dataRanges() {
            return Optional.empty();
        }

        @Override
        public Reader open() throws IOException {
            throw reason;
        }
    }

    @Override
    public void close() throws IOException {
        if (copies != null) {
            copies.close();
        }
    }
}
