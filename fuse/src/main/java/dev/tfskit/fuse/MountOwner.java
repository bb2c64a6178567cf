// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.cli.ToolFailedException;
import dev.tfskit.io.IoRunnable;
import dev.tfskit.io.IoSupplier;
import dev.tfskit.posix.HostMounts.HostMount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * The user who mounted an image. Without {@code allow_other}, the kernel refuses everybody else the use of the mount,
 * even root, who may unmount it all the same.
 */
final class MountOwner {

    private static final String USER = "user_id=";
    private static final String GROUP = "group_id=";

    private final LibC libC;
    /** The user who mounted; empty when the table of mounts does not name one. */
    private final OptionalLong user;
    /** The ids of the only user whom the kernel lets in; empty when there is no such user. */
    private final Optional<Ids> ids;

    private MountOwner(LibC libC, OptionalLong user, Optional<Ids> ids) {
        this.libC = libC;
        this.user = user;
        this.ids = ids;
    }

    /** The numbers of a user and a group. */
    private record Ids(long user, long group) {}

    /** The numbers of two system calls of Linux. */
    private record CallNumbers(long setresuid, long setresgid) {

        /** Returns the numbers for the processor of this machine; empty when they are unknown. */
        static Optional<CallNumbers> here() {
            return switch (System.getProperty("os.arch")) {
                case "amd64" -> Optional.of(new CallNumbers(117, 119));
                case "aarch64", "riscv64" -> Optional.of(new CallNumbers(147, 149));
                default -> Optional.empty();
            };
        }
    }

    /** Returns the owner of the mount on a directory, which is given by its absolute path without links. */
    static MountOwner of(Path mountPoint, LibC libC) throws IOException {
        Optional<HostMount> mount = MountTable.on(mountPoint);
        return new MountOwner(
                libC,
                mount.map(found -> number(found, USER)).orElse(OptionalLong.empty()),
                mount.flatMap(MountOwner::exclusive));
    }

    /** Returns the ids of the only user whom the kernel lets in; empty when there is no such user. */
    private static Optional<Ids> exclusive(HostMount mount) {
        OptionalLong user = number(mount, USER);
        OptionalLong group = number(mount, GROUP);
        return user.isPresent() && group.isPresent() && !mount.options().contains("allow_other")
                ? Optional.of(new Ids(user.getAsLong(), group.getAsLong()))
                : Optional.empty();
    }

    private static OptionalLong number(HostMount mount, String option) {
        return mount.options().stream()
                .filter(each -> each.startsWith(option))
                .mapToLong(each -> Long.parseLong(each.substring(option.length())))
                .findFirst();
    }

    /** Returns whether this process acts as the user who mounted. Another user may run any program behind a mount. */
    boolean isThisUser() {
        return user.isPresent() && user.getAsLong() == Integer.toUnsignedLong(libC.geteuid());
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
     * Runs an action that uses the mount. If this process is root and the mount is another user's, the action runs on a
     * thread that has the ids of that user.
     *
     * @return what the action returns
     * @throws IOException when the action fails
     */
    <T> T call(IoSupplier<T> action) throws IOException {
        Optional<CallNumbers> numbers = CallNumbers.here();
        if (ids.isEmpty() || numbers.isEmpty() || libC.geteuid() != 0 || ids.get().user == 0) {
            return action.get();
        }
        FutureTask<T> task = new FutureTask<>(() -> {
            take(ids.get(), numbers.get());
            return action.get();
        });
        // The thread cannot become root again, so it ends with the action.
        new Thread(task, "tfs-owner").start();
        return result(task);
    }

    /** Runs an action that has no result, as {@link #call} does. */
    void run(IoRunnable action) throws IOException {
        call(() -> {
            action.run();
            return action;
        });
    }

    /**
     * Gives this thread other ids. The functions of the C library would give them to all threads. If the kernel refuses
     * them, it also refuses what the action wants of the mount, and that failure has a message.
     */
    private void take(Ids other, CallNumbers numbers) {
        libC.syscall(numbers.setresgid, other.group, other.group, other.group);
        libC.syscall(numbers.setresuid, other.user, other.user, other.user);
    }

    private static <T> T result(FutureTask<T> task) throws IOException {
        try {
            return task.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException failed -> throw failed;
                case RuntimeException failed -> throw failed;
                case null, default -> throw new IllegalStateException(e);
            }
        } catch (InterruptedException e) {
            throw new ToolFailedException("", "was interrupted", "try again");
        }
    }
}
