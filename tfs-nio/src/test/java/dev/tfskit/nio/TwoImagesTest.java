// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Await;
import dev.tfskit.Command;
import dev.tfskit.Tfs;
import dev.tfskit.error.NoSpaceException;
import dev.tfskit.volume.HandMadeVolume;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two images are open in one program: what goes from one to the other, and what one does not do to the other. */
class TwoImagesTest {

    private static final Set<StandardOpenOption> NEW = Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);

    /** The files of an image of the C mkfs store no times. */
    private static final Path WITHOUT_TIMES = Command.PROJECT.resolve("testdata/golden/c-tree.img.lz4");

    @TempDir
    private Path temp;

    private Path image;
    private FileSystem writable;
    private FileSystem other;

    @BeforeEach
    void open() throws IOException {
        image = make("image.raw");
        writable = FileSystems.newFileSystem(image, Map.of("mode", "rw"));
        other = FileSystems.newFileSystem(WITHOUT_TIMES);
    }

    @AfterEach
    void close() throws IOException {
        writable.close();
        other.close();
    }

    private Path make(String name) throws IOException {
        Path made = temp.resolve(name);
        Tfs.create(made, 8 << 20, "two").close();
        return made;
    }

    private static SecureDirectoryStream<Path> secure(Path directory) throws IOException {
        if (Files.newDirectoryStream(directory) instanceof SecureDirectoryStream<Path> secure) {
            return secure;
        }
        throw new AssertionError("the stream is not secure");
    }

    /** No call could set this name, but an image can hold it. */
    @Test
    void attributeWithLongNameIsCopiedAndDeleted() throws IOException {
        String name = "x".repeat(300);
        Path made = Files.write(
                temp.resolve("long.raw"),
                HandMadeVolume.device(HandMadeVolume.tuple("(children:(a:(filelength:0 user." + name + ":v)))"), 1)
                        .toByteArray());
        try (FileSystem source = FileSystems.newFileSystem(made)) {
            Path copy = Files.copy(source.getPath("/a"), writable.getPath("/a"), StandardCopyOption.COPY_ATTRIBUTES);
            UserDefinedFileAttributeView view = Files.getFileAttributeView(copy, UserDefinedFileAttributeView.class);
            assertEquals(List.of(name), view.list());
            view.delete(name);
            assertEquals(List.of(), view.list());
        }
    }

    @Test
    void copyThatDoesNotFitIsRemoved() throws IOException {
        Path large = Files.write(writable.getPath("/large"), new byte[5 << 20]);
        Path copy = writable.getPath("/copy");
        assertThrows(NoSpaceException.class, () -> Files.copy(large, copy));
        assertFalse(Files.exists(copy));
        assertEquals(5 << 20, Files.size(large));
    }

    @Test
    void relativePathsOfAnotherImageBeginInTheDirectoryOfTheStream() throws IOException {
        Files.createDirectories(writable.getPath("/d/sub"));
        Files.createSymbolicLink(writable.getPath("/d/link"), writable.getPath("/d/sub"));
        Path name = other.getPath("/deep").getFileName();
        SeekableByteChannel channel;
        try (SecureDirectoryStream<Path> stream = secure(writable.getPath("/d"))) {
            channel = stream.newByteChannel(name, NEW);
            channel.write(ByteBuffer.wrap("content".getBytes()));
            stream.newByteChannel(other.getPath("link/f"), NEW).close();
            stream.move(name, stream, other.getPath("moved"));
            FileTime time = FileTime.fromMillis(1_000_000_000_000L);
            stream.getFileAttributeView(other.getPath("moved"), BasicFileAttributeView.class)
                    .setTimes(time, null, null);
            assertEquals(time, Files.getLastModifiedTime(writable.getPath("/d/moved")));
            try (SecureDirectoryStream<Path> sub = stream.newDirectoryStream(other.getPath("sub"))) {
                assertEquals(writable.getPath("/d/sub/f"), sub.iterator().next());
                sub.deleteFile(other.getPath("f"));
            }
            stream.deleteDirectory(other.getPath("sub"));
        }
        assertEquals("content", Files.readString(writable.getPath("/d/moved")));
        assertFalse(Files.exists(writable.getPath("/d/sub")));
        other.close();
        assertTrue(channel.isOpen());
        writable.close();
        assertFalse(channel.isOpen());
    }

    @Test
    void absolutePathsOfAnotherImageStayInIt() throws IOException {
        try (SecureDirectoryStream<Path> stream = secure(writable.getPath("/"))) {
            Path binary = other.getPath("/binary");
            try (SecureDirectoryStream<Path> there = stream.newDirectoryStream(binary)) {
                assertTrue(there.iterator().next().startsWith(binary));
            }
            assertThrows(ReadOnlyFileSystemException.class, () -> stream.deleteFile(other.getPath("/allbytes")));
            assertThrows(ReadOnlyFileSystemException.class, () -> stream.deleteDirectory(binary));
            Files.createFile(writable.getPath("/f"));
            Path source = writable.getPath("f");
            assertThrows(AtomicMoveNotSupportedException.class, () -> stream.move(source, stream, binary));
            try (SecureDirectoryStream<Path> there = secure(binary)) {
                assertThrows(AtomicMoveNotSupportedException.class, () -> stream.move(source, there, source));
            }
        }
    }

    @Test
    void copiesHaveTheTimesThatTheirSourcesShow() throws IOException {
        FileTime begin = FileTime.fromMillis(0);
        for (String each : new String[] {"/allbytes", "/binary"}) {
            Path source = other.getPath(each);
            assertEquals(begin, Files.getLastModifiedTime(source));
            Path copy = Files.copy(source, writable.getPath(each), StandardCopyOption.COPY_ATTRIBUTES);
            assertEquals(begin, Files.getLastModifiedTime(copy));
            Path plain = Files.copy(source, writable.getPath(each + "2"));
            assertTrue(Files.getLastModifiedTime(plain).compareTo(begin) > 0);
        }
        try (FileSystem target = FileSystems.newFileSystem(make("target.raw"), Map.of("mode", "rw"))) {
            Path moved = Files.move(writable.getPath("/allbytes"), target.getPath("/moved"));
            assertEquals(begin, Files.getLastModifiedTime(moved));
        }
    }

    @Test
    void equalPathsOfTwoImagesAreOrderedAndDifferent() throws IOException {
        Path one = writable.getPath("/a");
        Path two = other.getPath("/a");
        assertNotEquals(one, two);
        assertNotEquals(0, one.compareTo(two));
        assertEquals(Integer.signum(one.compareTo(two)), -Integer.signum(two.compareTo(one)));
        assertTrue(two.compareTo(writable.getPath("/b")) < 0);
        assertTrue(one.compareTo(other.getPath("/b")) < 0);
        writable.close();
        writable = FileSystems.newFileSystem(image, Map.of("mode", "rw"));
        assertNotEquals(0, one.compareTo(writable.getPath("/a")));
    }

    /** Another program holds the lock of one image: the thread that opens it waits for ten seconds. */
    @Test
    void imageThatIsBeingOpenedDelaysNoOther() throws Exception {
        Path busy = make("busy.raw");
        URI uri = URI.create("tfs://" + busy.toUri().getRawPath());
        Path third = make("third.raw");
        FutureTask<FileSystem> opening = new FutureTask<>(() -> FileSystems.newFileSystem(uri, Map.of("mode", "rw")));
        try (FileChannel holder = FileChannel.open(busy, StandardOpenOption.WRITE);
                FileLock _ = holder.lock()) {
            Await.state(Thread.ofPlatform().start(opening), Thread.State.TIMED_WAITING);
            Path path = writable.getPath("/a");
            assertEquals(path, Path.of(path.toUri()));
            FileSystems.newFileSystem(third).close();
            assertFalse(opening.isDone());
        }
        opening.get().close();
    }
}
