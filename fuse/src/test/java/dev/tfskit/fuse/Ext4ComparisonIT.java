// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The same script prints the same on a mounted image and on a mounted ext4 of the same kernel. */
class Ext4ComparisonIT extends OnMount {

    /**
     * Defines {@code as USER PROGRAM}: root, the owner of the files, a member of their group, another user; root
     * without CAP_FSETID, and another user with it.
     */
    private static final String CALLERS = """
            umask 022
            as() {
                caller=$1
                shift
                case $caller in
                root) "$@" ;;
                owner) setpriv --reuid=7 --regid=70 --groups=7 "$@" ;;
                member) setpriv --reuid=8 --regid=80 --groups=81,7 "$@" ;;
                other) setpriv --reuid=8 --regid=80 --groups=81 "$@" ;;
                limited) setpriv --bounding-set=-fsetid --inh-caps=-fsetid "$@" ;;
                capable) setpriv --reuid=8 --regid=80 --groups=81 --inh-caps=+fsetid --ambient-caps=+fsetid "$@" ;;
                esac
            }
            """;

    /** {@code cap_setuid,cap_net_raw=ep}. */
    private static final String CAPABILITY = """
            capability=0x0100000280200000000000000000000000000000
            """;

    /**
     * {@code make_files MODE COUNT} makes files with a mode and capabilities. {@code change_files CALLER COMMAND...}
     * runs each command as the caller, with {@code $f} for a file of its own.
     */
    private static final String FILES = """
            make_files() {
                rm -f file*
                for i in $(seq $2); do
                    echo text >file$i
                done
                chown 7:7 file*
                chmod $1 file*
                setfattr -n security.capability -v $capability file*
            }
            change_files() {
                caller=$1
                shift
                i=0
                for change in "$@"; do
                    i=$((i + 1)) f=file$i
                    eval "as $caller $change"
                done
            }
            """;

    @BeforeAll
    static void needRoot() throws IOException {
        FuseHere.mustBeRoot();
    }

    @Override
    String[] options() {
        return new String[] {"-o", "allow_other,suid"};
    }

    @BeforeEach
    void letOthersComeNear() throws IOException {
        Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void printsTheSame(int lines, String script) throws IOException, InterruptedException {
        try (Ext4Mount ext4 = Ext4Mount.in(image.getParent())) {
            String inNewDirectory =
                    "mkdir new; cd new; exec 2>&1; set +e\n" + CALLERS + CAPABILITY + FILES + script + "true\n";
            String expected = ext4.run(inNewDirectory);
            assertTrue(expected.lines().count() >= lines, expected);
            assertEquals("", differences(expected, mount.run(inNewDirectory)));
        }
    }

    /** Lines that differ, each with its number; the tables are too long to be looked through. */
    private static String differences(String expected, String actual) {
        List<String> left = expected.lines().toList();
        List<String> right = actual.lines().toList();
        assertEquals(left.size(), right.size(), actual);
        return IntStream.range(0, left.size())
                .filter(i -> !left.get(i).equals(right.get(i)))
                .mapToObj(i -> "\n" + (i + 1) + " ext4: " + left.get(i) + "\n" + (i + 1) + " tfs:  " + right.get(i))
                .collect(Collectors.joining());
    }

    @Test
    void eachNamespaceOfAttributesIsOpenToTheSameCallers() throws IOException, InterruptedException {
        printsTheSame(5 * 3 * 12 * 3, """
                : >file; : >closed; mkdir directory sticky; ln -s file link
                chown -h 7:7 file closed directory sticky link
                chmod 666 file; chmod 600 closed; chmod 1777 sticky
                set_all() {
                    for name in user.a trusted.a security.a security.capability system.a other.a; do
                        setfattr -h -n $name -v $capability $1 2>/dev/null
                    done
                }
                names='user.a user.absent user. trusted.a trusted.absent trusted. security.a security.absent
                    security. security.capability system.a other.a plain'
                for object in file closed directory sticky link; do
                    set_all $object
                    for caller in root owner other; do
                        echo "$object $caller list:" \
                            $(as $caller getfattr -h -m - $object 2>&1 | grep -v '^#' | LC_ALL=C sort)
                        for name in $names; do
                            echo "$object $caller get $name:" $(as $caller getfattr -h -e hex -n $name $object 2>&1)
                            echo "$object $caller set $name:" \
                                $(as $caller setfattr -h -n $name -v $capability $object 2>&1)
                            case $name in
                            *.absent) setfattr -h -x $name $object 2>/dev/null ;;
                            esac
                            echo "$object $caller remove $name:" $(as $caller setfattr -h -x $name $object 2>&1)
                            case $name in
                            *.absent | *. | plain) ;;
                            *) setfattr -h -n $name -v $capability $object 2>/dev/null ;;
                            esac
                        done
                    done
                done
                """);
    }

    @Test
    void changesClearSameSetUserAndSetGroupBitsAndCapabilities() throws IOException, InterruptedException {
        printsTheSame(10 * 4 * 8, """
                for mode in 6666 6676 6766 6777 2666 2676 2766 2777 4666 4777; do
                    for caller in root owner member other; do
                        make_files $mode 8
                        change_files $caller 'dd if=/dev/zero of=$f bs=1 count=1 conv=notrunc status=none' \
                            'dd if=/dev/zero of=$f bs=1 count=0 status=none' \
                            'truncate -s 1 $f' 'truncate -s 9999 $f' 'fallocate -l 9999 $f' \
                            'fallocate -p -l 1 $f' 'fallocate -z -l 1 $f' 'touch $f'
                        stat -c "$mode $caller %n %a" file*
                        getcap file*
                    done
                done
                """);
    }

    @Test
    void newOwnersAndModesTakeTheSameBitsAndCapabilities() throws IOException, InterruptedException {
        printsTheSame(4 * 4 * 6, """
                for mode in 6666 6777 2666 4666; do
                    for caller in root owner member other; do
                        make_files $mode 6
                        change_files $caller 'chown 7 $f' 'chgrp 7 $f' 'chgrp 70 $f' 'chmod 2755 $f' \
                            'chmod 6766 $f' 'setfattr -n user.a -v 1 $f'
                        stat -c "$mode $caller %n %a:%u:%g" file*
                        getcap file*
                    done
                done
                """);
    }

    /** Root may lack the capability to keep the bits, and another user may have it. */
    @Test
    void capabilityOfTheCallerKeepsTheSameBits() throws IOException, InterruptedException {
        printsTheSame(3 * 2 * 5, """
                for mode in 6666 6777 2676; do
                    for caller in limited capable; do
                        for change in 'dd if=/dev/zero of=file bs=1 count=1 conv=notrunc status=none' \
                            'truncate -s 1 file' 'fallocate -l 9999 file' 'fallocate -p -l 1 file' 'chgrp 70 file'; do
                            rm -f file
                            echo text >file
                            chown 7:7 file
                            chmod $mode file
                            as $caller $change
                            echo "$mode $caller $change: $(stat -c %a file)"
                        done
                    done
                done
                """);
    }

    @Test
    void capabilityActsForOrdinaryUserUntilFileIsOverwritten() throws IOException, InterruptedException {
        printsTheSame(6, """
                cp /usr/bin/setpriv program
                chown 7:7 program
                chmod 755 program
                as other ./program --reuid=9 true && echo acts || echo acts not
                setfattr -n security.capability -v $capability program
                as other getcap program
                as other ./program --reuid=9 true && echo acts || echo acts not
                as owner dd if=/usr/bin/setpriv of=program conv=notrunc status=none
                as other ./program --reuid=9 true && echo acts || echo acts not
                getcap program
                as owner getfattr -n security.capability program
                """);
    }
}
