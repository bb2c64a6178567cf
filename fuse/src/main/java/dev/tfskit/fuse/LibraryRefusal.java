// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.cli.ToolFailedException;
import java.nio.file.Path;

/** The failures of a mount for which libfuse has printed the reason on standard error. */
final class LibraryRefusal {

    private LibraryRefusal() {}

    /** Returns the failure of an option that libfuse refuses. */
    static ToolFailedException ofOption() {
        return new ToolFailedException(
                "-o", "libfuse has no such option or value", "leave out or correct the one that the line above names");
    }

    /**
     * Returns the failure of a mount that libfuse or the kernel refuses.
     *
     * @param program the program with which libfuse mounts for users without root rights
     */
    static ToolFailedException ofMount(Path mountPoint, String program) {
        return new ToolFailedException(
                mountPoint.toString(),
                "the image could not be mounted there",
                "see the line above; as a user without root rights you need the program " + program);
    }
}
