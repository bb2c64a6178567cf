// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What one file held after each step, and what was written to it in each. The bytes of a write are random, so those of
 * another file or of another write show.
 */
final class FileStory {

    private final List<Version> versions = new ArrayList<>();
    private final List<Touch> touches = new ArrayList<>();

    FileStory(int step, byte[] bytes) {
        become(step, bytes);
    }

    private record Version(int step, byte[] bytes) {}

    private record Touch(int step, long position, byte[] bytes) {

        boolean explains(int at, byte found) {
            return at >= position && at < position + bytes.length && bytes[(int) (at - position)] == found;
        }
    }

    /** In this step, bytes are written to places that the file may have already. */
    void touch(int step, long position, byte[] bytes) {
        touches.add(new Touch(step, position, bytes));
    }

    /** After this step the file holds these bytes. */
    void become(int step, byte[] bytes) {
        versions.add(new Version(step, bytes));
    }

    byte[] now() {
        return versions.getLast().bytes;
    }

    byte[] at(int step) {
        byte[] bytes = versions.getFirst().bytes;
        for (Version version : versions) {
            if (version.step <= step) {
                bytes = version.bytes;
            }
        }
        return bytes;
    }

    /**
     * Fails unless each byte is what it was after a step, or was written in a later one.
     *
     * @param tree the step whose tree the disk has
     * @param synced the last one after which the bytes were made durable
     */
    void check(String path, int tree, int synced, byte[] found) {
        int since = Math.max(tree, synced);
        byte[] exact = at(since);
        if (found.length != exact.length) {
            throw new AssertionError(path + " has " + found.length + " bytes after step " + tree + ", and "
                    + exact.length + " were made durable after step " + synced);
        }
        for (int i = Arrays.mismatch(exact, found); i >= 0 && i < found.length; i++) {
            if (found[i] != exact[i] && !isExplained(since, i, found[i])) {
                throw new AssertionError("byte " + i + " of " + path + " is " + found[i] + ", but it was " + exact[i]
                        + " after step " + since + ", and " + found[i] + " was not written there since");
            }
        }
    }

    private boolean isExplained(int since, int at, byte found) {
        for (Touch touch : touches) {
            if (touch.step > since && touch.explains(at, found)) {
                return true;
            }
        }
        return false;
    }
}
