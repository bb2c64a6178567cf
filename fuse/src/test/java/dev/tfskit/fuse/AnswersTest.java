// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tfskit.device.FileDevice;
import dev.tfskit.error.NoSpaceException;
import dev.tfskit.io.IoRunnable;
import dev.tfskit.schema.Permissions;
import dev.tfskit.volume.OpenFile;
import dev.tfskit.volume.Volume;
import dev.tfskit.volume.WritableVolume;
import java.io.EOFException;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import jnr.constants.platform.Errno;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens when a request fails. An error after its answer causes no second one: libfuse has freed the request. */
class AnswersTest {

    private static final long REQUEST = 4711;

    private final List<String> calls = new ArrayList<>();
    private final LibFuse fuse = (LibFuse)
            Proxy.newProxyInstance(LibFuse.class.getClassLoader(), new Class<?>[] {LibFuse.class}, (_, method, _) -> {
                calls.add(method.getName());
                return 0;
            });
    private final Replies replies = new Replies(fuse, new StatLayout());
    /** Their clock stands still. */
    private final NamelessFiles nameless = new NamelessFiles(() -> 0);

    private final List<String> lines = new ArrayList<>();
    private final FailureLog failures = new FailureLog(lines::add);
    private final Answers answers = new Answers(replies, nameless, new RunningRequests(), failures);

    @TempDir
    Path temp;

    @Test
    void errorAfterTheAnswerIsNotAnswered() {
        answers.answer(REQUEST, () -> {
            replies.written(REQUEST, 1);
            throw new OutOfMemoryError("after the answer");
        });
        answers.answer(REQUEST, () -> {
            replies.success(REQUEST);
            replies.written(REQUEST, 1);
        });
        answers.answer(REQUEST, () -> {
            throw new OutOfMemoryError("before the answer");
        });
        assertEquals(List.of("fuse_reply_write", "fuse_reply_err", "fuse_reply_err"), calls);
    }

    @Test
    void failureIsLoggedWithItsReason() {
        answers.answer(REQUEST, () -> {
            throw new EOFException("The image ends too early");
        });
        failures.runLogged(() -> {
            throw new EOFException("The image ends too early");
        });
        answers.answer(REQUEST, () -> {
            throw new IllegalStateException("a defect");
        });
        assertEquals(
                List.of(
                        "a request has failed: the image ends too early",
                        "an action without a request has failed: the image ends too early",
                        "a request has failed: java.lang.IllegalStateException: a defect"),
                lines);
    }

    /** The first attempt fails for want of the space of a file that was removed a moment ago. */
    @Test
    void failureIsKnownOnlyWhenItIsTheAnswer() throws IOException {
        try (WritableVolume volume = Volume.openForWriting(
                FileDevice.openForWriting(TestImage.make(temp.resolve("i"), 64 << 20)), InstantSource.system())) {
            List<Errno> known = new ArrayList<>();
            Queue<IoRunnable> attempts = new ArrayDeque<>(List.of(
                    () -> {
                        throw new NoSpaceException("f", "a block is needed");
                    },
                    () -> replies.written(REQUEST, 1),
                    () -> {
                        throw new ErrnoException(Errno.EIO);
                    }));
            OpenFile removed = volume.root().createUnnamedFile(Permissions.FILE);
            nameless.keep(removed.file().sessionNumber(), removed);
            answers.answer(REQUEST, () -> attempts.remove().run(), known::add);
            assertEquals(List.of("fuse_reply_write"), calls);
            assertEquals(List.of(), known);
            answers.answer(REQUEST, () -> attempts.remove().run(), known::add);
            assertEquals(List.of("fuse_reply_write", "fuse_reply_err"), calls);
            assertEquals(List.of(Errno.EIO), known);
        }
    }

    /** Such as that the mount has ended meanwhile. */
    @Test
    void failureIsAnsweredAlsoWhenItCannotBeNoted() {
        answers.answer(
                REQUEST,
                () -> {
                    throw new ErrnoException(Errno.EROFS);
                },
                _ -> {
                    throw new RejectedExecutionException();
                });
        assertEquals(List.of("fuse_reply_err"), calls);
    }
}
