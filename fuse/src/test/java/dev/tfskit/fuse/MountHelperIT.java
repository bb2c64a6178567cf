// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Mounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The tools of the system mount and unmount images. Everything happens in a mount namespace of its own, with another
 * /sbin, and without copies of the images that other tests have mounted and want to unmount.
 */
class MountHelperIT extends OnImage {

    private static final Path BIN = Shell.TFS_FUSE.getParent();
    private static final String IN_OWN_TREE = "unshare --mount sh -ec '" + Mounts.LEAVE_IMAGES + """
            mount -t tmpfs none "$(readlink -f /sbin)"
            ln -s "$1/mount.fuse.tfs" "$1/umount.fuse.tfs" /sbin
            '"$2" sh "$1" 2>&1
            """;

    /** What options make of the two flags that forbid set-user-ID bits and devices. */
    private static final String FLAGS = """
            defaults:
            suid,dev:
            nosuid: nosuid
            nodev: nodev
            suid,nodev: nodev
            nosuid,nodev: nosuid nodev
            """;

    @BeforeAll
    static void needRoot() throws IOException {
        FuseHere.mustBeRoot();
    }

    private String inOwnTree(String script) throws IOException, InterruptedException {
        return shell.run(IN_OWN_TREE, BIN, script);
    }

    @Test
    void mountTakesTheTypeAndUmountWaitsForTheEnd() throws IOException, InterruptedException {
        assertEquals("text\n", inOwnTree("""
                mount -t fuse.tfs disk.raw mnt -o noatime
                grep -q " $PWD/mnt fuse.tfs .*noatime" /proc/mounts
                echo text >mnt/f
                cat mnt/f
                umount mnt
                ! grep ":$(stat -c %i disk.raw) " /proc/locks
                """));
        TestImage.check(image);
    }

    @Test
    void acceptsFstabOptionsOfOtherPrograms() throws IOException, InterruptedException {
        assertEquals("12\n640\n", inOwnTree("""
                options=defaults,noauto,nofail,_netdev,user,x-systemd.automount,x-gvfs-hide,comment=hello,uid=12,umask=0137,log=$PWD/log
                echo "$PWD/disk.raw $PWD/mnt fuse.tfs $options 0 0" >fstab
                mount -T fstab "$PWD/mnt"
                touch mnt/f
                stat -c %u mnt/f
                stat -c %a mnt/f
                test -e log
                umount mnt
                """));
    }

    /**
     * {@code umount -i} does without the helper: that one is tested elsewhere, and each of its starts takes time. The
     * test of command lines does the same.
     */
    @Test
    void tableHonoursSetUserBitsAndDevicesUnlessAnOptionForbidsIt() throws IOException, InterruptedException {
        assertEquals(FLAGS + """
                user: nosuid nodev
                user,suid,dev:
                """, inOwnTree("""
                for options in defaults suid,dev nosuid nodev suid,nodev nosuid,nodev user user,suid,dev; do
                    echo "$PWD/disk.raw $PWD/mnt fuse.tfs noauto,$options 0 0" >fstab
                    mount -T fstab "$PWD/mnt"
                    echo $options: $(findmnt -n -o VFS-OPTIONS mnt | tr , '\n' | grep -Ex 'nosuid|nodev')
                    umount -i mnt
                done
                """));
    }

    @Test
    void commandHonoursSetUserBitsAndDevicesUnlessAnOptionForbidsIt() throws IOException, InterruptedException {
        assertEquals(FLAGS, inOwnTree("""
                for options in defaults suid,dev nosuid nodev suid,nodev nosuid,nodev; do
                    mount -t fuse.tfs -o $options disk.raw mnt
                    echo $options: $(findmnt -n -o VFS-OPTIONS mnt | tr , '\n' | grep -Ex 'nosuid|nodev')
                    umount -i mnt
                done
                """));
    }

    @Test
    void setUserProgramRunsAsItsOwnerOnSystemMount() throws IOException, InterruptedException {
        FuseHere.require(Files.exists(Path.of("/usr/bin/id")), "id is elsewhere");
        assertEquals("0\n", inOwnTree("""
                mount -t fuse.tfs -o suid,allow_other disk.raw mnt
                cp /usr/bin/id mnt
                chmod 4755 mnt/id
                chmod 755 .
                setpriv --reuid=7 --clear-groups mnt/id -u
                umount mnt
                """));
    }

    @Test
    void remountMakesMountReadOnlyAndWritableAgain() throws IOException, InterruptedException {
        assertEquals("""
                touch: cannot touch 'mnt/b': Read-only file system
                a c
                ro,nosuid,noatime
                tfs-fuse: -o uid=13: cannot change while the image is mounted; unmount it and mount it again
                32
                """, inOwnTree("""
                echo "$PWD/disk.raw $PWD/mnt fuse.tfs noauto,uid=12,log=$PWD/log 0 0" >fstab
                mount -T fstab "$PWD/mnt"
                touch mnt/a
                mount -T fstab -o remount,ro "$PWD/mnt"
                touch mnt/b || :
                mount -o remount,rw mnt
                touch mnt/c
                echo $(ls mnt)
                mount -o remount,ro,nosuid,noatime mnt
                findmnt -n -o VFS-OPTIONS mnt
                mount -o remount,uid=13 mnt || echo $?
                umount mnt
                """));
        TestImage.check(image);
    }

    @Test
    void optionForReadingOnlyHoldsForARemount() throws IOException, InterruptedException {
        assertEquals("ro,relatime\nro,noatime\n", inOwnTree("""
                mount -t fuse.tfs disk.raw mnt
                "$1/tfs-fuse" -r -o remount disk.raw mnt
                findmnt -n -o VFS-OPTIONS mnt
                "$1/tfs-fuse" --read-only -o remount,rw,noatime disk.raw mnt
                findmnt -n -o VFS-OPTIONS mnt
                umount mnt
                """));
    }

    @Test
    void remountOfAnotherImageIsRefused() throws IOException, InterruptedException {
        assertEquals(
                "tfs-fuse: " + directory + ": has a mount of another image, " + image
                        + "; name that image, or another directory\n32\nrw,relatime\n",
                inOwnTree("""
                cp disk.raw other.raw
                mount -t fuse.tfs disk.raw mnt
                mount -t fuse.tfs -o remount,ro other.raw mnt || echo $?
                findmnt -n -o VFS-OPTIONS mnt
                umount mnt
                """));
    }

    @Test
    void remountByAnotherNameOfTheImageSucceeds() throws IOException, InterruptedException {
        assertEquals("ro,relatime\n", inOwnTree("""
                ln disk.raw hard.raw
                mount -t fuse.tfs disk.raw mnt
                mount -t fuse.tfs -o remount,ro hard.raw mnt
                findmnt -n -o VFS-OPTIONS mnt
                umount mnt
                """));
    }

    /** The process behind the mount still has it open. */
    @Test
    void remountByRelativeNameOfAMovedImageSucceeds() throws IOException, InterruptedException {
        assertEquals("ro,relatime\n", inOwnTree("""
                mount -t fuse.tfs disk.raw mnt
                mv disk.raw moved.raw
                "$1/tfs-fuse" -o remount,ro disk.raw mnt
                findmnt -n -o VFS-OPTIONS mnt
                umount mnt
                """));
    }

    @Test
    void mountOfImageThatIsOpenForReadingStaysReadOnly() throws IOException, InterruptedException {
        assertEquals(
                "tfs-fuse: " + directory + ": " + image
                        + " was mounted read-only; unmount it, and mount it again without -r, ro and --at; "
                        + "unpack an image that lz4 has compressed\n"
                        + "32\nro,relatime\n",
                inOwnTree("""
                mount -r -t fuse.tfs disk.raw mnt
                mount -o remount,rw mnt || echo $?
                findmnt -n -o VFS-OPTIONS mnt
                umount mnt
                """));
    }

    /** The limit holds for the process behind the mount alone. */
    @Test
    void afterAFailedDiskTheCommandInTheMessageUnmounts() throws IOException, InterruptedException {
        String remedy = "umount -i " + directory;
        assertEquals(
                "tfs-fuse: " + directory + ": the changes since the last commit cannot be made durable: "
                        + "read-only file system; copy from it what you need; '" + remedy
                        + "' then unmounts it\n32\n",
                inOwnTree("""
                (ulimit -f 20000; mount -t fuse.tfs disk.raw mnt)
                ! head -c 40000000 /dev/zero >mnt/large 2>/dev/null
                umount mnt || echo $?
                """ + remedy + "\n! grep \" $PWD/mnt \" /proc/mounts"));
    }

    @Test
    void umountOfBindMountIsSilent() throws IOException, InterruptedException {
        assertEquals("text\n", inOwnTree("""
                mkdir dir
                touch file
                mount -t fuse.tfs disk.raw mnt
                echo text >mnt/f
                mount --bind mnt dir
                mount --bind mnt/f file
                umount file
                umount mnt
                cat dir/f
                umount dir
                ! grep ":$(stat -c %i disk.raw) " /proc/locks
                """));
        TestImage.check(image);
    }

    @Test
    void optionChoosesVolumeInsideImage() throws IOException, InterruptedException {
        assertEquals("text\n", inOwnTree("""
                truncate -s 1M shifted.raw
                cat disk.raw >>shifted.raw
                mount -t fuse.tfs -o volume_offset=1048576 shifted.raw mnt
                echo text >mnt/f
                umount mnt
                mount -r -t fuse.tfs -o volume_offset=1048576 shifted.raw mnt
                cat mnt/f
                ! touch mnt/f 2>/dev/null
                umount mnt
                """));
    }

    @Test
    void helperAcceptsItsOptions() throws IOException, InterruptedException {
        assertEquals(
                "mount.fuse.tfs: tfs-fuse -o sloppy,rw,nonsense,suid,dev -- " + image + " "
                        + image.resolveSibling("mnt") + "\n",
                inOwnTree("""
                mount -f -t fuse.tfs disk.raw mnt
                ! grep "$PWD/mnt" /proc/mounts
                mount -n -v -s -t fuse.tfs -o nonsense disk.raw mnt
                umount -l mnt
                """));
        assertTrue(inOwnTree("mount.fuse.tfs disk.raw || echo $?").startsWith("Usage: "));
        assertTrue(inOwnTree("umount.fuse.tfs || echo $?").endsWith("\n1\n"));
    }

    @Test
    void mountsInAnotherNamespaceAreReached() throws IOException, InterruptedException {
        assertEquals("fuse.tfs\n", inOwnTree("""
                mkfifo ready end
                unshare --mount sh -c ": >ready; exec cat" <end &
                exec 3>end
                read -r _ <ready || :
                other=/proc/$!/ns/mnt
                mount.fuse.tfs "$PWD/disk.raw" "$PWD/mnt" -N $other
                ! grep "$PWD/mnt" /proc/mounts
                nsenter --mount=$other grep "$PWD/mnt" /proc/self/mounts | cut -d " " -f 3
                umount.fuse.tfs "$PWD/mnt" -N $other
                exec 3>&-
                wait $!
                """));
    }

    @Test
    void failuresHaveTheExitCodesOfMount() throws IOException, InterruptedException {
        assertEquals("""
                tfs-fuse: -o partition=9: the value must be a number from 0 to 3; try 'tfs-fuse --help'
                1
                tfs-fuse: %s: no such file or directory; check the name
                32
                """.formatted(image.resolveSibling("none.raw")), inOwnTree("""
                mount -t fuse.tfs -o partition=9 disk.raw mnt || echo $?
                mount -t fuse.tfs "$PWD/none.raw" mnt || echo $?
                """));
    }
}
