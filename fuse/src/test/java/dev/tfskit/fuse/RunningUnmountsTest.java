// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which command lines unmount, and what they name. */
class RunningUnmountsTest {

    private static List<String> operands(String commandLine) {
        return RunningUnmounts.operands(List.of(commandLine.split(" ")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "umount /mnt",
                "/bin/umount /mnt",
                "fusermount3 /mnt",
                "/bin/sh /sbin/umount.fuse.tfs /mnt",
                "java -cp jars dev.tfskit.fuse.FuseMain --unmount=/mnt",
                "java -cp jars dev.tfskit.fuse.FuseMain -u/mnt",
            })
    void unmountNamesItsDirectory(String commandLine) {
        assertEquals(List.of("/mnt"), operands(commandLine));
    }

    @Test
    void optionsAreAmongTheWords() {
        assertEquals(List.of("-i", "--", "mnt"), operands("umount -i -- mnt"));
        assertEquals(List.of("--unmount", "mnt"), operands("java dev.tfskit.fuse.FuseMain --unmount mnt"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "umount",
                "cp umount /mnt",
                "sh /bin/tfs-fuse /mnt",
                "java dev.tfskit.fuse.FuseMain disk.raw /mnt",
                "java other.Main --unmount=/mnt",
            })
    void otherProgramsUnmountNothing(String commandLine) {
        assertEquals(List.of(), operands(commandLine));
    }
}
