// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A request to the process behind a mount. */
enum MountRequest {

    /** Opens the root directory, and has no answer. The kernel may return attributes from its cache, but not this. */
    LIST(10) {
        @Override
        String send(Path mountPoint, LibC libC) throws IOException {
            try (DirectoryStream<Path> _ = Files.newDirectoryStream(mountPoint)) {
                return "";
            }
        }
    },

    /**
     * Makes all changes durable, and has no answer. Where the root directory may not be read, nothing is requested:
     * there is no other way to ask for it.
     */
    SYNC(60) {
        @Override
        String send(Path mountPoint, LibC libC) throws IOException {
            try (FileChannel root = FileChannel.open(mountPoint, StandardOpenOption.READ)) {
                root.force(true);
            } catch (AccessDeniedException mayNotRead) {
                return "";
            }
            return "";
        }
    },

    /**
     * Returns the text of {@link MountDaemon#ATTRIBUTE}; an empty text when there is none, as in other file systems.
     */
    DESCRIBE(10) {
        @Override
        String send(Path mountPoint, LibC libC) {
            byte[] value = new byte[VALUE_BYTES];
            byte[] name = CString.of(MountDaemon.ATTRIBUTE.toByteArray());
            long count = libC.getxattr(CString.of(mountPoint), name, value, value.length);
            return count < 0 ? "" : new String(value, 0, (int) count, StandardCharsets.UTF_8);
        }
    };

    /** The most that Linux allows for the value of an attribute. */
    private static final int VALUE_BYTES = 1 << 16;

    private final int mostSeconds;

    MountRequest(int mostSeconds) {
        this.mostSeconds = mostSeconds;
    }

    /** Returns how long the process behind the mount of another user has for the answer, in seconds. */
    int mostSeconds() {
        return mostSeconds;
    }

    /**
     * Sends the request, and waits for the answer without a limit.
     *
     * @throws IOException when the request fails
     */
    abstract String send(Path mountPoint, LibC libC) throws IOException;
}
