// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Times, modes, owners and extended attributes on a real mount. */
class AttributesIT extends OnMount {

    private static void needRoot() throws IOException {
        FuseHere.mustBeRoot();
    }

    @Test
    void timesAreKeptToTheNanosecondAndOneCanBeLeftAlone() throws IOException, InterruptedException {
        String show = "stat -c '%x %y' f; ";
        String both = "2001-02-03 04:05:06.123456789 +0000 2002-03-04 05:06:07.987654321 +0000\n";
        expect(
                both,
                "touch f; touch -a -d '2001-02-03 04:05:06.123456789Z' f; touch -m -d '2002-03-04 "
                        + "05:06:07.987654321Z' f; "
                        + show);
        remount();
        expect(both, show);
    }

    @ParameterizedTest
    @CsvSource({
        "9223372036854775807,4294967295.999999999",
        "67768036191676799,4294967295.999999999",
        "31556889864403200,4294967295.999999999",
        "4294967296,4294967295.999999999",
        "4294967295.999999999,4294967295.999999999",
        "2147483648.000000001,2147483648.000000001",
        "-0.000000001,0.000000000",
        "-2147483648.5,0.000000000",
        "-31557014167219201,0.000000000",
        "-9223372036854775808,0.000000000"
    })
    void timeOutOfRangeBecomesTheNearest(String set, String stored) throws IOException, InterruptedException {
        String show = "stat -c '%.9X %.9Y' f d; ";
        mount.run("touch f; mkdir d; ln -s nowhere l");
        String both = (stored + " " + stored + "\n").repeat(2);
        // Until then the kernel may show the time of modification of a file as it was set.
        expect(
                stored + "\n" + stored + " " + stored + "\n",
                "touch -d @" + set + " f d; touch -h -d @" + set + " l; stat -c %.9X f; stat -c '%.9X %.9Y' d");
        remount();
        expect(both + stored + "\n", show + "stat -c %.9Y l");
    }

    @Test
    void unsetAtimeEqualsMtimeAndStaysOnceSet() throws IOException, InterruptedException {
        expect(
                "1\n1\n",
                "touch -d '2001-02-03' before; touch f; mkdir d; for each in f d; do find . -path ./$each "
                        + "-neweram before | wc -l; done");
        String kept = mount.run("stat -c %x f");
        expect(kept + "2001-02-03 00:00:00.000000000 +0000\n", "touch -m -d 2001-02-03 f; stat -c %x f; stat -c %y f");
    }

    @Test
    void modesArePermissionsAndTheThreeBitsAbove() throws IOException, InterruptedException {
        expect("6755\n1777\n", "touch f; chmod 6755 f; stat -c %a f; mkdir d; chmod 1777 d; stat -c %a d");
    }

    @Test
    void ownersAreKeptAndASetGroupDirectoryHandsItsGroupOn() throws IOException, InterruptedException {
        needRoot();
        expect("7:8\n5:6\n", "touch f; chown 7:8 f; stat -c %u:%g f; ln -s f l; chown -h 5:6 l; stat -c %u:%g l");
        expect(
                "77 2755\n77 644\n",
                "umask 022; mkdir d; chgrp 77 d; chmod 2775 d; mkdir d/sub; touch d/file; stat -c '%g %a' d/sub "
                        + "d/file");
    }

    @Test
    void givingAFileAwayTakesItsSetUserBit() throws IOException, InterruptedException {
        needRoot();
        expect("755\n", "touch f; chmod 6755 f; chown 7:8 f; stat -c %a f");
    }

    @Test
    void extendedAttributesAreSetListedAndRemoved() throws IOException {
        Path file = Files.createFile(mount.root().resolve("f"));
        UserDefinedFileAttributeView view = Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
        view.write("colour", StandardCharsets.UTF_8.encode("blue"));
        view.write("empty", ByteBuffer.allocate(0));
        assertEquals(List.of("colour", "empty"), view.list().stream().sorted().toList());
        ByteBuffer value = ByteBuffer.allocate(view.size("colour"));
        view.read("colour", value);
        assertEquals("blue", StandardCharsets.UTF_8.decode(value.flip()).toString());
        view.delete("colour");
        assertEquals(List.of("empty"), view.list());
        assertThrows(FileSystemException.class, () -> view.size("colour"));
    }

    @Test
    void ownersAndModesCanBeOverriddenForAllEntries() throws IOException, InterruptedException {
        mount.run("umask 022; touch f; mkdir d");
        String stored = mount.run("stat -c '%u:%g %a' f d");
        remount("-o", "uid=123,gid=45,umask=027");
        expect("123:45 640\n123:45 750\n", "stat -c '%u:%g %a' f d");
        remount();
        expect(stored, "stat -c '%u:%g %a' f d");
    }

    @Test
    void statfsReportsBlockSizeAllBlocksAndLongestName() throws IOException, InterruptedException {
        expect("512 131072 255\n", "stat -f -c '%S %b %l' .");
    }
}
