// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tfskit.Command;
import dev.tfskit.Mounts;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Fifos and devices on a mount, with the option {@code special} and without it. */
class SpecialFilesIT extends OnMount {

    private static final String KEEP = "special,dev,suid,allow_other";
    private static final String LISTING = "stat -c '%n %F %t:%T %a %u:%g %s %b %h' *";

    @BeforeAll
    static void needRoot() throws IOException {
        FuseHere.mustBeRoot();
    }

    @Override
    String[] options() {
        return new String[] {"-o", KEEP};
    }

    @Test
    void specialFilesAreKept() throws IOException, InterruptedException {
        mount.run("""
                umask 022
                mkfifo -m 602 fifo
                mknod -m 666 null c 1 3
                mknod last c 4095 1048575
                mknod disk b 8 1
                ln disk other
                chown 5:6 disk
                mkdir d
                mv last d
                mv d/last moved
                rmdir d
                mkfifo gone
                rm gone
                """);
        String expected = """
                disk block special file 8:1 644 5:6 0 0 2
                fifo fifo 0:0 602 0:0 0 0 1
                moved character special file fff:fffff 644 0:0 0 0 1
                null character special file 1:3 666 0:0 0 0 1
                other block special file 8:1 644 5:6 0 0 2
                """;
        expect(expected, LISTING);
        remount("-o", KEEP);
        expect(expected, LISTING);
        expect("b\np\nc\nc\nb\n", "find . -mindepth 1 -printf '%P %y\\n' | LC_ALL=C sort | cut -d ' ' -f 2");
        remount();
        expect(expected, LISTING);
    }

    @Test
    void fifosAndDevicesWorkThroughTheKernel() throws IOException, InterruptedException {
        expect("through\n", "mkfifo p; echo through >p & timeout 20 cat p; wait");
        expect("0\n", "mknod n c 1 3; echo lost >n; wc -c <n");
    }

    @Test
    void devicesCannotBeOpenedWithoutTheOptionDev() throws IOException, InterruptedException {
        mount.run("mknod n c 1 3; chmod 666 n");
        remount("-o", "special");
        expect("cat: n: Permission denied\n", "cat n || :");
    }

    @Test
    void specialFilesAreRefusedWithoutTheOption() throws IOException, InterruptedException {
        remount();
        expect("""
                mkfifo: cannot create fifo 'p': Operation not permitted
                mknod: c: Operation not permitted
                mknod: b: Operation not permitted
                0
                """, "mkfifo p || mknod c c 1 3 || mknod b b 8 1 || ls -A | wc -l");
    }

    @Test
    void ordinaryUserMakesFifosButNoDevices() throws IOException, InterruptedException {
        expect(
                "mknod: c: Operation not permitted\n65534\n",
                "mkdir -m 777 d; cd d; setpriv --reuid 65534 --clear-groups --regid 65534 "
                        + "sh -c 'mkfifo p; mknod c c 1 3 || stat -c %u p'");
    }

    @Test
    @Tag(FuseHere.LIBFUSE_3)
    void renameLeavesWhiteoutInPlaceOfTheName() throws IOException, InterruptedException {
        mount.run("echo one >a; echo two >b; mkdir d; echo three >d/c; chown 7:8 d; chmod 2755 d");
        rename("a", "b", LinuxCalls.RENAME_WHITEOUT);
        rename("d/c", "e", LinuxCalls.RENAME_WHITEOUT | LinuxCalls.RENAME_NOREPLACE);
        String expected = """
                a character special file 0:0 0 0:0 0 0 1
                d/c character special file 0:0 0 0:8 0 0 1
                one
                three
                """;
        String script = "stat -c '%n %F %t:%T %a %u:%g %s %b %h' a d/c; cat b e";
        expect(expected, script);
        remount("-o", KEEP);
        expect(expected, script);
    }

    @Test
    void renameThatLeavesNothingLeavesNoWhiteout() throws IOException, InterruptedException {
        mount.run("echo one >a; ln a b; echo two >c");
        rename("a", "b", LinuxCalls.RENAME_WHITEOUT);
        refuses("File exists", "a", "c", LinuxCalls.RENAME_WHITEOUT | LinuxCalls.RENAME_NOREPLACE);
        refuses("Invalid argument", "a", "c", LinuxCalls.RENAME_WHITEOUT | LinuxCalls.RENAME_EXCHANGE);
        refuses("No such file or directory", "absent", "c", LinuxCalls.RENAME_WHITEOUT);
        remount();
        refuses("Invalid argument", "a", "c", LinuxCalls.RENAME_WHITEOUT);
        expect("one\none\ntwo\n", "cat a b c");
    }

    /**
     * The overlay is mounted in a mount namespace of its own, and ends with that. The namespace has no copies of the
     * images that other tests have mounted and want to unmount.
     */
    @Test
    @Tag(FuseHere.LIBFUSE_3)
    void overlayTakesMountAsUpperDirectory() throws IOException, InterruptedException {
        requireOverlayfs();
        expect("""
                low
                new
                low
                n
                moved character special file 0:0
                removed character special file 0:0
                y
                """, """
                mkdir upper work ../lower ../lower/dir ../merged
                cd ../lower
                echo low | tee changed moved removed dir/file >/dev/null
                cd ..
                unshare --mount sh -ec '""" + Mounts.leaveImagesExcept("\"$PWD/mnt\"") + """
                    mount -t overlay overlay -o lowerdir=lower,upperdir=mnt/upper,workdir=mnt/work merged
                    cd merged
                    echo new >>changed
                    mv moved renamed
                    rm removed
                    rm -r dir
                    mkdir dir
                    echo n >dir/new
                '
                cd mnt/upper
                cat changed renamed dir/*
                stat -c '%n %F %t:%T' moved removed
                getfattr --only-values -n trusted.overlay.opaque dir
                echo
                """);
    }

    /**
     * The kernel writes as the user who has mounted the overlay, although the process is that of root. ext4 clears the
     * bits then, too.
     */
    @Test
    @Tag(FuseHere.LIBFUSE_3)
    void writeThroughOverlayOfUserClearsSetUserBits() throws IOException, InterruptedException {
        requireOverlayfs();
        Mounts.skipUnless(
                Command.of("setpriv", "--reuid=7", "unshare", "--user", "--map-root-user", "true")
                        .run(),
                "an ordinary user can make no user namespace here");
        String user = """
                mount -t overlay overlay -o userxattr,lowerdir=lower,upperdir=upper,workdir=work merged
                echo $$
                exec cat
                """;
        String root = """
                cd "$0/merged"
                dd if=/dev/zero of=written bs=1 count=1 conv=notrunc status=none
                fallocate -l 9999 allocated
                stat -c '%n %a %s' written allocated
                """;
        expect("written 777 5\nallocated 777 9999\n", """
                mkdir lower upper work merged
                echo text | tee upper/written >upper/allocated
                chown -R 7:7 lower upper work merged
                chmod 6777 upper/*
                mkfifo ready end
                unshare --mount sh -ec '""" + Mounts.leaveImagesExcept("\"$PWD\"") + """
                    setpriv --reuid=7 --regid=7 --clear-groups \
                        unshare --user --map-root-user --mount sh -ec "$1" <end >ready &
                    exec 9>end
                    read process <ready
                    nsenter --target="$process" --mount sh -ec "$2" "$PWD"
                    exec 9>&-
                    wait
                ' sh "$1" "$2"
                """, user, root);
    }

    private static void requireOverlayfs() throws IOException {
        FuseHere.require(
                Files.readString(Path.of("/proc/filesystems")).contains("\toverlay\n"), "this kernel has no overlayfs");
    }

    private void rename(String from, String to, int flags) throws IOException {
        LinuxCalls.rename(mount.root().resolve(from), mount.root().resolve(to), flags);
    }

    private void refuses(String reason, String from, String to, int flags) {
        FileSystemException refused = assertThrows(FileSystemException.class, () -> rename(from, to, flags));
        assertEquals(reason, refused.getReason());
    }

    @Test
    void attributesOfSpecialFilesChangeAsThoseOfFiles() throws IOException, InterruptedException {
        assertEquals(
                "622 7:8 1234567890\n",
                mount.run("mkfifo p; chmod 622 p; chown 7:8 p; touch -d @1234567890 p; stat -c '%a %u:%g %Y' p"));
    }

    @Test
    void newOwnerClearsSetUserBitsOfSpecialFiles() throws IOException, InterruptedException {
        expect(
                "555\n555\n555\n",
                "mkfifo p; mknod c c 1 3; mknod b b 8 1; chown 65534:65534 p c b; chmod 6555 p c b; "
                        + "setpriv --reuid 65534 --regid 65534 --groups 65533,65534 chown :65533 p c b; "
                        + "stat -c %a p c b");
    }
}
