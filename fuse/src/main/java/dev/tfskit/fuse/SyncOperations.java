// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.io.IoRunnable;
import dev.tfskit.volume.OpenFile;
import dev.tfskit.volume.SyncScope;
import dev.tfskit.volume.Volume;
import dev.tfskit.volume.WritableVolume;
import java.util.concurrent.Executor;

/** Answers the requests to make something durable: an open file, or, by a directory, everything. Thread-safe. */
final class SyncOperations {

    private final Answers answers;
    private final Replies replies;
    private final Volume volume;
    private final OpenFiles files;
    private final StaleBlocks staleBlocks;
    private final Executor threads;

    /**
     * Creates the operations of a mount.
     *
     * @param threads wait for the disk
     */
    SyncOperations(
            Answers answers,
            Replies replies,
            Volume volume,
            OpenFiles files,
            StaleBlocks staleBlocks,
            Executor threads) {
        this.answers = answers;
        this.replies = replies;
        this.volume = volume;
        this.files = files;
        this.staleBlocks = staleBlocks;
        this.threads = threads;
    }

    void register(OperationTable table) {
        table.set(
                OperationTable.Operation.FSYNC,
                (request, number, dataOnly, info) -> answers.answer(
                        request,
                        () -> sync(request, number, (int) dataOnly != 0 ? SyncScope.DATA : SyncScope.ALL, info)));
        table.set(
                OperationTable.Operation.FSYNCDIR,
                (request, _, _, _) -> answers.answer(request, () -> syncAll(request)));
    }

    private void sync(long request, long number, SyncScope scope, long info) {
        // Found before another thread goes on: libfuse has the structure only during the call.
        OpenFile file = files.get(info);
        if (volume instanceof WritableVolume) {
            answerOnceDurable(request, () -> {
                staleBlocks.forget(number);
                file.sync(scope);
            });
        } else {
            replies.success(request);
        }
    }

    private void syncAll(long request) {
        if (volume instanceof WritableVolume writable) {
            answerOnceDurable(request, writable::commit);
        } else {
            replies.success(request);
        }
    }

    /** The caller has begun an answer, and gives one only if the hand-over fails: the task does not throw. */
    private void answerOnceDurable(long request, IoRunnable sync) {
        threads.execute(() -> answers.answer(request, () -> {
            sync.run();
            replies.success(request);
        }));
    }
}
