// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.error.VolumeFailedException;
import dev.tfskit.io.IoRunnable;
import dev.tfskit.message.Messages;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * Commits the changes of a mount at regular intervals. When a commit fails, the log of the mount gets the reason. Not
 * thread-safe.
 */
final class PeriodicCommit implements Runnable {

    private final IoRunnable commit;
    private final Consumer<VolumeFailedException> onFailedVolume;
    private final Consumer<String> log;
    private final Runnable end;

    /**
     * Creates the task, which is to run at regular intervals in one thread.
     *
     * @param commit makes all changes durable
     * @param onFailedVolume reports to the user that the volume has failed, unless a request has reported it
     * @param log receives a line for the user
     * @param end ends the intervals
     */
    PeriodicCommit(
            IoRunnable commit, Consumer<VolumeFailedException> onFailedVolume, Consumer<String> log, Runnable end) {
        this.commit = commit;
        this.onFailedVolume = onFailedVolume;
        this.log = log;
        this.end = end;
    }

    /** Commits. A lack of memory may be over at the next interval, so an error does not end the intervals. */
    @Override
    public void run() {
        try {
            commit.run();
        } catch (VolumeFailedException e) {
            onFailedVolume.accept(e);
            end.run();
        } catch (IOException | RuntimeException e) {
            log.accept("a commit has failed: " + Messages.reasonInSentence(e));
            end.run();
        } catch (Error e) {
            log.accept("a commit has failed and is tried again: " + e);
        }
    }
}
