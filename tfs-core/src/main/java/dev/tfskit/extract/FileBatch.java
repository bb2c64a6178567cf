// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.extract;

import dev.tfskit.error.TfsFormatException;
import dev.tfskit.io.sum.LengthSum;
import dev.tfskit.schema.TreePath;
import dev.tfskit.volume.EntryProblem;
import dev.tfskit.volume.RegularFile;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Files for one thread to extract, and the result of the extraction. The main thread fills the batch and hands it to a
 * worker under a lock. The worker owns it until {@link #finish}; only then may the main thread read the result.
 */
final class FileBatch {

    private static final int MOST_FILES = 64;
    private static final long MOST_BYTES = 1 << 20;
    /** The least number of files for which handing a batch to another thread saves time. */
    private static final int LEAST_FILES = 16;

    private final List<Item> items = new ArrayList<>();
    private long bytes;
    private final List<Remark> remarks = new ArrayList<>();
    private long files;
    private long fileBytes;
    private @Nullable Throwable failure;
    private boolean done;

    /** A file, its path and what else the entry gets. */
    record Item(TreePath path, RegularFile file, EntryAttributes attributes) {}

    /**
     * A report about an entry.
     *
     * @param entry the entry
     * @param isExtracted whether the entry was extracted, without some of its attributes
     */
    record Remark(EntryProblem entry, boolean isExtracted) {}

    void add(Item item) {
        items.add(item);
        bytes = LengthSum.of(bytes, lengthOf(item.file));
    }

    /** Returns the length in bytes; 0 for a damaged file, which the worker reports when it extracts the file. */
    private static long lengthOf(RegularFile file) {
        try {
            return file.length();
        } catch (TfsFormatException damage) {
            return 0;
        }
    }

    boolean isFull() {
        return items.size() >= MOST_FILES || bytes >= MOST_BYTES;
    }

    /** Returns whether the batch is large enough to be sent before it is full. */
    boolean isWorthSending() {
        return items.size() >= LEAST_FILES || isFull();
    }

    List<Item> items() {
        return items;
    }

    /** Returns the directory of the first file. */
    TreePath firstDirectory() {
        return items.getFirst().path.parent().orElseThrow();
    }

    /** Returns the directory of the last file. */
    TreePath lastDirectory() {
        return items.getLast().path.parent().orElseThrow();
    }

    /** Counts a file that was extracted. */
    void count(long length) {
        files++;
        fileBytes = LengthSum.of(fileBytes, length);
    }

    void remark(Remark remark) {
        remarks.add(remark);
    }

    /** Records why the extraction cannot go on. */
    void fail(Throwable reason) {
        failure = reason;
    }

    /** Marks the batch as finished: its result does not change any more. */
    synchronized void finish() {
        done = true;
    }

    synchronized boolean isDone() {
        return done;
    }

    List<Remark> remarks() {
        return remarks;
    }

    long files() {
        return files;
    }

    long fileBytes() {
        return fileBytes;
    }

    /** Returns why the extraction cannot go on; null when it can. */
    @Nullable
    Throwable failure() {
        return failure;
    }
}
