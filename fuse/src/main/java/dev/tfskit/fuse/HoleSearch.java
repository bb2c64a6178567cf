// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.volume.OpenFile;
import java.io.IOException;
import java.util.OptionalLong;
import jnr.constants.platform.Errno;

/**
 * Answers where a file has its next data or hole. In a file that is open for writing, the kernel may have data that it
 * has not passed on; then an answer waits for it. Thread-safe.
 */
final class HoleSearch {

    /** The kinds of {@code lseek} that reach a file system; the kernel does the others itself. */
    private static final int SEEK_DATA = 3;

    private static final int SEEK_HOLE = 4;

    private final Answers answers;
    private final Replies replies;
    private final WritePolicy policy;
    private final OpenForWriting writers;
    private final PageFlusher flusher;
    private final KernelVersion kernel = KernelVersion.here();

    /**
     * Creates the search of a mount.
     *
     * @param flusher makes the kernel pass on the data of a range
     */
    HoleSearch(Answers answers, Replies replies, WritePolicy policy, OpenForWriting writers, PageFlusher flusher) {
        this.answers = answers;
        this.replies = replies;
        this.policy = policy;
        this.writers = writers;
        this.flusher = flusher;
    }

    /**
     * Answers a request, at once or when the kernel has passed on what it has.
     *
     * @param number the number of the file
     * @param offset where the search begins, in bytes
     * @param whence what to search for, as {@code lseek} has it
     */
    void answer(long request, long number, OpenFile file, long offset, int whence) throws IOException {
        // Asked before the volume: a writer that closes the file meanwhile could pass on bytes that the search misses.
        if (!writers.contains(number)) {
            reply(request, find(file, offset, whence));
        } else if (policy == WritePolicy.BACK && !kernel.waitsForWrites()) {
            // From now on the kernel answers by itself, from the length that it knows: it reports no holes, correctly.
            throw new ErrnoException(Errno.ENOSYS);
        } else {
            answerWhileWritten(request, number, file, offset, whence, offset);
        }
    }

    /**
     * Answers once the kernel has passed on what it has where the volume has a hole: collected writes, and stores to a
     * mapping. If that fills the hole, the search goes on at the next one.
     *
     * @param passedOn the kernel has passed on everything before this position
     */
    private void answerWhileWritten(long request, long number, OpenFile file, long offset, int whence, long passedOn)
            throws IOException {
        OptionalLong found = find(file, offset, whence);
        long hole = whence == SEEK_DATA ? offset : found.orElse(offset);
        long end = (whence == SEEK_DATA ? found : file.seekData(hole)).orElse(Long.MAX_VALUE);
        if (hole == end || hole < passedOn) {
            reply(request, found);
            return;
        }
        long length = end == Long.MAX_VALUE ? PageFlusher.TO_THE_END : end - hole;
        flusher.thenRun(
                number,
                hole,
                length,
                () -> answers.answer(request, () -> answerWhileWritten(request, number, file, offset, whence, end)));
    }

    private static OptionalLong find(OpenFile file, long offset, int whence) throws ErrnoException {
        // The kernel passes negative offsets on, and lseek knows no other error for them.
        if (offset < 0) {
            throw new ErrnoException(Errno.ENXIO);
        }
        return switch (whence) {
            case SEEK_DATA -> file.seekData(offset);
            case SEEK_HOLE -> file.seekHole(offset);
            default -> throw new ErrnoException(Errno.EINVAL);
        };
    }

    private void reply(long request, OptionalLong found) throws ErrnoException {
        replies.position(request, found.orElseThrow(() -> new ErrnoException(Errno.ENXIO)));
    }
}
