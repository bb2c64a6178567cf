// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Await;
import dev.tfskit.device.SparseDevice;
import dev.tfskit.value.Symbol;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.ClosedFileSystemException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** A volume is closed while others go on with it. */
class ClosingTest {

    private static final Symbol A = Symbol.of("a");
    private static final Symbol B = Symbol.of("b");

    private final SparseDevice device;
    private final InterruptedDevice interrupted;
    private final WritableVolume volume;
    private final Deque<FutureTask<Boolean>> closing = new ArrayDeque<>();

    ClosingTest() throws IOException {
        device = new SparseDevice(Story.empty(4 << 20));
        interrupted = new InterruptedDevice(device);
        volume = Volume.openForWriting(interrupted, new StepClock());
    }

    /** Begins to close the volume in another thread, which cannot go on before this one has. */
    private void beginToClose() {
        FutureTask<Boolean> task = new FutureTask<>(() -> {
            volume.close();
            return true;
        });
        closing.add(task);
        Thread thread = Thread.ofPlatform().start(task);
        Await.state(thread, Thread.State.WAITING);
    }

    @Test
    void closingWaitsForACommit() throws Exception {
        volume.root().createFile(A);
        interrupted.atNextWrite(this::beginToClose);
        volume.root().tree.live().committer().commit();
        assertTrue(closing.getFirst().get());
        assertEquals(List.of(A), Reopened.names(device));
    }

    @Test
    void closingWaitsForTheLogThatIsWrittenAnew() throws Exception {
        volume.root().createFile(A);
        interrupted.atNextWrite(() -> {
            beginToClose();
            volume.root().createFile(B);
        });
        assertTrue(volume.compact());
        assertTrue(closing.getFirst().get());
        assertEquals(List.of(A, B), Reopened.names(device));
    }

    @Test
    void changesAfterTheLastCommitAreRefused() throws IOException {
        volume.root().createFile(A);
        interrupted.atNextWrite(() -> assertThrows(
                ClosedFileSystemException.class, () -> volume.root().createFile(B)));
        volume.close();
        assertEquals(List.of(A), Reopened.names(device));
    }

    @Test
    void nothingCanBeDoneWithAVolumeThatIsClosed() throws IOException {
        RegularFile file = volume.root().createFile(A);
        try (OpenFile open = file.open()) {
            volume.close();
            assertThrows(ClosedFileSystemException.class, () -> open.write(0, ByteBuffer.allocate(1)));
            assertThrows(ClosedFileSystemException.class, () -> open.truncate(1));
            assertThrows(ClosedFileSystemException.class, () -> open.sync(SyncScope.ALL));
        }
        assertThrows(ClosedFileSystemException.class, () -> volume.root().createFile(B));
        assertThrows(ClosedFileSystemException.class, () -> volume.root().unlink(A));
        assertThrows(ClosedFileSystemException.class, volume::commit);
        assertThrows(ClosedFileSystemException.class, volume::compact);
        volume.close();
        assertEquals(List.of(A), Reopened.names(device));
    }
}
