// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tfskit.Await;
import dev.tfskit.Tfs;
import dev.tfskit.error.TfsFormatException;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemAlreadyExistsException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Threads share the file system of one image: what the others get when they come while one of them opens it. */
class SharedImageTest {

    @TempDir
    private Path temp;

    private Path image;
    private URI uri;

    @BeforeEach
    void make() throws IOException {
        image = temp.resolve("image.raw");
        Tfs.create(image, 8 << 20, "shared").close();
        uri = uri(image);
    }

    private static URI uri(Path image) {
        return URI.create("tfs://" + image.toUri().getRawPath());
    }

    private FileSystem open() throws IOException {
        return FileSystems.newFileSystem(uri, Map.of("mode", "rw"));
    }

    private FileSystem share() throws IOException {
        try {
            return open();
        } catch (FileSystemAlreadyExistsException e) {
            return FileSystems.getFileSystem(uri);
        }
    }

    /** A call in a thread of its own. */
    private record Call<T>(Thread thread, FutureTask<T> task) {

        static <T> Call<T> start(Callable<T> callable, Thread.State state) {
            FutureTask<T> task = new FutureTask<>(callable);
            Call<T> call = new Call<>(Thread.ofPlatform().start(task), task);
            Await.state(call.thread, state);
            return call;
        }

        T get() throws Exception {
            return task.get();
        }

        Throwable failure() {
            return assertThrows(ExecutionException.class, task::get).getCause();
        }
    }

    /** Another program holds the lock of the image, which the thread that opens it waits for. */
    private FileChannel holder() throws IOException {
        return FileChannel.open(image, StandardOpenOption.WRITE);
    }

    @Test
    void threadsWaitForTheFileSystemThatOneOfThemOpens() throws Exception {
        Call<FileSystem> first;
        Call<FileSystem> second;
        Call<FileSystem> loser;
        Call<FileSystem> found;
        Call<Path> path;
        try (FileChannel holder = holder();
                FileLock _ = holder.lock()) {
            first = Call.start(this::open, Thread.State.TIMED_WAITING);
            second = Call.start(this::share, Thread.State.WAITING);
            loser = Call.start(this::open, Thread.State.WAITING);
            found = Call.start(() -> FileSystems.getFileSystem(uri), Thread.State.WAITING);
            path = Call.start(() -> Path.of(URI.create(uri + "#/a")), Thread.State.WAITING);
        }
        try (FileSystem opened = first.get()) {
            assertSame(opened, second.get());
            assertInstanceOf(FileSystemAlreadyExistsException.class, loser.failure());
            assertSame(opened, found.get());
            assertEquals(opened.getPath("/a"), path.get());
        }
        assertThrows(FileSystemNotFoundException.class, () -> FileSystems.getFileSystem(uri));
    }

    @Test
    void nextThreadOpensTheImageWhenTheFirstFails() throws Exception {
        Call<FileSystem> first;
        Call<FileSystem> next;
        Call<FileSystem> found;
        try (FileChannel holder = holder();
                FileLock _ = holder.lock()) {
            first = Call.start(this::open, Thread.State.TIMED_WAITING);
            next = Call.start(this::open, Thread.State.WAITING);
            found = Call.start(() -> FileSystems.getFileSystem(uri), Thread.State.WAITING);
            // It gives up the wait for the lock.
            first.thread().interrupt();
            assertInstanceOf(IOException.class, first.failure());
            assertInstanceOf(FileSystemNotFoundException.class, found.failure());
            Await.state(next.thread(), Thread.State.TIMED_WAITING);
        }
        try (FileSystem opened = next.get()) {
            assertSame(opened, FileSystems.getFileSystem(uri));
            assertThrows(FileSystemAlreadyExistsException.class, this::open);
        }
        open().close();
    }

    @Test
    void imageThatCannotBeOpenedTakesNoAddress() throws IOException {
        URI none = uri(Files.write(temp.resolve("none"), new byte[5000]));
        assertThrows(TfsFormatException.class, () -> FileSystems.newFileSystem(none, Map.of()));
        assertThrows(FileSystemNotFoundException.class, () -> FileSystems.getFileSystem(none));
        assertThrows(TfsFormatException.class, () -> FileSystems.newFileSystem(none, Map.of()));
    }
}
