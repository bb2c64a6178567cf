// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tfskit.device.FileDevice;
import dev.tfskit.value.Symbol;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.Volume;
import dev.tfskit.volume.WritableVolume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Requests for a file of {@code O_TMPFILE}, as every libfuse from 3.17 on passes them on: this calls the functions of
 * the table. The kernel may still refer to the file when no program has it open any more.
 */
class NamelessFileOperationsTest {

    private static final long ROOT = 1;
    private static final int MODE = 0640;
    private static final int BYTES = 1 << 20;
    private static final Symbol NAME = Symbol.of("named");

    @TempDir
    Path temp;

    private final DirectLibrary library = new DirectLibrary();
    /** Their clock stands still. */
    private final NamelessFiles nameless = new NamelessFiles(() -> 0);

    private final long info = DirectLibrary.newInfo();
    private WritableVolume volume;
    private Operations operations;
    private long number;
    private long free;

    @BeforeEach
    void makeFile() throws Exception {
        volume = Volume.openForWriting(
                FileDevice.openForWriting(TestImage.make(temp.resolve("i"), 64 << 20)), InstantSource.system());
        operations = library.connect(volume, nameless);
        free = volume.statistics().freeBlocks();
        assertEquals("fuse_reply_create", request(OperationTable.Operation.TMPFILE, ROOT, MODE, info));
        number = library.number();
        long bytes = NativeMemory.allocate("x".repeat(BYTES).getBytes(StandardCharsets.US_ASCII));
        assertEquals("fuse_reply_write", request(OperationTable.Operation.WRITE, number, bytes, BYTES, 0, info));
    }

    @AfterEach
    void close() throws IOException {
        operations.close();
        volume.close();
    }

    private String request(OperationTable.Operation operation, long... arguments) {
        return library.request(operation, arguments);
    }

    private void forget() {
        request(OperationTable.Operation.FORGET, number, 1);
    }

    @Test
    void closedFileOpensAgainUntilTheKernelForgetsIt() throws IOException {
        request(OperationTable.Operation.RELEASE, number, info);
        assertEquals("fuse_reply_open", request(OperationTable.Operation.OPEN, number, info));
        assertEquals("fuse_reply_buf", request(OperationTable.Operation.READ, number, BYTES, 0, info));
        assertEquals(BYTES, library.bytes().length);
        request(OperationTable.Operation.RELEASE, number, info);
        forget();
        assertEquals(free, volume.statistics().freeBlocks());
    }

    /** As with a descriptor of {@code O_PATH}, or a bind mount, that a program has made of its open file. */
    @Test
    void fileThatWasOpenedAgainStaysOnFullVolume() throws IOException {
        long again = DirectLibrary.newInfo();
        request(OperationTable.Operation.OPEN, number, again);
        request(OperationTable.Operation.RELEASE, number, info);
        request(OperationTable.Operation.RELEASE, number, again);
        nameless.releaseNewest();
        assertEquals("fuse_reply_open", request(OperationTable.Operation.OPEN, number, info));
        request(OperationTable.Operation.RELEASE, number, info);
        forget();
        assertEquals(free, volume.statistics().freeBlocks());
    }

    @Test
    void fileThatWasNotOpenedAgainGivesItsSpaceOnFullVolume() throws IOException {
        request(OperationTable.Operation.RELEASE, number, info);
        nameless.releaseNewest();
        assertEquals(free, volume.statistics().freeBlocks());
    }

    @Test
    void closedFileGetsItsName() throws IOException {
        request(OperationTable.Operation.RELEASE, number, info);
        long name = NativeMemory.allocate(NAME.toByteArray());
        assertEquals("fuse_reply_entry", request(OperationTable.Operation.LINK, number, ROOT, name));
        forget();
        forget();
        RegularFile file = (RegularFile) volume.root().find(NAME).orElseThrow();
        ByteBuffer content = ByteBuffer.allocate(BYTES);
        assertEquals(BYTES, file.read(0, content));
        assertEquals('x', content.get(BYTES - 1));
    }

    @Test
    void spaceIsFreeWhenTheKernelForgetsTheClosedFile() throws IOException {
        request(OperationTable.Operation.RELEASE, number, info);
        forget();
        assertEquals(free, volume.statistics().freeBlocks());
    }
}
