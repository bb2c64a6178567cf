// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

/** When the kernel passes written bytes on to the process behind a mount. */
enum WritePolicy {
    /** Later: the kernel collects the bytes, and sets the time of the change itself. */
    BACK,
    /** With each call of {@code write}. Only stores to a memory mapping come later. */
    THROUGH
}
