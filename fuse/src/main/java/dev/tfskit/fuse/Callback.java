// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import jnr.ffi.annotations.Delegate;

/**
 * Function types that libfuse calls. Their arguments are passed in registers. So a narrow argument can be declared as a
 * wide one whose upper half is ignored, and one type for each number of arguments is enough.
 */
final class Callback {

    private Callback() {}

    /** Two arguments. */
    @FunctionalInterface
    public interface Two {
        /** Called by libfuse. */
        @Delegate
        void call(long a, long b);
    }

    /** Three arguments. */
    @FunctionalInterface
    public interface Three {
        /** Called by libfuse. */
        @Delegate
        void call(long a, long b, long c);
    }

    /** Four arguments. */
    @FunctionalInterface
    public interface Four {
        /** Called by libfuse. */
        @Delegate
        void call(long a, long b, long c, long d);
    }

    /** Five arguments. */
    @FunctionalInterface
    public interface Five {
        /** Called by libfuse. */
        @Delegate
        void call(long a, long b, long c, long d, long e);
    }

    /** Six arguments. */
    @FunctionalInterface
    public interface Six {
        /** Called by libfuse. */
        @Delegate
        void call(long a, long b, long c, long d, long e, long f);
    }

    /** Nine arguments; a narrow one is widened on the stack, too. */
    @FunctionalInterface
    public interface Nine {
        /** Called by libfuse. */
        @Delegate
        void call(long a, long b, long c, long d, long e, long f, long g, long h, long i);
    }

    /** Sends a message of several parts to a descriptor; returns the bytes sent, or -1. */
    @FunctionalInterface
    public interface Message {
        /** Called by libfuse. */
        @Delegate
        long send(int descriptor, long parts, int count, long unused);
    }
}
