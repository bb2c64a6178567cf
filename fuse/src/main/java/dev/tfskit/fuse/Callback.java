// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import jnr.ffi.annotations.Delegate;

/**
 * Functions that libfuse calls. Their arguments come in registers, so the narrow ones can be taken as wide ones whose
 * upper half means nothing: a function for each number of arguments is enough.
 */
final class Callback {

    private Callback() {}

    /** Two arguments. */
    @FunctionalInterface
    public interface Two {
        /** Is called by libfuse. */
        @Delegate
        void call(long a, long b);
    }

    /** Three arguments. */
    @FunctionalInterface
    public interface Three {
        /** Is called by libfuse. */
        @Delegate
        void call(long a, long b, long c);
    }

    /** Four arguments. */
    @FunctionalInterface
    public interface Four {
        /** Is called by libfuse. */
        @Delegate
        void call(long a, long b, long c, long d);
    }

    /** Five arguments. */
    @FunctionalInterface
    public interface Five {
        /** Is called by libfuse. */
        @Delegate
        void call(long a, long b, long c, long d, long e);
    }

    /** Six arguments. */
    @FunctionalInterface
    public interface Six {
        /** Is called by libfuse. */
        @Delegate
        void call(long a, long b, long c, long d, long e, long f);
    }
}
