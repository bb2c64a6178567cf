// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.tar;

import dev.tfskit.error.ArchiveException;
import java.io.IOException;
import java.util.Optional;

/** The header blocks of a tar archive, and the mark at its end. Not thread-safe. */
final class HeaderBlocks {

    private final ByteSource source;
    private final TarReader.ZeroBlocks zeroBlocks;
    private TarReader.Ending ending = TarReader.Ending.MISSING;
    private long endOfEntries;

    HeaderBlocks(ByteSource source, TarReader.ZeroBlocks zeroBlocks) {
        this.source = source;
        this.zeroBlocks = zeroBlocks;
    }

    /** Returns what marks the end of the archive; valid at the end. */
    TarReader.Ending ending() {
        return ending;
    }

    /** Returns where in bytes the last entry ends; valid at the end. */
    long endOfEntries() {
        return endOfEntries;
    }

    /**
     * Reads the header of the next entry.
     *
     * @return the header; empty at the end of the archive
     * @throws ArchiveException when the header is damaged or incomplete
     */
    Optional<TarHeader> next() throws IOException {
        endOfEntries = source.position();
        for (long zeros = 0; ; zeros++) {
            byte[] bytes = new byte[TarHeader.BYTES];
            int count = source.readUpTo(bytes);
            if (count < TarHeader.BYTES) {
                if (count > 0 && zeros == 0) {
                    throw incomplete();
                }
                ending = zeros == 0
                        ? TarReader.Ending.MISSING
                        : zeros == 1 ? TarReader.Ending.ONE_BLOCK : TarReader.Ending.COMPLETE;
                return Optional.empty();
            }
            TarHeader header = new TarHeader(bytes);
            if (!header.isZero()) {
                if (zeros > 0 && zeroBlocks == TarReader.ZeroBlocks.END) {
                    ending = TarReader.Ending.ONE_BLOCK;
                    source.unread(bytes, count);
                    return Optional.empty();
                }
                if (!header.hasRightChecksum()) {
                    throw source.damaged("there is a header with a wrong checksum");
                }
                return Optional.of(header);
            }
            if (zeros > 0
                    && (zeroBlocks == TarReader.ZeroBlocks.END
                            || source.isMoreThanPadding((zeros + 1) * TarHeader.BYTES))) {
                ending = TarReader.Ending.COMPLETE;
                return Optional.empty();
            }
        }
    }

    /** Returns whether a header, or the end of the archive, comes next. */
    boolean isNext() throws IOException {
        byte[] bytes = new byte[TarHeader.BYTES];
        int count = source.readUpTo(bytes);
        TarHeader block = new TarHeader(bytes);
        source.unread(bytes, count);
        return block.isZero() || block.hasRightChecksum();
    }

    /** Reads a block between a header and the contents, which continues the header. */
    byte[] nextContinuation() throws IOException {
        byte[] bytes = new byte[TarHeader.BYTES];
        if (source.readUpTo(bytes) < TarHeader.BYTES) {
            throw incomplete();
        }
        return bytes;
    }

    private ArchiveException incomplete() {
        return new ArchiveException(
                source.archive(),
                "ends in the middle of a header, at byte " + source.describe(source.position())
                        + "; it is incomplete: copy or make it again");
    }
}
