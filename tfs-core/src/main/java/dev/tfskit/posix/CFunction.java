// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.posix;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * A function of the C library. All functions are called through the same method handle, which takes five numbers of 64
 * bits. A method handle with other parameter types would cost a dozen classes of the JVM, and so more time than opening
 * a thousand files.
 *
 * <p>The processors of {@link OpenFlags} allow such calls: they pass numbers and addresses in registers, a function
 * uses only the registers and bits of its own parameters, and an {@code int} arrives with its sign extended.
 * Thread-safe.
 */
enum CFunction {
    CLOSE("close", Result.INT),
    DUP("dup", Result.INT),
    FALLOCATE("fallocate", Result.INT),
    FCHMOD("fchmod", Result.INT),
    FCHMODAT("fchmodat", Result.INT),
    FCHOWN("fchown", Result.INT),
    FCHOWNAT("fchownat", Result.INT),
    FCNTL("fcntl", Result.INT),
    FSETXATTR("fsetxattr", Result.INT),
    FTRUNCATE("ftruncate", Result.INT),
    FUTIMENS("futimens", Result.INT),
    GETEUID("geteuid", Result.INT),
    LGETXATTR("lgetxattr", Result.LONG),
    LINKAT("linkat", Result.INT),
    LLISTXATTR("llistxattr", Result.LONG),
    LSEEK("lseek", Result.LONG),
    LSETXATTR("lsetxattr", Result.INT),
    MKDIRAT("mkdirat", Result.INT),
    MKNODAT("mknodat", Result.INT),
    OPENAT("openat", Result.INT),
    PIPE("pipe", Result.INT),
    PWRITE("pwrite", Result.LONG),
    READ("read", Result.LONG),
    RENAMEAT("renameat", Result.INT),
    SETXATTR("setxattr", Result.INT),
    STATX("statx", Result.INT),
    STRERROR("strerror", Result.LONG),
    SYMLINKAT("symlinkat", Result.INT),
    TEE("tee", Result.LONG),
    UNLINKAT("unlinkat", Result.INT),
    UTIMENSAT("utimensat", Result.INT);

    /** The layout of the memory that receives {@code errno}; {@code errno} is its first number. */
    static final MemoryLayout ERRNO = Linker.Option.captureStateLayout();

    /** The type of a result. The upper half of a register that returns an {@code int} is not defined. */
    private enum Result {
        INT,
        LONG
    }

    /** The method handle, in a class of its own, so that {@link #exists} does not create it. */
    private static final class Handle {

        static final MethodHandle CALL = link();

        private Handle() {}

        @SuppressWarnings("restricted")
        private static MethodHandle link() {
            FunctionDescriptor numbers =
                    FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
            return Linker.nativeLinker().downcallHandle(numbers, Linker.Option.captureCallState("errno"));
        }
    }

    private final Result result;
    private final @Nullable MemorySegment address;

    CFunction(String name, Result result) {
        this.result = result;
        this.address = Linker.nativeLinker().defaultLookup().find(name).orElse(null);
    }

    /** Returns whether the C library has this function. Some lack {@link #FALLOCATE} or {@link #STATX}. */
    boolean exists() {
        return address != null;
    }

    /**
     * Calls the function. It ignores arguments that it has no parameters for.
     *
     * @param errno receives {@code errno}, with the layout {@link #ERRNO}
     * @return the result
     * @throws UnsupportedOperationException when the C library lacks the function
     */
    long call(MemorySegment errno, long first, long second, long third, long fourth, long fifth) {
        if (address == null) {
            throw new UnsupportedOperationException("the C library has no function " + name());
        }
        try {
            long returned = (long) Handle.CALL.invokeExact(address, errno, first, second, third, fourth, fifth);
            return result == Result.INT ? (int) returned : returned;
        } catch (Throwable unexpected) {
            throw new AssertionError(unexpected);
        }
    }

    /** Returns the error number that the last call stored in {@code errno}. */
    static int number(MemorySegment errno) {
        return errno.get(ValueLayout.JAVA_INT, 0);
    }
}
