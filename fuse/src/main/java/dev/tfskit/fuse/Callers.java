// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The threads that requests come from, as libfuse describes them until a request is answered. Thread-safe.
 *
 * @param fuse the library
 */
record Callers(LibFuse fuse) {

    /** Returns the thread that a request comes from, with its user and group. */
    Caller of(long request) {
        long context = fuse.fuse_req_ctx(request);
        return new Caller(
                Integer.toUnsignedLong(NativeMemory.getInt(context)),
                Integer.toUnsignedLong(NativeMemory.getInt(context + Integer.BYTES)),
                NativeMemory.getInt(context + 2L * Integer.BYTES));
    }

    /** Returns the supplementary groups of the caller; none when the caller is in another PID namespace. */
    Set<Long> otherGroups(long request) {
        int count = Math.max(0, fuse.fuse_req_getgroups(request, 0, 0));
        long list = NativeMemory.allocate((count + 1L) * Integer.BYTES);
        try {
            int found = Math.min(count, fuse.fuse_req_getgroups(request, count, list));
            return IntStream.range(0, Math.max(0, found))
                    .mapToObj(i -> Integer.toUnsignedLong(NativeMemory.getInt(list + (long) i * Integer.BYTES)))
                    .collect(Collectors.toSet());
        } finally {
            NativeMemory.free(list);
        }
    }
}
