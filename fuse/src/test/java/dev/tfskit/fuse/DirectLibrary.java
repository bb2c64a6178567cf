// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.cli.UsageException;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import jnr.constants.platform.Errno;

/**
 * The side of libfuse without a kernel: calls the functions of an operation table as the latest libfuse does, and takes
 * the answers.
 */
final class DirectLibrary implements FuseBinding {

    private static final long REQUEST = 4711;
    private static final long ROOM = 1 << 10;

    private final OperationTable table = newTable();
    private final long caller = NativeMemory.allocate(ROOM);
    private final LibFuse functions = (LibFuse) Proxy.newProxyInstance(
            LibFuse.class.getClassLoader(),
            new Class<?>[] {LibFuse.class},
            (_, method, arguments) -> reply(method.getName(), arguments));
    private String answer = "";
    private long number;
    private byte[] bytes = {};

    /** Connects the operations of a volume that is mounted with some options, which then answer the requests. */
    Operations connect(Volume volume, NamelessFiles nameless, String... options) throws IOException, UsageException {
        KernelNotices kernel = new KernelNotices() {
            @Override
            public void forgetAttributes(long inode) {}

            @Override
            public void passOnContents(long inode, long offset, long length) {}
        };
        return new Operations(
                table,
                this,
                volume,
                MountOptions.parse(List.of(options)),
                WritePolicy.THROUGH,
                kernel,
                InstantSource.system(),
                nameless,
                Runnable::run,
                new FailureLog(line -> answer = line));
    }

    /** Returns memory for the {@code struct fuse_file_info} of an open file. */
    static long newInfo() {
        return NativeMemory.allocate(ROOM);
    }

    /**
     * Calls a function of the table as libfuse does. The call is restricted, because it could call anything.
     *
     * @return the answer: the name of its function, or {@code success}, or {@code error} with its number; empty when
     *     there was none
     */
    @SuppressWarnings("restricted")
    String request(OperationTable.Operation operation, long... arguments) {
        answer = "";
        Object[] all = new Object[arguments.length + 1];
        all[0] = REQUEST;
        for (int i = 0; i < arguments.length; i++) {
            all[i + 1] = arguments[i];
        }
        MemoryLayout[] parameters = new MemoryLayout[all.length];
        Arrays.fill(parameters, ValueLayout.JAVA_LONG);
        long function = NativeMemory.getLong(table.address() + (long) operation.ordinal() * Long.BYTES);
        try {
            Linker.nativeLinker()
                    .downcallHandle(MemorySegment.ofAddress(function), FunctionDescriptor.ofVoid(parameters))
                    .invokeWithArguments(all);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
        return answer;
    }

    /** Returns the number of the inode in the last answer with an entry. */
    long number() {
        return number;
    }

    /** Returns the last answer with bytes. */
    byte[] bytes() {
        return bytes.clone();
    }

    private Object reply(String function, Object[] arguments) {
        answer = function;
        switch (function) {
            case "fuse_req_ctx" -> {
                return caller;
            }
            case "fuse_reply_err" -> answer = error((int) arguments[1]);
            case "fuse_reply_create", "fuse_reply_entry" -> number = NativeMemory.getLong((long) arguments[1]);
            case "fuse_reply_buf" -> bytes = NativeMemory.bytes((long) arguments[1], (int) (long) arguments[2]);
            default -> {}
        }
        return 0;
    }

    private static String error(int error) {
        return error == 0 ? "success" : "error " + Errno.valueOf(error);
    }

    @Override
    public String name() {
        return "none";
    }

    @Override
    public LibFuse functions() {
        return functions;
    }

    @Override
    public boolean canWriteBack() {
        return false;
    }

    @Override
    public FileInfo fileInfo() {
        return FileInfo.OF_LIBFUSE_3;
    }

    @Override
    public OperationTable newTable() {
        return new OperationTable(OperationTable.Operation.TMPFILE, true);
    }

    @Override
    public FuseConnection mount(
            Path source,
            Path mountPoint,
            List<String> options,
            boolean debug,
            OperationTable operations,
            Runnable ready) {
        throw new UnsupportedOperationException();
    }
}
