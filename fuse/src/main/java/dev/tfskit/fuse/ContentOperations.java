// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.volume.OpenFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import jnr.constants.platform.Errno;

/** Answers the requests that read and write the contents of open files. Thread-safe. */
final class ContentOperations {

    private final Answers answers;
    private final Replies replies;
    private final FileInfo fileInfo;
    private final OpenFiles files;
    private final CollectedWrites collected;
    private final PrivilegeRemoval privileges;

    ContentOperations(
            Answers answers,
            Replies replies,
            FileInfo fileInfo,
            OpenFiles files,
            CollectedWrites collected,
            PrivilegeRemoval privileges) {
        this.answers = answers;
        this.replies = replies;
        this.fileInfo = fileInfo;
        this.files = files;
        this.collected = collected;
        this.privileges = privileges;
    }

    void register(OperationTable table) {
        table.set(
                OperationTable.Operation.READ,
                (request, _, size, offset, info) -> answers.answer(request, () -> read(request, size, offset, info)));
        table.set(
                OperationTable.Operation.WRITE,
                (request, number, bytes, size, offset, info) -> answers.answer(
                        request,
                        () -> write(request, number, NativeMemory.buffer(bytes, (int) size), offset, info),
                        error -> noteFailedWrite(number, error, info)));
    }

    private void read(long request, long size, long offset, long info) throws IOException {
        files.get(info).read(offset, replies.buffer(size));
        replies.bytes(request);
    }

    private void write(long request, long number, ByteBuffer bytes, long offset, long info) throws IOException {
        OpenFile file = files.get(info);
        if (fileInfo.isFromPageCache(info)) {
            int count = bytes.remaining();
            collected.write(number, file, bytes, offset);
            replies.written(request, count);
        } else {
            privileges.onChange(request, number);
            replies.written(request, file.write(offset, bytes));
        }
    }

    private void noteFailedWrite(long number, Errno error, long info) throws IOException {
        if (fileInfo.isFromPageCache(info)) {
            collected.noteLoss(number, error);
        }
    }
}
