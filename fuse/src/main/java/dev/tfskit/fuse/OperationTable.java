// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import java.util.ArrayList;
import java.util.List;
import jnr.ffi.Runtime;

/** The table of functions that libfuse calls: {@code struct fuse_lowlevel_ops}. */
final class OperationTable {

    private final long address = NativeMemory.allocate((long) Operation.values().length * Long.BYTES);
    /** Keeps the functions reachable: the native side holds only their addresses. */
    private final List<Object> functions = new ArrayList<>();

    /** The functions in the order of the table. libfuse answers ENOSYS for those that are not set. */
    enum Operation {
        INIT,
        DESTROY,
        LOOKUP,
        FORGET,
        GETATTR,
        SETATTR,
        READLINK,
        MKNOD,
        MKDIR,
        UNLINK,
        RMDIR,
        SYMLINK,
        RENAME,
        LINK,
        OPEN,
        READ,
        WRITE,
        FLUSH,
        RELEASE,
        FSYNC,
        OPENDIR,
        READDIR,
        RELEASEDIR,
        FSYNCDIR,
        STATFS,
        SETXATTR,
        GETXATTR,
        LISTXATTR,
        REMOVEXATTR,
        ACCESS,
        CREATE,
        GETLK,
        SETLK,
        BMAP,
        IOCTL,
        POLL,
        WRITE_BUF,
        RETRIEVE_REPLY,
        FORGET_MULTI,
        FLOCK,
        FALLOCATE
    }

    void set(Operation operation, Callback.Two function) {
        set(operation, Callback.Two.class, function);
    }

    void set(Operation operation, Callback.Three function) {
        set(operation, Callback.Three.class, function);
    }

    void set(Operation operation, Callback.Four function) {
        set(operation, Callback.Four.class, function);
    }

    void set(Operation operation, Callback.Five function) {
        set(operation, Callback.Five.class, function);
    }

    void set(Operation operation, Callback.Six function) {
        set(operation, Callback.Six.class, function);
    }

    private <T> void set(Operation operation, Class<T> type, T function) {
        functions.add(function);
        long pointer = Runtime.getSystemRuntime()
                .getClosureManager()
                .getClosurePointer(type, function)
                .address();
        NativeMemory.putLong(address + (long) operation.ordinal() * Long.BYTES, pointer);
    }

    long address() {
        return address;
    }

    long bytes() {
        return (long) Operation.values().length * Long.BYTES;
    }
}
