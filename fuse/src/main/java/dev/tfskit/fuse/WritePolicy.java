// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

/** Determines when the kernel passes written bytes on to the process behind a mount. */
enum WritePolicy {
    /** The kernel collects the bytes, passes them on later, and sets the time of the change itself. */
    BACK,
    /** The kernel passes them on with each call of {@code write}. Only stores to a memory mapping come later. */
    THROUGH
}
