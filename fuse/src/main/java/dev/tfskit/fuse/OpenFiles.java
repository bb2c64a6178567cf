// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.volume.OpenFile;
import java.io.IOException;

/**
 * The files that the kernel has open, by their handles. A parameter {@code info} is the address of the {@code struct
 * fuse_file_info} that comes with a request and has the handle. Thread-safe.
 */
final class OpenFiles {

    private final FileInfo fileInfo;
    private final OpenForWriting writers;
    private final LostWrites lostWrites;
    private final Handles<OpenFile> handles = new Handles<>();

    /**
     * Begins without files.
     *
     * @param writers takes the handles that can write
     * @param lostWrites reports a loss to a handle that can write
     */
    OpenFiles(FileInfo fileInfo, OpenForWriting writers, LostWrites lostWrites) {
        this.fileInfo = fileInfo;
        this.writers = writers;
        this.lostWrites = lostWrites;
    }

    /** Adds an open file, and writes its handle to the structure for the answer. The kernel may keep its cache. */
    void add(OpenFile open, long info) {
        long handle = handles.add(open);
        fileInfo.setHandle(info, handle);
        fileInfo.keepCache(info);
        writers.opened(open.file().sessionNumber(), handle, fileInfo.flags(info));
    }

    /** Returns the open file of a handle. */
    OpenFile get(long info) {
        return handles.get(fileInfo.handle(info));
    }

    /** Removes a handle, and returns its file, which is still open. */
    OpenFile remove(long info) {
        long handle = fileInfo.handle(info);
        OpenFile open = handles.remove(handle);
        long number = open.file().sessionNumber();
        writers.closed(number, handle);
        if (!writers.contains(number)) {
            lostWrites.forget(number);
        }
        return open;
    }

    /**
     * Throws if the kernel asks before it collects more bytes of a file whose last ones were lost. It asks with a
     * handle also before some reads and seeks, so this regards only handles that can write.
     *
     * @param info 0 when the request has no open file, as that of a {@code stat}
     */
    void checkLostWrites(long number, long info) throws IOException {
        if (info != 0 && writers.contains(number, fileInfo.handle(info))) {
            lostWrites.report(number);
        }
    }
}
