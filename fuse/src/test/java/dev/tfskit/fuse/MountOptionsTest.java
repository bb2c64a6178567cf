// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.cli.UsageException;
import dev.tfskit.device.VolumeChoice;
import dev.tfskit.volume.FreedBlocks;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MountOptionsTest {

    private static MountOptions parse(String... lists) throws UsageException {
        return MountOptions.parse(MountOptions.split(List.of(lists)));
    }

    @Test
    void emptyOptionsGiveDefaults() throws UsageException {
        assertEquals(
                new MountOptions(
                        false,
                        OwnershipOverride.AS_STORED,
                        1,
                        WritePolicy.BACK,
                        FreedBlocks.KEEP,
                        SpecialFilePolicy.REFUSE,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        List.of()),
                parse());
        assertEquals(parse(), parse("", ",,"));
    }

    @Test
    void lastWritePolicyCounts() throws UsageException {
        assertEquals(WritePolicy.THROUGH, parse("no_writeback").writes());
        assertEquals(WritePolicy.BACK, parse("no_writeback,writeback").writes());
        assertTrue(parse("no_writeback").passedOn().isEmpty());
    }

    @Test
    void readOnlyByEitherOptionIsPassedOn() throws UsageException {
        for (MountOptions options : List.of(
                parse("ro"),
                parse().asReadOnly(),
                parse("rw").asReadOnly(),
                parse("ro").asReadOnly())) {
            assertTrue(options.readOnly());
            assertEquals(List.of("ro"), options.passedOn());
        }
    }

    @Test
    void foreignOptionsArePassedOnInOrder() throws UsageException {
        assertEquals(
                List.of("allow_other", "noatime", "max_read=4096", "max_write=4096"),
                parse("allow_other,noatime", "max_read=4096", "max_write=4096").passedOn());
    }

    @Test
    void fstabOptionsForOtherProgramsAreDropped() throws UsageException {
        assertEquals(
                List.of(),
                parse("defaults,rw,noauto,nofail,user,user=joe,_netdev,"
                                + "x-systemd.automount,X-mount.mkdir,comment=x,default_permissions,fsname=x")
                        .passedOn());
        assertFalse(parse("rw").readOnly());
    }

    @Test
    void ownerAndModeOptionsOverrideTheVolume() throws UsageException {
        assertEquals(
                new OwnershipOverride(Optional.of(4_294_967_294L), Optional.of(0L), OptionalInt.of(027)),
                parse("uid=4294967294,gid=0,umask=027").ownership());
        assertTrue(parse("uid=1").passedOn().isEmpty());
    }

    @Test
    void volumeAndLogFileCanBeChosenByMountOption() throws UsageException {
        assertEquals(
                Optional.of(new VolumeChoice.InPartition(3)),
                parse("partition=3").volume());
        assertEquals(
                Optional.of(new VolumeChoice.AtOffset(1L << 40)),
                parse("volume_offset=" + (1L << 40)).volume());
        for (String size : List.of("1048576", "1M", "0x100000", "1 MiB")) {
            assertEquals(
                    Optional.of(new VolumeChoice.AtOffset(1L << 20)),
                    parse("offset=" + size).volume(),
                    size);
        }
        for (String option : List.of("offset=1X", "offset=-1", "volume_offset=")) {
            assertEquals(
                    "-o " + option + ": a number of bytes is expected, such as 4096, 1M or 0x100000",
                    assertThrows(UsageException.class, () -> parse(option)).getMessage());
        }
        assertEquals(Optional.of(new VolumeChoice.Boot()), parse("boot").volume());
        assertEquals(Optional.of("/var/log/x"), parse("log=/var/log/x").log());
        assertEquals(Optional.of("a=b"), parse("overlay=a=b").overlay());
        assertEquals(Optional.of(""), parse("overlay=").overlay());
        assertThrows(UsageException.class, () -> parse("boot,partition=1"));
    }

    @Test
    void unknownOptionsAreDroppedWhenSloppy() throws UsageException {
        UsageException refused = assertThrows(UsageException.class, () -> parse("nonsense=1,noatime"));
        assertEquals("-o nonsense=1: there is no such option", refused.getMessage());
        assertEquals(
                List.of("noatime", "max_read=4096", "ro"),
                parse("nonsense=1,noatime,max_read=4096,ro,sloppy").passedOn());
    }

    @Test
    void optionsWithSuperfluousValuesAreDroppedWhenSloppy() throws UsageException {
        MountOptions options = parse("sloppy,discard=async,noatime");
        assertEquals(FreedBlocks.KEEP, options.freedBlocks());
        assertEquals(List.of("noatime"), options.passedOn());
        assertEquals(options.passedOn(), parse("discard=async,noatime,sloppy").passedOn());
    }

    @Test
    void valueOfReadOnlyIsRefusedAlsoWhenSloppy() {
        UsageException refused = assertThrows(UsageException.class, () -> parse("sloppy,ro=1"));
        assertEquals("-o ro=1: the option takes no value; write ro", refused.getMessage());
    }

    @Test
    void lastOfReadOnlyAndWritableCounts() throws UsageException {
        assertTrue(parse("rw,ro").readOnly());
        assertFalse(parse("ro,rw").readOnly());
    }

    @Test
    void acceptsCommitIntervalFromOneSecondToOneHour() throws UsageException {
        assertEquals(1, parse().commitSeconds());
        assertEquals(1, parse("commit=1").commitSeconds());
        assertEquals(3600, parse("commit=3600").commitSeconds());
        assertEquals(FreedBlocks.KEEP, parse("rw").freedBlocks());
        assertEquals(FreedBlocks.ZERO, parse("discard").freedBlocks());
        assertEquals(FreedBlocks.KEEP, parse("discard,nodiscard").freedBlocks());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ro=0",
                "rw=",
                "writeback=1",
                "no_writeback=1",
                "discard=0",
                "nodiscard=1",
                "special=1",
                "nospecial=1",
                "boot=0",
                "sloppy=1"
            })
    void valueOfAnOptionWithoutOneIsRefused(String option) {
        UsageException refused = assertThrows(UsageException.class, () -> parse(option));
        assertEquals(
                "-o " + option + ": the option takes no value; write " + option.split("=", 2)[0], refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "uid",
                "uid=",
                "uid=x",
                "uid=-1",
                "uid=4294967295",
                "gid=4294967295",
                "umask=8",
                "umask=10000",
                "commit=0",
                "commit=3601",
                "commit=1.5",
                "max_read",
                "max_read=4k",
                "max_write",
                "max_write=0",
                "max_write=4095",
                "partition=4",
                "partition"
            })
    void impossibleValuesAreNamed(String option) {
        UsageException refused = assertThrows(UsageException.class, () -> parse(option));
        assertTrue(
                refused.getMessage()
                        .matches("\\Q-o " + option + "\\E: the value must be a number from ([01]|4096) to [0-9]+"
                                + (option.startsWith("umask") ? ", in octal" : "")),
                refused.getMessage());
    }
}
