// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.error.NoSpaceException;
import dev.tfskit.error.VolumeFailedException;
import dev.tfskit.io.IoConsumer;
import dev.tfskit.io.IoRunnable;
import java.io.IOException;
import jnr.constants.platform.Errno;

/**
 * Sees to it that each request gets exactly one answer: that of its operation or, when the operation fails, an error
 * number. Thread-safe.
 */
final class Answers {

    private final Replies replies;
    private final NamelessFiles nameless;
    private final RunningRequests requests;
    private final FailureLog failures;

    /**
     * Creates the answers of a mount.
     *
     * @param nameless gives up files for their space when the volume is full
     * @param requests counts the requests
     */
    Answers(Replies replies, NamelessFiles nameless, RunningRequests requests, FailureLog failures) {
        this.replies = replies;
        this.nameless = nameless;
        this.requests = requests;
        this.failures = failures;
    }

    /** Answers a request; a failure is answered with an error number. No exception reaches libfuse. */
    void answer(long request, IoRunnable answer) {
        answer(request, answer, _ -> {});
    }

    /**
     * The same for a request with consequences when it fails.
     *
     * @param failing called before the answer is an error, with the one that such a request gets from now on; that it
     *     fails itself is only logged
     */
    void answer(long request, IoRunnable answer, IoConsumer<Errno> failing) {
        requests.begin();
        try {
            replies.begin();
            run(answer);
        } catch (VolumeFailedException e) {
            // The first request that meets the failure gets the failure itself; later ones get its consequence, a
            // read-only volume.
            fail(request, failures.reportOnce(e) ? Errno.EIO : Errno.EROFS, () -> failing.accept(Errno.EROFS));
        } catch (IOException | RuntimeException | Error e) {
            Errno error = Errors.of(e);
            // A loss that a later write reports has its line already.
            if (error == Errno.EIO && !(e instanceof ErrnoException)) {
                failures.reportRequest(e);
            }
            fail(request, error, () -> failing.accept(error));
        } finally {
            requests.end();
        }
    }

    /** Runs an answer again that needs the space of files which the kernel is just forgetting. */
    private void run(IoRunnable answer) throws IOException {
        try {
            answer.run();
        } catch (NoSpaceException full) {
            if (replies.isAnswered() || !nameless.releaseNewest()) {
                throw full;
            }
            answer.run();
        }
    }

    /** What fails after the answer, such as closing a file whose opener has given up, is not answered again. */
    private void fail(long request, Errno error, IoRunnable failing) {
        if (!replies.isAnswered()) {
            failures.runLogged(failing);
            replies.error(request, error.intValue());
        }
    }
}
