// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tfskit.Command;
import dev.tfskit.Mounts;
import dev.tfskit.Strace;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * A user without root rights mounts, with the help of fusermount. Each test runs in a mount namespace in which every
 * user may use /dev/fuse, and finds the build tree and Java in directories that every user may enter.
 */
@Order(1)
class UserIT extends OnImage {

    private static final int USER = 65534;
    /**
     * Runs a script as root, with the functions {@code user PROGRAM} and {@code mount_of_user}, which mounts what is
     * open as descriptor 5. From version 2.41 on, {@code mount} looks at the new mount and fails, because the kernel
     * does not let root in.
     */
    private static final String AS_ROOT = "unshare --mount sh -ec '" + Mounts.LEAVE_IMAGES + """
            mkdir -p dev
            mount -t tmpfs none dev
            mknod -m 666 dev/fuse c 10 229
            touch fuse.conf
            mount --bind dev/fuse /dev/fuse
            if [ -e /etc/fuse.conf ]; then mount --bind fuse.conf /etc/fuse.conf; fi
            umount dev
            mount --bind "$1" tools
            mount --bind "$TFS_JAVA_HOME" java
            export TFS_JAVA_HOME="$PWD/java"
            shift
            user() {
                setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
            }
            mount_of_user() {
                mount -i -t fuse.tfs -o fd=5,rootmode=40000,user_id=65534,group_id=65534 none mnt 2>mount.out ||
                    grep -q " $PWD/mnt " /proc/mounts
            }
            script=$1
            shift
            eval "$script"' sh "$@" 2>&1
            """;

    /** The launcher as every user finds it. */
    private Path fuse;

    @BeforeAll
    static void needRoot() throws IOException {
        FuseHere.mustBeRoot();
    }

    @BeforeEach
    void letTheUserIn() throws IOException, InterruptedException {
        Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setAttribute(image, "unix:uid", USER);
        Files.setAttribute(directory, "unix:uid", USER);
        Path tools = Files.createDirectory(temp.resolve("tools"));
        Files.createDirectory(temp.resolve("java"));
        fuse = tools.resolve(Command.PROJECT.relativize(Shell.TFS_FUSE));
        FuseHere.require(
                asUser("\"$1\" --version >/dev/null 2>&1 && echo yes || echo no")
                        .equals("yes\n"),
                "other users cannot start " + fuse);
    }

    private String asUser(String script) throws IOException, InterruptedException {
        return asRoot("user sh -ec \"$@\"", script, "sh", fuse);
    }

    private String asRoot(String script, Object... arguments) throws IOException, InterruptedException {
        List<Object> all = new ArrayList<>(List.of(Command.PROJECT, script));
        all.addAll(List.of(arguments));
        return shell.run(AS_ROOT, all.toArray());
    }

    @Test
    void ordinaryUserMountsAndUnmounts() throws IOException, InterruptedException {
        assertEquals("text\n65534\n", asUser("""
                "$1" -o uid=65534 disk.raw mnt
                echo text >mnt/f
                "$1" --unmount mnt
                if grep "$PWD/mnt" /proc/mounts; then exit 1; fi
                "$1" -o uid=65534 disk.raw mnt
                cat mnt/f
                stat -c %u mnt/f
                fusermount -u mnt
                "$1" --log=/dev/null -r disk.raw mnt
                "$1" --unmount mnt
                """));
        TestImage.check(image);
    }

    /** In a user namespace of its own, a user mounts as root, without the help of fusermount. */
    @Test
    void ordinaryUserMountsInUserNamespace() throws IOException, InterruptedException {
        String unshare = "unshare --user --map-root-user --mount";
        FuseHere.require(
                asUser(unshare + " true && echo yes || echo no").endsWith("yes\n"),
                "users may not make user namespaces");
        assertEquals("text\n640 0:0\nunmounted\ntext\n", asUser(unshare + """
                 sh -ec '
                "$1" disk.raw mnt
                echo text >mnt/f
                chmod 640 mnt/f
                sync mnt/f
                cat mnt/f
                stat -c "%a %u:%g" mnt/f
                "$1" --unmount mnt
                grep -q "$PWD/mnt" /proc/mounts || echo unmounted
                "$1" -r disk.raw mnt
                cat mnt/f
                umount -i mnt
                ' sh "$1"
                """));
        TestImage.check(image);
    }

    @Test
    void optionsForRootAreRefusedWithOneLine() throws IOException, InterruptedException {
        assertEquals(
                "tfs-fuse: -o allow_other: only root may use this here;"
                        + " leave it out, or have a line 'user_allow_other' put into /etc/fuse.conf\n1\n",
                asUser("\"$1\" -o allow_other disk.raw mnt || echo $?"));
    }

    /** Without allow_other, the kernel refuses even root the use of the mount. */
    @Test
    void rootUnmountsTheMountOfAnOrdinaryUser() throws IOException, InterruptedException {
        assertEquals("no access\ntext\n", asRoot("""
                user "$1" -o uid=65534 disk.raw mnt
                user sh -c "echo text >mnt/f"
                ls mnt >ls.out 2>&1 || echo no access
                "$1" --unmount mnt
                if grep "$PWD/mnt" /proc/mounts; then exit 1; fi
                if grep ":$(stat -c %i disk.raw) " /proc/locks; then exit 1; fi
                user "$1" -r -o uid=65534 disk.raw mnt
                user cat mnt/f
                "$1" --unmount mnt
                if grep "$PWD/mnt" /proc/mounts; then exit 1; fi
                """, fuse));
        TestImage.check(image);
    }

    @Test
    void userWhoMayNotReadTheRootDirectoryUnmountsIt() throws IOException, InterruptedException {
        assertEquals("no access\n", asRoot("""
                "$1" disk.raw mnt
                chmod 700 mnt
                "$1" --unmount mnt
                user "$1" disk.raw mnt
                user ls mnt >ls.out 2>&1 || echo no access
                user "$1" --unmount mnt
                if grep "$PWD/mnt" /proc/mounts; then exit 1; fi
                if grep ":$(stat -c %i disk.raw) " /proc/locks; then exit 1; fi
                """, fuse));
        TestImage.check(image);
    }

    /** Each collector has an option, and a JVM with two of them does not start. */
    @Test
    void rootWithOptionsOfJavaInTheEnvironmentUnmountsTheMountOfAnOrdinaryUser()
            throws IOException, InterruptedException {
        assertEquals("", asRoot("""
                for variable in JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS; do
                    user "$1" -o uid=65534 disk.raw mnt
                    env "$variable=-XX:+UseParallelGC" "$1" --unmount mnt 2>unmount.out || cat unmount.out
                    if grep "$PWD/mnt" /proc/mounts; then exit 1; fi
                done
                """, fuse));
    }

    /** Another process meets the process behind the mount, and it calls functions of C, too. */
    @Test
    void rootWritesNoProgramToUnmountTheMountOfAnOrdinaryUser() throws IOException, InterruptedException {
        Strace.skipUnlessItTraces();
        assertEquals("loaded\n", asRoot("""
                user "$1" -o uid=65534 disk.raw mnt
                strace -f -qq -e trace=openat -o calls "$1" --unmount mnt
                grep -E '[.]so".*O_CREAT' calls || :
                ! grep -q '/target/lib/libjffi' calls || echo loaded
                """, fuse));
    }

    /** The value has the greatest length, and its text takes three times as many bytes: more than a pipe holds. */
    @Test
    void rootUnmountsTheMountOfAnotherUserWhoseDescriptionIsLongAndNotUtf8() throws Exception {
        assertEquals(unseen() + "1\n", asRoot("""
                        exec 5<>/dev/fuse
                        mount_of_user
                        setpriv --reuid=65534 --regid=65534 --clear-groups \
                            /usr/bin/perl "$2" "$(printf "%065536d" 0 | tr 0 "\\377")" &
                        exec 5<&-
                        timeout -s KILL 200 "$1" --unmount mnt || echo $?
                        ! grep -q "$PWD/mnt" /proc/mounts || umount -i -f -l mnt
                        wait
                        """, fuse, lyingServer()));
    }

    /** The process behind the mount of another user may name any process: here the shell, which does not end. */
    @Test
    void rootDoesNotWaitForAProcessThatTheUserOfTheMountDoesNotOwn()
            throws IOException, InterruptedException, URISyntaxException {
        assertEquals(unseen() + "1\n", asRoot("""
                        exec 5<>/dev/fuse
                        mount_of_user
                        namespace=$(readlink /proc/self/ns/pid)
                        setpriv --reuid=65534 --regid=65534 --clear-groups \\
                            /usr/bin/perl "$2" "$$ $namespace READING x" &
                        exec 5<&-
                        timeout 200 "$1" --unmount mnt || echo $?
                        wait
                        """, fuse, lyingServer()));
    }

    /** The process behind the mount is stopped before the unmount, and goes on afterwards. */
    @Test
    void rootDoesNotWaitLongForAStoppedProcessOfAnotherUser() throws IOException, InterruptedException {
        assertEquals(unanswered() + "1\nstill mounted\ntext\n", asRoot("""
                setpriv --reuid=65534 --regid=65534 --clear-groups \
                    "$1" --foreground -o uid=65534 disk.raw mnt >foreground.out 2>&1 &
                server=$!
                while ! grep -q "$PWD/mnt" /proc/mounts; do kill -0 $server; done
                user sh -c "echo text >mnt/f"
                kill -STOP $server
                timeout -s KILL 200 "$1" --unmount mnt || echo $?
                ! grep -q "$PWD/mnt" /proc/mounts || echo still mounted
                kill -CONT $server
                user cat mnt/f
                "$1" --unmount mnt
                wait $server
                if grep "$PWD/mnt" /proc/mounts; then exit 1; fi
                """, fuse));
        TestImage.check(image);
    }

    /** The process takes the request of the unmount, and no signal ends a process whose request was taken. */
    @Test
    void rootDoesNotWaitLongForAProcessThatTakesRequestsAndAnswersNone() throws Exception {
        assertEquals(unanswered() + "1\n", asRoot("""
                exec 5<>/dev/fuse
                mount_of_user
                setpriv --reuid=65534 --regid=65534 --clear-groups /usr/bin/perl "$2" "" 27 &
                server=$!
                exec 5<&-
                # The pipe ends when no process holds it any more.
                { timeout -s KILL 200 "$1" --unmount mnt || echo $?; } 2>&1 | cat
                umount -i -f -l mnt
                wait $server
                if grep "$PWD/mnt" /proc/mounts; then exit 1; fi
                """, fuse, lyingServer()));
    }

    /** The message when the process behind a mount of the image {@code none} is not known after the unmount. */
    private String unseen() {
        return "tfs-fuse: " + directory + ": is unmounted, but the process behind it cannot be seen from here, and may "
                + "not have closed the image; see whether another program has it open with 'fuser -v none'\n";
    }

    private String unanswered() {
        return "tfs-fuse: " + directory + ": the process behind the mount has not answered for 10 seconds; see whether "
                + "it is stopped, and try again; 'umount -i -f -l " + directory
                + "' unmounts without it, and what is not durable is lost\n";
    }

    private Path lyingServer() throws URISyntaxException {
        Path program = Path.of(Objects.requireNonNull(UserIT.class.getResource("lying-server.pl"))
                .toURI());
        return temp.resolve("tools").resolve(Command.PROJECT.relativize(program));
    }

    @Test
    void rootRemovesTheDeadMountOfAnOrdinaryUser() throws IOException, InterruptedException {
        assertEquals(
                "tfs-fuse: mnt: the process behind it had died, and what was not durable by then is lost; it is "
                        + "unmounted now\n1\n",
                asRoot("""
                        setpriv --reuid=65534 --regid=65534 --clear-groups \\
                            "$1" --foreground -o uid=65534 disk.raw mnt &
                        while ! grep -q "$PWD/mnt" /proc/mounts; do kill -0 $!; done
                        user ls mnt
                        kill -KILL $!
                        wait || :
                        "$1" --unmount mnt || echo $?
                        if grep "$PWD/mnt" /proc/mounts; then exit 1; fi
                        """, fuse));
    }
}
