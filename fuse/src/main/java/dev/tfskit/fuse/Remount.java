// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.cli.ToolFailedException;
import dev.tfskit.posix.HostMounts.HostMount;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Changes the flags of a mount. Only flags that the kernel applies can be changed; options of the process behind the
 * mount are refused.
 */
final class Remount {

    private static final String OPTION = "remount";
    private static final String WRITABLE = "rw";
    /** The flags that the kernel applies to every file system. */
    private static final Set<String> FLAGS = Set.of(
            "ro",
            WRITABLE,
            "suid",
            "nosuid",
            "dev",
            "nodev",
            "exec",
            "noexec",
            "sync",
            "async",
            "dirsync",
            "atime",
            "noatime",
            "diratime",
            "nodiratime",
            "relatime",
            "norelatime",
            "strictatime",
            "nostrictatime",
            "lazytime",
            "nolazytime");

    /** The options that the mount table shows for every FUSE file system and {@code mount} passes again. */
    private static final Set<String> SHOWN =
            Set.of("user_id", "group_id", "rootmode", "default_permissions", "allow_other", "max_read", "blksize");

    private final MountOwner owner;
    private final List<String> flags;

    private Remount(MountOwner owner, List<String> flags) {
        this.owner = owner;
        this.flags = flags;
    }

    /** Returns whether the options request a remount. */
    static boolean isRequested(List<String> options) {
        return options.contains(OPTION);
    }

    /**
     * Checks what a remount would change.
     *
     * @param image the image that is mounted there; it need not exist any more, as the table of mounts still has it
     * @param mountPoint an absolute path without links
     * @param options the options, one each
     * @throws ToolFailedException when no image or another one is mounted there, or an option cannot be changed
     */
    static Remount of(Path image, Path mountPoint, List<String> options, LibC libC) throws IOException {
        HostMount mount = MountTable.on(mountPoint)
                .orElseThrow(() -> new ToolFailedException(
                        mountPoint.toString(), "no image is mounted there", "leave out 'remount' to mount one"));
        if (!new NamedFile(image).isAlso(mount.source())) {
            throw new ToolFailedException(
                    mountPoint.toString(),
                    "has a mount of another image, " + mount.source(),
                    "name that image, or another directory");
        }
        MountOwner owner = MountOwner.of(mountPoint, libC);
        MountDaemon daemon = MountDaemon.behind(owner)
                .orElseThrow(() -> new ToolFailedException(
                        mountPoint.toString(), "the process behind the mount does not answer", "unmount it"));
        List<String> flags = new ArrayList<>(List.of(OPTION));
        for (String option : options) {
            if (FLAGS.contains(option)) {
                flags.add(option);
            } else if (!mayBeRepeated(option) && !daemon.options().contains(option)) {
                throw new ToolFailedException(
                        "-o " + option, "cannot change while the image is mounted", "unmount it and mount it again");
            }
        }
        if (flags.lastIndexOf(WRITABLE) > flags.lastIndexOf("ro") && daemon.access() == MountDaemon.Access.READING) {
            throw new ToolFailedException(
                    mountPoint.toString(),
                    mount.source() + " was mounted read-only",
                    "unmount it, and mount it again without -r, ro and --at; unpack an image that lz4 has compressed");
        }
        return new Remount(owner, flags);
    }

    private static boolean mayBeRepeated(String option) {
        String name = option.split("=", 2)[0];
        return option.equals(OPTION) || SHOWN.contains(name) || MountOptions.isForOthers(name);
    }

    /** Makes everything durable, and has the program {@code mount} set the flags. */
    void run() throws IOException {
        Durability.ensure(owner);
        MountProgram.run(owner, "could not be mounted again", "mount", "-i", "-o", String.join(",", flags));
    }
}
