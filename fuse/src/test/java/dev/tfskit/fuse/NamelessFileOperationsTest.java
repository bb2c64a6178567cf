// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tfskit.device.FileDevice;
import dev.tfskit.value.Symbol;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.Volume;
import dev.tfskit.volume.WritableVolume;
import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import jnr.constants.platform.Errno;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Requests for a file of {@code O_TMPFILE}, as every libfuse from 3.17 on passes them on: this calls the functions of
 * the table. The kernel may still refer to the file when no program has it open any more.
 */
class NamelessFileOperationsTest {

    private static final long REQUEST = 4711;
    private static final long ROOT = 1;
    private static final int MODE = 0640;
    private static final int BYTES = 1 << 20;
    private static final long ROOM = 1 << 10;
    private static final Symbol NAME = Symbol.of("named");

    @TempDir
    Path temp;

    private final OperationTable table = new OperationTable(OperationTable.Operation.TMPFILE, true);
    private final long info = NativeMemory.allocate(ROOM);
    private final long caller = NativeMemory.allocate(ROOM);
    /** The answer to the last request: the name of its function, with the number of an error. */
    private String answer = "";
    /** The number of the inode in the last answer with an entry. */
    private long number;

    private WritableVolume volume;
    /** Its clock stands still. */
    private MountContext mounted;

    private PageFlusher flusher;
    private AttributeNotices notices;
    private long free;

    @BeforeEach
    void makeFile() throws Throwable {
        volume = Volume.openForWriting(
                FileDevice.openForWriting(TestImage.make(temp.resolve("i"), 64 << 20)), InstantSource.system());
        LibFuse fuse = (LibFuse) Proxy.newProxyInstance(
                LibFuse.class.getClassLoader(),
                new Class<?>[] {LibFuse.class},
                (_, method, arguments) -> call(method.getName(), arguments));
        mounted = new MountContext(
                volume,
                new Replies(fuse, FileInfo.OF_LIBFUSE_3),
                OwnershipOverride.AS_STORED,
                WritePolicy.THROUGH,
                line -> answer = line,
                () -> 0);
        flusher = new PageFlusher((_, _, _) -> {});
        notices = new AttributeNotices(_ -> {});
        NameOperations names = new NameOperations(mounted, SpecialFilePolicy.REFUSE);
        names.register(table);
        new FileOperations(
                        mounted,
                        names,
                        new PrivilegeRemoval(mounted, _ -> {}),
                        flusher,
                        new StaleBlocks(_ -> {}),
                        notices)
                .register(table);
        free = volume.statistics().freeBlocks();
        request(OperationTable.Operation.TMPFILE, ROOT, MODE, info);
        assertEquals("fuse_reply_create", answer);
        long bytes = NativeMemory.allocate("x".repeat(BYTES).getBytes(StandardCharsets.US_ASCII));
        request(OperationTable.Operation.WRITE, number, bytes, BYTES, 0, info);
        assertEquals("fuse_reply_write", answer);
    }

    @AfterEach
    void close() throws IOException {
        flusher.close();
        notices.close();
        volume.close();
    }

    private Object call(String function, Object[] arguments) {
        switch (function) {
            case "fuse_req_ctx" -> {
                return caller;
            }
            case "fuse_reply_err" -> answer = function + " " + Errno.valueOf((int) arguments[1]);
            case "fuse_reply_create", "fuse_reply_entry" -> {
                answer = function;
                number = NativeMemory.getLong((long) arguments[1]);
            }
            case "fuse_reply_buf" -> answer = function + " " + arguments[2];
            default -> answer = function;
        }
        return 0;
    }

    /** Calls a function of the table as libfuse does. The call is restricted, because it could call anything. */
    @SuppressWarnings("restricted")
    private void request(OperationTable.Operation operation, long... arguments) throws Throwable {
        Object[] all = new Object[arguments.length + 1];
        all[0] = REQUEST;
        for (int i = 0; i < arguments.length; i++) {
            all[i + 1] = arguments[i];
        }
        MemoryLayout[] parameters = new MemoryLayout[all.length];
        Arrays.fill(parameters, ValueLayout.JAVA_LONG);
        long function = NativeMemory.getLong(table.address() + (long) operation.ordinal() * Long.BYTES);
        Linker.nativeLinker()
                .downcallHandle(MemorySegment.ofAddress(function), FunctionDescriptor.ofVoid(parameters))
                .invokeWithArguments(all);
    }

    private void forget() throws Throwable {
        request(OperationTable.Operation.FORGET, number, 1);
    }

    @Test
    void closedFileOpensAgainUntilTheKernelForgetsIt() throws Throwable {
        request(OperationTable.Operation.RELEASE, number, info);
        request(OperationTable.Operation.OPEN, number, info);
        assertEquals("fuse_reply_open", answer);
        request(OperationTable.Operation.READ, number, BYTES, 0, info);
        assertEquals("fuse_reply_buf " + BYTES, answer);
        request(OperationTable.Operation.RELEASE, number, info);
        forget();
        assertEquals(free, volume.statistics().freeBlocks());
    }

    /** As with a descriptor of {@code O_PATH}, or a bind mount, that a program has made of its open file. */
    @Test
    void fileThatWasOpenedAgainStaysOnFullVolume() throws Throwable {
        long again = NativeMemory.allocate(ROOM);
        request(OperationTable.Operation.OPEN, number, again);
        request(OperationTable.Operation.RELEASE, number, info);
        request(OperationTable.Operation.RELEASE, number, again);
        mounted.nameless().releaseNewest();
        request(OperationTable.Operation.OPEN, number, info);
        assertEquals("fuse_reply_open", answer);
        request(OperationTable.Operation.RELEASE, number, info);
        forget();
        assertEquals(free, volume.statistics().freeBlocks());
    }

    @Test
    void fileThatWasNotOpenedAgainGivesItsSpaceOnFullVolume() throws Throwable {
        request(OperationTable.Operation.RELEASE, number, info);
        mounted.nameless().releaseNewest();
        assertEquals(free, volume.statistics().freeBlocks());
    }

    @Test
    void closedFileGetsItsName() throws Throwable {
        request(OperationTable.Operation.RELEASE, number, info);
        long name = NativeMemory.allocate(NAME.toByteArray());
        request(OperationTable.Operation.LINK, number, ROOT, name);
        assertEquals("fuse_reply_entry", answer);
        forget();
        forget();
        RegularFile file = (RegularFile) volume.root().find(NAME).orElseThrow();
        ByteBuffer content = ByteBuffer.allocate(BYTES);
        assertEquals(BYTES, file.read(0, content));
        assertEquals('x', content.get(BYTES - 1));
    }

    @Test
    void spaceIsFreeWhenTheKernelForgetsTheClosedFile() throws Throwable {
        request(OperationTable.Operation.RELEASE, number, info);
        forget();
        assertEquals(free, volume.statistics().freeBlocks());
    }
}
