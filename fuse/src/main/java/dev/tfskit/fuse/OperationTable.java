// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import java.util.ArrayList;
import java.util.List;
import jnr.ffi.Runtime;

/**
 * The table of functions that libfuse calls: {@code struct fuse_lowlevel_ops}. The table of libfuse 3 begins like the
 * table of libfuse 2.9.
 */
final class OperationTable {

    private final int size;
    private final boolean hasRenameFlags;
    private final long address;
    /** Keeps the functions reachable: the native side holds only their addresses. */
    private final List<Object> functions = new ArrayList<>();

    /**
     * Creates an empty table.
     *
     * @param last the last function of the table of the library, of those that are used here
     * @param hasRenameFlags whether the library calls RENAME with flags
     */
    OperationTable(Operation last, boolean hasRenameFlags) {
        this.size = last.ordinal() + 1;
        this.hasRenameFlags = hasRenameFlags;
        this.address = NativeMemory.allocate(bytes());
    }

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
        FALLOCATE,
        READDIRPLUS,
        COPY_FILE_RANGE,
        LSEEK,
        TMPFILE
    }

    /** Sets RENAME. A library without flags never requests any. */
    void setRename(Callback.Six function) {
        if (hasRenameFlags) {
            set(Operation.RENAME, function);
        } else {
            set(
                    Operation.RENAME,
                    (request, parent, name, newParent, newName) ->
                            function.call(request, parent, name, newParent, newName, 0));
        }
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

    void set(Operation operation, Callback.Nine function) {
        set(operation, Callback.Nine.class, function);
    }

    private <T> void set(Operation operation, Class<T> type, T function) {
        if (operation.ordinal() >= size) {
            // The library does not know it, and never calls it.
            return;
        }
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
        return (long) size * Long.BYTES;
    }
}
