// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.cli.ToolFailedException;
import dev.tfskit.posix.HostMounts.HostMount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * The user who mounted an image. Without {@code allow_other}, the kernel refuses everybody else the use of the mount,
 * even root, who may unmount it all the same. Another user may run any program behind a mount, one that never answers,
 * too.
 */
final class MountOwner {

    private static final String USER = "user_id=";
    private static final String GROUP = "group_id=";

    private final Path mountPoint;
    private final LibC libC;
    /** The user who mounted; empty when the table of mounts does not name one. */
    private final OptionalLong user;
    /** The ids of the only user whom the kernel lets in; empty when there is no such user. */
    private final Optional<UserIds> ids;

    private MountOwner(Path mountPoint, LibC libC, OptionalLong user, Optional<UserIds> ids) {
        this.mountPoint = mountPoint;
        this.libC = libC;
        this.user = user;
        this.ids = ids;
    }

    /** Returns the owner of the mount on a directory, which is given by its absolute path without links. */
    static MountOwner of(Path mountPoint, LibC libC) throws IOException {
        Optional<HostMount> mount = MountTable.on(mountPoint);
        return new MountOwner(
                mountPoint,
                libC,
                mount.map(found -> number(found, USER)).orElse(OptionalLong.empty()),
                mount.flatMap(MountOwner::exclusive));
    }

    /** Returns the ids of the only user whom the kernel lets in; empty when there is no such user. */
    private static Optional<UserIds> exclusive(HostMount mount) {
        OptionalLong user = number(mount, USER);
        OptionalLong group = number(mount, GROUP);
        return user.isPresent() && group.isPresent() && !mount.options().contains("allow_other")
                ? Optional.of(new UserIds(user.getAsLong(), group.getAsLong()))
                : Optional.empty();
    }

    private static OptionalLong number(HostMount mount, String option) {
        return mount.options().stream()
                .filter(each -> each.startsWith(option))
                .mapToLong(each -> Long.parseLong(each.substring(option.length())))
                .findFirst();
    }

    /** Returns the directory of the mount, by its absolute path without links. */
    Path mountPoint() {
        return mountPoint;
    }

    /** Returns whether this process acts as the user who mounted. */
    boolean isThisUser() {
        return user.isPresent() && user.getAsLong() == Integer.toUnsignedLong(libC.geteuid());
    }

    private boolean isAnotherUser() {
        return user.isPresent() && !isThisUser();
    }

    /** Returns whether the user who mounted runs a process; that user may name any number as that of the process. */
    boolean runs(long pid) throws IOException {
        try {
            int uid = (Integer) Files.getAttribute(Path.of("/proc", Long.toString(pid)), "unix:uid");
            return user.isPresent() && user.getAsLong() == Integer.toUnsignedLong(uid);
        } catch (NoSuchFileException ended) {
            return false;
        }
    }

    /**
     * Sends a request to the process behind the mount. If this process is root and the mount is another user's, the
     * request has the ids of that user.
     *
     * @return the answer
     * @throws ToolFailedException when the mount is another user's, and there is no answer in time
     * @throws IOException when the request fails
     */
    String send(MountRequest request) throws IOException {
        return isAnotherUser()
                ? SeparateRequest.send(request, this, libC.geteuid() == 0 ? ids : Optional.empty())
                : request.send(mountPoint, libC);
    }

    /**
     * Waits for the end of a process that may wait for the process behind the mount.
     *
     * @param seconds for how long, when the mount is another user's; otherwise there is no limit
     * @throws ToolFailedException when the process has not ended by then; it ends when the kernel lets it
     */
    void await(Process process, int seconds) throws ToolFailedException {
        try {
            if (!isAnotherUser()) {
                process.waitFor();
            } else if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new ToolFailedException(
                        mountPoint.toString(),
                        "the process behind the mount has not answered for " + seconds + " seconds",
                        "see whether it is stopped, and try again; 'umount -i -f -l " + mountPoint
                                + "' unmounts without it, and what is not durable is lost");
            }
        } catch (InterruptedException e) {
            throw new ToolFailedException("", "was interrupted", "try again");
        }
    }
}
