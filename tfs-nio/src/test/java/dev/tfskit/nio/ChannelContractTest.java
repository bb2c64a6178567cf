// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.FileLockInterruptionException;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The operations of a channel on a file. */
class ChannelContractTest extends Contract {

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes());
    }

    private static FileChannel both(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
    }

    @Test
    void positionMovesWithReadsAndWrites() throws IOException {
        try (FileChannel channel = both(path("file"))) {
            assertEquals(0, channel.position());
            assertEquals(5, channel.write(bytes("hello")));
            assertEquals(5, channel.position());
            assertEquals(-1, channel.read(ByteBuffer.allocate(3)));
            assertEquals(channel, channel.position(1));
            ByteBuffer target = ByteBuffer.allocate(3);
            assertEquals(3, channel.read(target));
            assertArrayEquals("ell".getBytes(), target.array());
            assertEquals(1, channel.read(ByteBuffer.allocate(3)));
            assertEquals(0, channel.read(ByteBuffer.allocate(0)));
            assertEquals(0, channel.write(ByteBuffer.allocate(0)));
            channel.position(1L << 40);
            assertEquals(-1, channel.read(ByteBuffer.allocate(3)));
            assertEquals(5, channel.size());
        }
    }

    @Test
    void positionalOperationsLeaveThePosition() throws IOException {
        try (FileChannel channel = both(path("file"))) {
            assertEquals(2, channel.write(bytes("zz"), 3));
            assertEquals(0, channel.position());
            ByteBuffer target = ByteBuffer.allocate(9);
            assertEquals(4, channel.read(target, 1));
            assertArrayEquals(new byte[] {0, 0, 'z', 'z', 0, 0, 0, 0, 0}, target.array());
            assertEquals(-1, channel.read(ByteBuffer.allocate(1), 5));
            assertEquals(-1, channel.read(ByteBuffer.allocate(1), 1L << 40));
            assertEquals(0, channel.position());
            assertThrows(IllegalArgumentException.class, () -> channel.read(ByteBuffer.allocate(1), -1));
            assertThrows(IllegalArgumentException.class, () -> channel.write(ByteBuffer.allocate(1), -1));
            assertThrows(IllegalArgumentException.class, () -> channel.position(-1));
        }
    }

    @Test
    void manyBuffersAreFilledAndDrainedInOrder() throws IOException {
        try (FileChannel channel = both(path("file"))) {
            assertEquals(7, channel.write(new ByteBuffer[] {bytes("ab"), bytes(""), bytes("cdefg")}));
            assertEquals(2, channel.write(new ByteBuffer[] {bytes("no"), bytes("hi"), bytes("no")}, 1, 1));
            channel.position(1);
            ByteBuffer first = ByteBuffer.allocate(3);
            ByteBuffer second = ByteBuffer.allocate(9);
            assertEquals(8, channel.read(new ByteBuffer[] {first, second}));
            assertArrayEquals("bcd".getBytes(), first.array());
            assertEquals(5, second.position());
            assertEquals(-1, channel.read(new ByteBuffer[] {ByteBuffer.allocate(1)}));
            assertEquals(0, channel.read(new ByteBuffer[] {}));
            assertThrows(IndexOutOfBoundsException.class, () -> channel.read(new ByteBuffer[1], 1, 1));
            assertThrows(IndexOutOfBoundsException.class, () -> channel.write(new ByteBuffer[1], 0, 2));
        }
    }

    @Test
    void buffersThatCannotBeFilledAreRefused() throws IOException {
        try (FileChannel channel = both(file("file"))) {
            ByteBuffer fixed = ByteBuffer.allocate(1).asReadOnlyBuffer();
            assertThrows(IllegalArgumentException.class, () -> channel.read(fixed));
            assertThrows(IllegalArgumentException.class, () -> channel.read(fixed, 0));
        }
    }

    @Test
    void appendingWritesAtTheEnd() throws IOException {
        Path file = file("file", "123");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.APPEND);
                FileChannel other = FileChannel.open(file, StandardOpenOption.WRITE)) {
            assertEquals(3, channel.position());
            channel.write(bytes("45"));
            other.write(bytes("6"), 5);
            channel.position(0);
            channel.write(bytes("7"));
            assertEquals(7, channel.position());
            channel.write(new ByteBuffer[] {bytes("8"), bytes("9")});
        }
        assertEquals("123456789", Files.readString(file));
    }

    @Test
    void truncatingShortensAndNeverGrows() throws IOException {
        try (FileChannel channel = both(file("file", "0123456789"))) {
            channel.position(8);
            assertEquals(channel, channel.truncate(20));
            assertEquals(10, channel.size());
            assertEquals(8, channel.position());
            channel.truncate(4);
            assertEquals(4, channel.size());
            assertEquals(4, channel.position());
            channel.position(2).truncate(3);
            assertEquals(2, channel.position());
            assertThrows(IllegalArgumentException.class, () -> channel.truncate(-1));
            channel.write(bytes("x"), 5);
            ByteBuffer all = ByteBuffer.allocate(6);
            channel.read(all, 0);
            assertArrayEquals(new byte[] {'0', '1', '2', 0, 0, 'x'}, all.array());
        }
    }

    @Test
    void channelsDoOnlyWhatTheyWereOpenedFor() throws IOException {
        Path file = file("file");
        try (FileChannel reading = FileChannel.open(file);
                FileChannel writing = FileChannel.open(file, StandardOpenOption.WRITE)) {
            List<Executable> writes = List.of(
                    () -> reading.write(bytes("x")),
                    () -> reading.write(bytes("x"), 0),
                    () -> reading.write(new ByteBuffer[] {bytes("x")}),
                    () -> reading.truncate(0),
                    () -> reading.transferFrom(Channels.newChannel(new ByteArrayInputStream(new byte[1])), 0, 1),
                    () -> reading.lock(),
                    () -> reading.tryLock());
            for (Executable each : writes) {
                assertThrows(NonWritableChannelException.class, each);
            }
            List<Executable> reads = List.of(
                    () -> writing.read(ByteBuffer.allocate(1)),
                    () -> writing.read(ByteBuffer.allocate(1), 0),
                    () -> writing.read(new ByteBuffer[] {ByteBuffer.allocate(1)}),
                    () -> writing.transferTo(0, 1, writing),
                    () -> writing.lock(0, 1, true));
            for (Executable each : reads) {
                assertThrows(NonReadableChannelException.class, each);
            }
            assertThrows(NonWritableChannelException.class, () -> reading.transferTo(0, 1, reading));
            reading.force(true);
            writing.force(false);
        }
    }

    @Test
    void closedChannelsRefuseEverything() throws IOException {
        FileChannel channel = both(file("file"));
        FileLock lock = channel.lock();
        channel.close();
        channel.close();
        assertFalse(channel.isOpen());
        assertFalse(lock.isValid());
        List<Executable> all = List.of(
                () -> channel.read(ByteBuffer.allocate(1)),
                () -> channel.read(ByteBuffer.allocate(1), 0),
                () -> channel.read(new ByteBuffer[] {ByteBuffer.allocate(1)}),
                () -> channel.write(bytes("x")),
                () -> channel.write(bytes("x"), 0),
                () -> channel.write(new ByteBuffer[] {bytes("x")}),
                channel::position,
                () -> channel.position(0),
                channel::size,
                () -> channel.truncate(0),
                () -> channel.force(true),
                () -> channel.transferTo(0, 1, Channels.newChannel(new ByteArrayOutputStream())),
                () -> channel.transferFrom(Channels.newChannel(new ByteArrayInputStream(new byte[1])), 0, 1),
                channel::lock,
                channel::tryLock,
                lock::release);
        for (Executable each : all) {
            assertThrows(ClosedChannelException.class, each);
        }
    }

    @Test
    void transfersMoveBytesAndNoPosition() throws IOException {
        try (FileChannel from = both(file("from", "0123456789"));
                FileChannel to = both(file("to", "abc"))) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            assertEquals(4, from.transferTo(3, 4, Channels.newChannel(out)));
            assertEquals("3456", out.toString());
            assertEquals(2, from.transferTo(8, 100, Channels.newChannel(out)));
            assertEquals(0, from.transferTo(20, 1, Channels.newChannel(out)));
            assertEquals(0, from.transferTo(0, 0, Channels.newChannel(out)));
            assertEquals(0, from.position());
            to.position(3);
            assertEquals(10, from.transferTo(0, 10, to));
            assertEquals(13, to.position());
            from.position(5);
            assertEquals(3, to.transferFrom(from, 1, 3));
            assertEquals(8, from.position());
            assertEquals(2, to.transferFrom(from, 14, 3));
            assertEquals(2, to.transferFrom(Channels.newChannel(new ByteArrayInputStream("yz".getBytes())), 13, 9));
            assertThrows(IllegalArgumentException.class, () -> from.transferTo(-1, 1, to));
            assertThrows(IllegalArgumentException.class, () -> from.transferTo(0, -1, to));
            assertThrows(IllegalArgumentException.class, () -> from.transferFrom(to, -1, 1));
            assertThrows(IllegalArgumentException.class, () -> from.transferFrom(to, 0, -1));
        }
        assertEquals(16, Files.size(path("to")));
        assertEquals("a567", Files.readString(path("to")).substring(0, 4));
        assertEquals("yz9", Files.readString(path("to")).substring(13));
    }

    @Test
    void largeTransfersBetweenFilesAreWhole() throws IOException {
        byte[] content = new byte[3_000_001];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) (i * 31 >> 3);
        }
        Path from = Files.write(path("from"), content);
        try (FileChannel source = FileChannel.open(from);
                FileChannel target = both(path("to"))) {
            assertEquals(content.length, source.transferTo(0, Long.MAX_VALUE, target));
            assertEquals(content.length, target.transferFrom(source, 1, content.length));
        }
        assertArrayEquals(content, Files.readAllBytes(from));
        assertEquals(content.length + 1, Files.size(path("to")));
    }

    @Test
    void locksExcludeEachOtherInThisProcess() throws IOException {
        Path file = file("file");
        try (FileChannel one = both(file);
                FileChannel two = both(file)) {
            FileLock lock = one.lock(10, 10, false);
            assertTrue(lock.isValid());
            assertFalse(lock.isShared());
            assertEquals(one, lock.acquiredBy());
            assertThrows(OverlappingFileLockException.class, () -> two.tryLock(15, 1, false));
            assertThrows(OverlappingFileLockException.class, () -> two.lock(0, 11, true));
            assertThrows(OverlappingFileLockException.class, () -> one.tryLock());
            FileLock shared = two.tryLock(20, 5, true);
            assertTrue(shared.isShared());
            lock.release();
            lock.release();
            assertFalse(lock.isValid());
            two.lock(10, 10, false).close();
            shared.release();
            FileLock all = two.lock(5, 0, false);
            assertEquals(Long.MAX_VALUE - 5, all.size());
            assertThrows(OverlappingFileLockException.class, () -> one.tryLock(1L << 50, 1, false));
            assertThrows(IllegalArgumentException.class, () -> one.lock(-1, 1, false));
            assertThrows(IllegalArgumentException.class, () -> one.lock(0, -1, false));
            assertThrows(IllegalArgumentException.class, () -> one.tryLock(1, Long.MAX_VALUE, false));
        }
        try (FileChannel again = both(file)) {
            again.lock().release();
        }
    }

    @Test
    void removedFilesStayUsableWhileOpen() throws IOException {
        Path file = file("file", "content");
        try (FileChannel channel = both(file)) {
            Files.delete(file);
            file("file", "another");
            ByteBuffer target = ByteBuffer.allocate(7);
            channel.read(target);
            assertArrayEquals("content".getBytes(), target.array());
            channel.write(bytes("more"));
            assertEquals(11, channel.size());
        }
        assertEquals("another", Files.readString(file));
    }

    @Test
    void interruptedThreadsCloseTheirChannelAlone() throws IOException {
        Path file = file("file", "content");
        try (FileChannel channel = both(file)) {
            Thread.currentThread().interrupt();
            assertThrows(ClosedByInterruptException.class, () -> channel.read(ByteBuffer.allocate(1)));
            assertTrue(Thread.interrupted());
            assertFalse(channel.isOpen());
        }
        assertEquals("content", Files.readString(file));
    }

    /** A thread waits for a lock, so an interrupt ends that; it never waits when it only tries. */
    @Test
    void interruptedThreadsGetALockOnlyByTrying() throws IOException {
        try (FileChannel channel = both(file("file"))) {
            Thread.currentThread().interrupt();
            FileLock lock = channel.tryLock();
            assertTrue(Thread.interrupted());
            assertTrue(lock.isValid());
            lock.release();
            Thread.currentThread().interrupt();
            assertThrows(FileLockInterruptionException.class, channel::lock);
            assertTrue(Thread.interrupted());
            assertFalse(channel.isOpen());
            assertThrows(ClosedChannelException.class, channel::tryLock);
        }
    }

    @Test
    void mappingIsRefusedInImagesAlone() throws IOException {
        try (FileChannel channel = both(file("file", "content"))) {
            if (subject == Subject.TFS) {
                assertThrows(
                        UnsupportedOperationException.class, () -> channel.map(FileChannel.MapMode.READ_ONLY, 0, 7));
            } else {
                assertEquals(
                        'c', channel.map(FileChannel.MapMode.READ_ONLY, 0, 7).get(0));
            }
        }
    }
}
