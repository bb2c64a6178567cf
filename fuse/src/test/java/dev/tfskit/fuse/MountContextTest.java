// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tfskit.cli.UsageException;
import dev.tfskit.device.FileDevice;
import dev.tfskit.error.NoSpaceException;
import dev.tfskit.io.IoRunnable;
import dev.tfskit.schema.Permissions;
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
class MountContextTest {

    private static final long REQUEST = 4711;

    private final List<String> calls = new ArrayList<>();
    private final LibFuse fuse = (LibFuse)
            Proxy.newProxyInstance(LibFuse.class.getClassLoader(), new Class<?>[] {LibFuse.class}, (_, method, _) -> {
                calls.add(method.getName());
                return 0;
            });

    @TempDir
    Path temp;

    @Test
    void errorAfterTheAnswerIsNotAnswered() throws IOException {
        try (Volume volume = Volume.open(FileDevice.openForReading(TestImage.make(temp.resolve("i"), 64 << 20)))) {
            Replies replies = new Replies(fuse, FileInfo.OF_LIBFUSE_3);
            MountOptions options = parsedWithoutOptions();
            MountContext mounted =
                    new MountContext(volume, replies, options.appearance(), WritePolicy.THROUGH, _ -> {});
            mounted.answer(REQUEST, () -> {
                replies.written(REQUEST, 1);
                throw new OutOfMemoryError("after the answer");
            });
            mounted.answer(REQUEST, () -> {
                replies.success(REQUEST);
                replies.written(REQUEST, 1);
            });
            mounted.answer(REQUEST, () -> {
                throw new OutOfMemoryError("before the answer");
            });
            assertEquals(List.of("fuse_reply_write", "fuse_reply_err", "fuse_reply_err"), calls);
        }
    }

    @Test
    void failureIsLoggedWithItsReason() throws IOException {
        List<String> lines = new ArrayList<>();
        try (Volume volume = Volume.open(FileDevice.openForReading(TestImage.make(temp.resolve("i"), 64 << 20)))) {
            Replies replies = new Replies(fuse, FileInfo.OF_LIBFUSE_3);
            MountContext mounted = new MountContext(
                    volume, replies, parsedWithoutOptions().appearance(), WritePolicy.THROUGH, lines::add);
            mounted.answer(REQUEST, () -> {
                throw new EOFException("The image ends too early");
            });
            mounted.logOnly(() -> {
                throw new EOFException("The image ends too early");
            });
            mounted.answer(REQUEST, () -> {
                throw new IllegalStateException("a defect");
            });
        }
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
            Replies replies = new Replies(fuse, FileInfo.OF_LIBFUSE_3);
            MountContext mounted =
                    new MountContext(volume, replies, OwnershipOverride.AS_STORED, WritePolicy.BACK, _ -> {}, () -> 0);
            List<Errno> failures = new ArrayList<>();
            Queue<IoRunnable> attempts = new ArrayDeque<>(List.of(
                    () -> {
                        throw new NoSpaceException("f", "a block is needed");
                    },
                    () -> replies.written(REQUEST, 1),
                    () -> {
                        throw new ErrnoException(Errno.EIO);
                    }));
            mounted.close(volume.root().createUnnamedFile(Permissions.FILE));
            mounted.answer(REQUEST, () -> attempts.remove().run(), failures::add);
            assertEquals(List.of("fuse_reply_write"), calls);
            assertEquals(List.of(), failures);
            mounted.answer(REQUEST, () -> attempts.remove().run(), failures::add);
            assertEquals(List.of("fuse_reply_write", "fuse_reply_err"), calls);
            assertEquals(List.of(Errno.EIO), failures);
        }
    }

    /** Such as that the mount has ended meanwhile. */
    @Test
    void failureIsAnsweredAlsoWhenItCannotBeNoted() throws IOException {
        try (Volume volume = Volume.open(FileDevice.openForReading(TestImage.make(temp.resolve("i"), 64 << 20)))) {
            MountContext mounted = new MountContext(
                    volume,
                    new Replies(fuse, FileInfo.OF_LIBFUSE_3),
                    OwnershipOverride.AS_STORED,
                    WritePolicy.BACK,
                    _ -> {});
            mounted.answer(
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

    private static MountOptions parsedWithoutOptions() throws IOException {
        try {
            return MountOptions.parse(List.of());
        } catch (UsageException e) {
            throw new IOException(e);
        }
    }
}
