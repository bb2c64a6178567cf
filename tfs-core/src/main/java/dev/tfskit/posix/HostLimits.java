// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.posix;

/** Limits of Linux for paths. */
public final class HostLimits {

    /** The most symbolic links that are followed along one path. */
    public static final int SYMBOLIC_LINKS = 40;

    private HostLimits() {}
}
