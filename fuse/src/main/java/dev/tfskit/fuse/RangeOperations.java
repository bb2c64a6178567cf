// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.volume.OpenFile;
import dev.tfskit.volume.SizeChange;
import java.io.IOException;
import jnr.constants.platform.Errno;

/**
 * Answers the requests about ranges of open files: which of them are holes, and to allocate or copy them. libfuse 2.9
 * passes on only allocations and {@code ioctl}. Thread-safe.
 */
final class RangeOperations {

    /** Modes of {@code fallocate}. */
    private static final int KEEP_SIZE = 0x01;

    private static final int PUNCH_HOLE = 0x02;
    private static final int ZERO_RANGE = 0x10;

    private final Answers answers;
    private final Replies replies;
    private final OpenFiles files;
    private final HoleSearch holes;
    private final PrivilegeRemoval privileges;
    private final RangeCopy copy = new RangeCopy();

    RangeOperations(Answers answers, Replies replies, OpenFiles files, HoleSearch holes, PrivilegeRemoval privileges) {
        this.answers = answers;
        this.replies = replies;
        this.files = files;
        this.holes = holes;
        this.privileges = privileges;
    }

    void register(OperationTable table) {
        table.set(
                OperationTable.Operation.FALLOCATE,
                (request, number, mode, offset, length, info) -> answers.answer(request, () -> {
                    privileges.onChange(request, number);
                    allocate(files.get(info), (int) mode, offset, length);
                    replies.success(request);
                }));
        table.set(
                OperationTable.Operation.LSEEK,
                (request, number, offset, whence, info) -> answers.answer(
                        request, () -> holes.answer(request, number, files.get(info), offset, (int) whence)));
        table.set(
                OperationTable.Operation.COPY_FILE_RANGE,
                (request, _, from, source, number, to, target, length, _) -> answers.answer(request, () -> {
                    privileges.onChange(request, number);
                    replies.written(request, copy.copy(files.get(source), from, files.get(target), to, length));
                }));
        table.set(
                OperationTable.Operation.IOCTL,
                (request, _, _, _, _, _, _, _, _) -> answers.answer(request, () -> {
                    throw new ErrnoException(Errno.ENOTTY);
                }));
    }

    private static void allocate(OpenFile file, int mode, long offset, long length) throws IOException {
        SizeChange sizeChange = (mode & KEEP_SIZE) != 0 ? SizeChange.KEEP : SizeChange.GROW;
        switch (mode & ~KEEP_SIZE) {
            case 0 -> file.allocate(offset, length, sizeChange);
            case PUNCH_HOLE -> file.punchHole(offset, length);
            case ZERO_RANGE -> file.zeroRange(offset, length, sizeChange);
            default -> throw new ErrnoException(Errno.EOPNOTSUPP);
        }
    }
}
