// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.posix.HostMounts;
import dev.tfskit.posix.HostMounts.HostMount;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds the mounted images in the mount table of the kernel. */
final class MountTable {

    /** The file system type of a mounted image. */
    static final String TYPE = "fuse.tfs";

    private MountTable() {}

    /** Returns the image that is mounted on a directory; empty when another file system is, or is on top of it. */
    static Optional<Path> imageOn(Path directory) throws IOException {
        return on(directory).map(HostMount::source);
    }

    /** Returns the mount of an image on a directory; empty when another file system is, or is on top of it. */
    static Optional<HostMount> on(Path directory) throws IOException {
        return HostMounts.list().stream()
                .filter(mount -> mount.directory().equals(directory))
                .reduce((_, topmost) -> topmost)
                .filter(mount -> mount.type().equals(TYPE));
    }

    /** Returns the latest mount of an image on a directory, also when another file system is on top of it. */
    static Optional<HostMount> latestOn(Path directory) throws IOException {
        return HostMounts.list().stream()
                .filter(mount ->
                        mount.directory().equals(directory) && mount.type().equals(TYPE))
                .reduce((_, latest) -> latest);
    }

    /** Returns the mounts of all images. */
    static List<HostMount> list() throws IOException {
        return HostMounts.list().stream()
                .filter(mount -> mount.type().equals(TYPE))
                .toList();
    }

    /** Returns the mounts of an image, and those on a directory, whatever their image. */
    static List<HostMount> of(Path image, Path directory) throws IOException {
        return HostMounts.list().stream()
                .filter(mount -> mount.type().equals(TYPE)
                        && (mount.source().equals(image) || mount.directory().equals(directory)))
                .toList();
    }

    /** Returns the directories on which the file system of a mount is mounted now. */
    static List<Path> directories(HostMount mount) throws IOException {
        return HostMounts.list().stream()
                .filter(other -> other.device().equals(mount.device()))
                .map(HostMount::directory)
                .toList();
    }
}
