// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.posix;

/** Limits of Linux for paths. */
public final class HostLimits {

    /** The most bytes of a path, with the NUL at its end. */
    public static final int PATH_BYTES = 4096;

    private HostLimits() {}
}
