// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A mount that root makes for another user: the modes decide about access. */
class ForeignUserMountIT extends OnMount {

    private static final String STRANGER =
            "as() { who=$1; shift; setpriv --reuid=$who --regid=$who --clear-groups \"$@\" 2>&1 || :; }; umask 022; ";
    private static final String DENIED = "Permission denied\n";
    private static final String REFUSED = "Operation not permitted\n";

    @BeforeAll
    static void needRoot() throws IOException {
        FuseHere.mustBeRoot();
    }

    @Override
    String[] options() {
        return new String[] {"-o", "allow_other"};
    }

    @BeforeEach
    void letOthersComeNear() throws IOException {
        Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Runs a script in the mount that has a function {@code as USER PROGRAM}, which must print this. */
    private void meet(String output, String script) throws IOException, InterruptedException {
        expect(output, STRANGER + script);
    }

    @Test
    void otherUsersAreRefusedWithoutTheOption() throws IOException, InterruptedException {
        remount();
        meet("ls: cannot access '.': " + DENIED, "as 65534 ls .");
    }

    @Test
    void modesDecideWhoReadsAndWritesFiles() throws IOException, InterruptedException {
        mount.run("echo open >open; chmod 644 open; echo closed >closed; chmod 600 closed; echo own >own; chown "
                + "7:7 own; chmod 600 own;"
                + " echo group >group; chgrp 7 group; chmod 640 group; : >all; chmod 666 all");
        meet("open\ncat: closed: " + DENIED + "own\ngroup\n", "as 7 cat open closed own group");
        meet("cat: own: " + DENIED + "cat: group: " + DENIED, "as 8 cat own group");
        meet("tee: open: " + DENIED + "x\n", "echo x | as 7 tee open all; as 7 test -w open; cat all >/dev/null");
        meet("r-w\n", "as 7 sh -c 'test -r open && printf r; test -w open || printf -; test -w own && echo w'");
    }

    @Test
    void modesDecideWhoListsEntersAndChangesDirectories() throws IOException, InterruptedException {
        mount.run("umask 022; mkdir closed enter list all; for d in closed enter list all; do echo in >$d/f; done;"
                + " chmod 700 closed; chmod 711 enter; chmod 744 list; chmod 777 all");
        meet(
                "cat: closed/f: " + DENIED + "in\ncat: list/f: " + DENIED + "in\n",
                "as 7 cat closed/f enter/f list/f all/f");
        meet("f\nls: cannot open directory 'enter': " + DENIED, "as 7 ls all; as 7 ls enter");
        meet(
                "rm: cannot remove 'enter/f': " + DENIED + "touch: cannot touch 'enter/g': " + DENIED,
                "as 7 rm -f enter/f; as 7 touch enter/g; as 7 rm -f all/f; as 7 touch all/g");
        meet("7:7 644\n", "stat -c '%u:%g %a' all/*");
    }

    @Test
    void stickyDirectoryAllowsRemovalByOwnersOnly() throws IOException, InterruptedException {
        mount.run("mkdir tmp; chmod 1777 tmp");
        meet(
                "rm: cannot remove 'tmp/a': " + REFUSED + "mv: cannot move 'tmp/a' to 'tmp/c': " + REFUSED
                        + "mv: cannot move 'tmp/b' to 'tmp/a': " + REFUSED,
                "as 7 touch tmp/a; as 8 touch tmp/b; as 8 rm -f tmp/a; as 8 mv -f tmp/a tmp/c; as 8 mv -f tmp/b tmp/a;"
                        + " as 8 rm tmp/b; as 7 rm tmp/a");
        expect("0\n", "ls -A tmp | wc -l");
    }

    @Test
    void onlyTheOwnerChangesModesAndTimesAndOnlyRootOwners() throws IOException, InterruptedException {
        mount.run(": >f; chmod 666 f; : >own; chown 7:7 own");
        meet(
                "chmod: changing permissions of 'f': " + REFUSED + "touch: setting times of 'f': " + REFUSED
                        + "chown: changing ownership of 'own': " + REFUSED + "chgrp: changing group of 'own': "
                        + REFUSED,
                "as 7 chmod 777 f; as 7 touch -d 2001-01-01 f; as 7 touch f; as 7 chown 8 own; as 7 chgrp 8 own; "
                        + "as 7 chmod 600 own");
        meet("666 600\n", "echo $(stat -c %a f own)");
    }

    @Test
    void writeByAnotherUserClearsSetuidAndSetgid() throws IOException, InterruptedException {
        String make = "make() { echo text >f; chown 7:7 f; chmod $1 f; }; ";
        meet("777\n", make + "make 6777; echo x | as 8 tee -a f >/dev/null; stat -c %a f");
        meet("777\n", make + "make 6777; as 8 truncate -s 1 f; stat -c %a f");
        meet("777\n", make + "make 6777; as 8 fallocate -l 9999 f; stat -c %a f");
        meet(
                "767\n",
                make + "make 6767; as 8 dd if=/dev/zero of=f bs=1 count=1 conv=notrunc status=none; stat -c %a f");
        meet("6777\n", make + "make 6777; echo x >>f; stat -c %a f");
        meet("755\n", make + "make 6755; as 7 chgrp 7 f; stat -c %a f");
        meet("755\n", make + "make 755; chgrp 9 f; as 7 chmod 2755 f; stat -c %a f");
        meet("6755\n", make + "make 6755; as 8 touch f >/dev/null; as 8 chmod 777 f >/dev/null; stat -c %a f");
    }

    @Test
    void setuidProgramRunsAsItsOwnerOnlyWithTheSuidOption() throws IOException, InterruptedException {
        mount.run("cp /usr/bin/id .; chmod 4755 id");
        meet("7\n", "as 7 ./id -u");
        remount("-o", "allow_other,suid");
        meet("0\n", "as 7 ./id -u");
    }

    @Test
    void onlyRootSeesTrustedAttributesAndOnlyRootSetsSecurityAttributes() throws IOException, InterruptedException {
        mount.run(": >f; chmod 666 f; setfattr -n trusted.a -v 1 f; setfattr -n security.b -v 2 f; setfattr -n "
                + "user.c -v 3 f");
        meet("security.b\nuser.c\n", "as 7 getfattr -m - --absolute-names f | grep -v '#' | grep .");
        meet(
                "setfattr: f: " + REFUSED + "setfattr: f: " + REFUSED + "user.c=\"4\"\n",
                "as 7 setfattr -n trusted.a -v 4 f;"
                        + " as 7 setfattr -n security.b -v 4 f; as 7 setfattr -n user.c -v 4 f; getfattr -d f | "
                        + "grep user");
        expect("security.b trusted.a user.c\n", "echo $(getfattr -m - f | grep -v '#' | sort)");
        meet("setfattr: f: " + DENIED, "chmod 644 f; as 7 setfattr -n user.c -v 5 f");
    }

    @Test
    void ownerByOptionMayDoEverything() throws IOException, InterruptedException {
        mount.run(": >f; chmod 600 f");
        remount("-o", "allow_other,uid=7,gid=7");
        meet("text\n", "echo text | as 7 tee f >/dev/null; as 7 cat f");
        meet("cat: f: " + DENIED, "as 8 cat f");
    }
}
