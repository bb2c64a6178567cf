// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.cli.ToolFailedException;
import jnr.ffi.LibraryLoader;
import jnr.ffi.annotations.In;
import jnr.ffi.annotations.Out;
import jnr.ffi.types.size_t;

/** The functions of the C library that a process needs to run in the background, and to unmount a file system. */
public interface LibC {

    /**
     * Returns the functions in this process.
     *
     * @throws ToolFailedException when this process can call no function of C; it names the reason
     */
    static LibC load() throws ToolFailedException {
        try {
            // The C library that the JVM runs on. A search for its file could find one for programs of 32 bits.
            return LibraryLoader.create(LibC.class).failImmediately().load(LibraryLoader.DEFAULT_LIBRARY);
        } catch (LinkageError e) {
            throw LibraryFailure.of(e);
        }
    }

    /** Returns the number of the user that this process acts as. */
    int geteuid();

    /** Begins a session without a terminal. */
    int setsid();

    /** Sets the current directory; 0 on success. */
    int chdir(String path);

    /** Opens a file, whose path a NUL ends; -1 on failure. */
    int open(@In byte[] path, int flags, int mode);

    /** Reads bytes; -1 on failure. */
    long read(int descriptor, long bytes, @size_t long count);

    /** Writes bytes; -1 on failure. */
    long write(int descriptor, long bytes, @size_t long count);

    /** Writes several parts, an array of {@code struct iovec}; -1 on failure. */
    long writev(int descriptor, long parts, int count);

    /** Makes a pipe, and puts its two descriptors at an address, that to read from first; 0 on success. */
    int pipe(long descriptors);

    /** Returns a further descriptor for the same open file; -1 on failure. */
    int dup(int descriptor);

    /** Writes bytes; -1 on failure. */
    long write(int descriptor, @In byte[] bytes, @size_t long count);

    /** Reads an extended attribute, and returns its length, or -1 on failure. A NUL ends path and name. */
    long getxattr(@In byte[] path, @In byte[] name, @Out byte[] value, @size_t long size);

    /** Reads a clock: seconds, and nanoseconds of the second; 0 on success. */
    int clock_gettime(int clock, @Out long[] time);

    /** Makes a system call that this library may have no function for; -1 on failure. */
    long syscall(long number, long first, long second);

    /** Makes a system call of three arguments that the library would make for all threads; -1 on failure. */
    long syscall(long number, long first, long second, long third);

    /** Waits for events of descriptors, an array of {@code struct pollfd}; -1 on failure. */
    int poll(long descriptors, long count, int milliseconds);

    /** Makes a descriptor refer to the open file of another. */
    int dup2(int from, int to);

    /** Closes a descriptor. */
    int close(int descriptor);

    /** Frees memory that a function of a C library has allocated. */
    void free(long address);

    /** Unmounts a file system, to which a path with a NUL at its end leads; 0 on success. */
    int umount2(@In byte[] path, int flags);
}
