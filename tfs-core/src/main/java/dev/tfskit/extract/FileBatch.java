// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.extract;

import dev.tfskit.error.TfsFormatException;
import dev.tfskit.io.LengthSum;
import dev.tfskit.schema.TreePath;
import dev.tfskit.volume.EntryProblem;
import dev.tfskit.volume.RegularFile;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Files that one thread extracts, and what came of them. One thread fills it and hands it on under a lock, another one
 * works on it until {@link #finish}. Only then does the first one read the result.
 */
final class FileBatch {

    private static final int MOST_FILES = 64;
    private static final long MOST_BYTES = 1 << 20;
    /** From here on, the work of a batch outweighs handing it to another thread. */
    private static final int LEAST_FILES = 16;

    private final List<Item> items = new ArrayList<>();
    private long bytes;
    private final List<Remark> remarks = new ArrayList<>();
    private long files;
    private long fileBytes;
    private @Nullable Throwable failure;
    private boolean done;

    /** A file and its path. */
    record Item(TreePath path, RegularFile file) {}

    /**
     * What is to be said about an entry.
     *
     * @param entry the entry
     * @param isExtracted whether the entry was extracted, without some of its attributes
     */
    record Remark(EntryProblem entry, boolean isExtracted) {}

    void add(Item item) {
        items.add(item);
        bytes = LengthSum.of(bytes, lengthOf(item.file));
    }

    /** The thread that extracts a damaged file reports it. */
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

    /** Notes that a file was extracted. */
    void count(long length) {
        files++;
        fileBytes = LengthSum.of(fileBytes, length);
    }

    void remark(Remark remark) {
        remarks.add(remark);
    }

    /** Notes why the extraction cannot go on. */
    void fail(Throwable reason) {
        failure = reason;
    }

    /** Notes that nothing more will come of this. */
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
