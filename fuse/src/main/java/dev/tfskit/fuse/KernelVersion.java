// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version of the Linux kernel.
 *
 * @param major the number before the first point
 * @param minor the number behind it
 */
record KernelVersion(int major, int minor) {

    private static final Pattern FORM = Pattern.compile("([0-9]{1,4})\\.([0-9]{1,4}).*");
    private static final KernelVersion WITH_FLUSH_ON_CLOSE = new KernelVersion(5, 8);
    private static final KernelVersion WITH_WAIT_FOR_WRITES = new KernelVersion(6, 16);

    /** Reads a version as {@code uname -r} prints it; one that has another form is taken for a new one. */
    static KernelVersion of(String text) {
        Matcher form = FORM.matcher(text);
        return form.matches()
                ? new KernelVersion(Integer.parseInt(form.group(1)), Integer.parseInt(form.group(2)))
                : WITH_WAIT_FOR_WRITES;
    }

    /** Returns the version of the kernel of this machine. */
    static KernelVersion here() {
        return of(System.getProperty("os.version", ""));
    }

    /**
     * Returns whether the kernel passes on the written bytes of a file when a program closes it. Before 5.8 it does so
     * only for a file system that wants a request at each close; otherwise {@code close} does not report a full volume.
     */
    boolean flushesOnClose() {
        return isAtLeast(WITH_FLUSH_ON_CLOSE);
    }

    /**
     * Returns whether the kernel waits, when it is to pass on the bytes of an open file, until these are written.
     * Before 6.16 it only made the requests and returned.
     */
    boolean waitsForWrites() {
        return isAtLeast(WITH_WAIT_FOR_WRITES);
    }

    private boolean isAtLeast(KernelVersion other) {
        return major > other.major || major == other.major && minor >= other.minor;
    }
}
