// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * Handles of C library functions. Functions are bound in groups at first use, because binding one takes milliseconds.
 * Functions that can fail take a segment for {@code errno} as their first argument.
 */
final class SystemCalls {

    static final MemoryLayout ERRNO = Linker.Option.captureStateLayout();

    static final MethodHandle OPENAT = bind(
            "openat",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT),
            Linker.Option.firstVariadicArg(3));
    static final MethodHandle CLOSE = bind("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private SystemCalls() {}

    /** The functions that find holes of a file. */
    static final class Seeking {
        static final MethodHandle LSEEK =
                bind("lseek", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT));

        private Seeking() {}
    }

    /** The function that changes which parts of a file have storage; not every C library has it. */
    static final class Allocating {
        static final Optional<MethodHandle> FALLOCATE = Linker.nativeLinker()
                .defaultLookup()
                .find("fallocate")
                .map(_ -> bind("fallocate", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG)));

        private Allocating() {}
    }

    /** The functions that write a tree of files. */
    static final class Writing {
        static final MethodHandle PWRITE =
                bind("pwrite", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG));
        static final MethodHandle FTRUNCATE = bind("ftruncate", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG));
        static final MethodHandle MKDIRAT =
                bind("mkdirat", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
        static final MethodHandle UNLINKAT =
                bind("unlinkat", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
        static final MethodHandle FCHMOD = bind("fchmod", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
        static final MethodHandle FCHOWN =
                bind("fchown", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
        static final MethodHandle GETEUID = bind("geteuid", FunctionDescriptor.of(JAVA_INT));
        static final MethodHandle FUTIMENS = bind("futimens", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));

        private Writing() {}
    }

    /** The functions that create links, sockets, fifos and devices, and change entries by name. */
    static final class Linking {
        static final MethodHandle SYMLINKAT =
                bind("symlinkat", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS));
        static final MethodHandle LINKAT =
                bind("linkat", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT));
        static final MethodHandle FCHOWNAT =
                bind("fchownat", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT));
        static final MethodHandle UTIMENSAT =
                bind("utimensat", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
        static final MethodHandle MKNODAT =
                bind("mknodat", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_LONG));
        static final MethodHandle FCHMODAT =
                bind("fchmodat", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));

        private Linking() {}
    }

    /** The function that reads attributes; not every C library has it. */
    static final class FileStatus {
        static final Optional<MethodHandle> STATX = Linker.nativeLinker()
                .defaultLookup()
                .find("statx")
                .map(_ ->
                        bind("statx", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS)));

        private FileStatus() {}
    }

    /** The functions that read extended attributes. */
    static final class ExtendedReading {
        static final MethodHandle LLISTXATTR =
                bind("llistxattr", FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG));
        static final MethodHandle LGETXATTR =
                bind("lgetxattr", FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG));

        private ExtendedReading() {}
    }

    /** The functions that write extended attributes. */
    static final class ExtendedWriting {
        static final MethodHandle FSETXATTR =
                bind("fsetxattr", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT));
        static final MethodHandle LSETXATTR =
                bind("lsetxattr", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT));

        private ExtendedWriting() {}
    }

    /** The functions that copy what waits in a pipe. */
    static final class Pipes {
        static final MethodHandle PIPE = bind("pipe", FunctionDescriptor.of(JAVA_INT, ADDRESS));
        static final MethodHandle TEE =
                bind("tee", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT));
        static final MethodHandle READ = bind("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));

        private Pipes() {}
    }

    /** The function that describes errors. It cannot fail, so it does not take a segment for {@code errno}. */
    static final class ErrorTexts {
        static final MethodHandle STRERROR = bindInfallible("strerror", FunctionDescriptor.of(ADDRESS, JAVA_INT));

        private ErrorTexts() {}
    }

    @SuppressWarnings("restricted")
    private static MethodHandle bindInfallible(String name, FunctionDescriptor type) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type);
    }

    @SuppressWarnings("restricted")
    private static MethodHandle bind(String name, FunctionDescriptor type, Linker.Option... more) {
        Linker linker = Linker.nativeLinker();
        Linker.Option[] options = new Linker.Option[more.length + 1];
        options[0] = Linker.Option.captureCallState("errno");
        System.arraycopy(more, 0, options, 1, more.length);
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type, options);
    }
}
