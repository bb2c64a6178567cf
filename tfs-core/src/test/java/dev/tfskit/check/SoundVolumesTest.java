// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.schema.Attributes;
import dev.tfskit.value.Flag;
import dev.tfskit.value.Int;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The check accepts volumes that look strange but are valid. */
class SoundVolumesTest {

    private final SampleVolume sample = SampleVolume.written();

    private void assertNothingFound() throws IOException {
        assertNothingFound(VolumeRole.ANY);
    }

    private void assertNothingFound(VolumeRole role) throws IOException {
        assertEquals(List.of(), Checks.findings(sample.device(), role));
    }

    @Test
    void findsNothingInSampleVolume() throws IOException {
        assertNothingFound();
        assertNothingFound(VolumeRole.ROOT);
    }

    @Test
    void harmlessChangesAreFollowed() throws IOException {
        sample.touch();
        assertNothingFound();
    }

    @Test
    void acceptsFileOfLargestLength() throws IOException {
        sample.set(sample.inode("/empty"), Attributes.FILE_LENGTH, Int.of(Long.MAX_VALUE));
        assertNothingFound();
    }

    @Test
    void onlyFilesNeedALength() throws IOException {
        for (String name : List.of("/docs", "/latest", "/server.sock")) {
            sample.set(sample.inode(name), Attributes.FILE_LENGTH, Text.of("unknown"));
        }
        assertNothingFound();
    }

    @Test
    void acceptsNumbersStoredAsDigits() throws IOException {
        sample.set(sample.inode("/docs/parts"), Attributes.FILE_LENGTH, Text.of("9223372036854775807"));
        sample.set(sample.inode("/docs/first"), Attributes.LINK_COUNT, Text.of("02"));
        sample.set(sample.inode("/docs"), Attributes.MODIFIED, Text.of("18446744073709551615"));
        Tuple extent = sample.extent("/docs/parts", 0);
        sample.set(extent, Attributes.EXTENT_LENGTH, Text.of("8"));
        sample.set(extent, Attributes.EXTENT_ALLOCATED, Text.of("8"));
        sample.set(extent, Attributes.EXTENT_OFFSET, Text.of(Long.toString(sample.start("/docs/parts", 0))));
        assertNothingFound();
    }

    @Test
    void acceptsExtentBehindEndOfFile() throws IOException {
        sample.set(sample.inode("/docs/parts"), Attributes.FILE_LENGTH, Int.of(1));
        assertNothingFound();
    }

    @Test
    void acceptsExtentThatEndsWithVolume() throws IOException {
        sample.resize((sample.start("/docs/parts", 32) + 2) * BlockDevice.BLOCK_BYTES);
        assertNothingFound();
    }

    @Test
    void acceptsLinkCountOfOne() throws IOException {
        sample.set(sample.inode("/empty"), Attributes.LINK_COUNT, Int.of(1));
        assertNothingFound();
    }

    @Test
    void linksAndSocketsMayHaveSeveralNames() throws IOException {
        for (String name : List.of("/latest", "/server.sock")) {
            sample.set(sample.inode(name), Attributes.LINK_COUNT, Int.of(2));
            sample.set(sample.entries("/docs"), name.substring(1), sample.inode(name));
        }
        assertNothingFound();
    }

    @Test
    void parentPointerIsNotFollowed() throws IOException {
        for (String name : List.of("/docs", "/docs/first", "/mnt/data")) {
            sample.set(sample.inode(name), Attributes.PARENT, sample.root());
        }
        sample.set(sample.root(), Attributes.PARENT, sample.root());
        assertNothingFound();
    }

    @Test
    void acceptsReadonlyFlagOfExecutedProgram() throws IOException {
        sample.set(sample.inode("/bin/server"), "readonly", Flag.PRESENT);
        assertNothingFound();
    }

    @Test
    void acceptsAnyAttributeOfRoot() throws IOException {
        sample.set(sample.root(), "user.x", Int.of(5));
        sample.set(sample.root(), "klibs", Text.of("bootfs"));
        sample.set(sample.root(), Attributes.MODIFIED, Int.of(5));
        assertNothingFound();
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "%x", "%1x", "%/", "%:", "x%1", "1"})
    void nameOfAVolumeIsNoDiskNumberUnlessItHasDigitsAlone(String name) throws IOException {
        sample.set(sample.root().tuple(Symbol.of("mounts")).orElseThrow(), name, Text.of("/mnt/data"));
        assertNothingFound();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/mnt/data:ro", "/mnt/data:ro:x", "/mnt/data:rox"})
    void mountPointEndsAtTheMarkOfReadOnlyVolumes(String point) throws IOException {
        sample.set(sample.root().tuple(Symbol.of("mounts")).orElseThrow(), "other", Text.of(point));
        assertNothingFound();
    }

    @Test
    void acceptsTupleInRecordOfItsOwnBeforeItsUse() throws IOException {
        Tuple directory = SampleVolume.tuple("children", new Tuple());
        sample.record(directory);
        sample.set(sample.entries("/"), "late", directory);
        assertNothingFound();
    }

    @Test
    void findsProgramBehindLinks() throws IOException {
        sample.set(sample.inode("/latest"), Attributes.LINK_TARGET, Text.of("mnt/../../bin//./server"));
        sample.set(sample.root(), "program", Text.of("latest"));
        assertNothingFound();
    }

    @Test
    void acceptsProgramBelowMountPoint() throws IOException {
        sample.set(sample.root(), "program", Text.of("/mnt/data/bin/server"));
        assertNothingFound();
    }

    @Test
    void acceptsPathsThatKernelResolves() throws IOException {
        sample.set(sample.entries("/"), "proc", directory("self", SampleVolume.tuple("linktarget", Text.of("x"))));
        sample.set(
                sample.entries("/proc"),
                "self",
                directory("exe", SampleVolume.tuple("linktarget", Text.of("/bin/server"))));
        sample.set(sample.entries("/"), "dev", directory("zero", SampleVolume.tuple("socket", Flag.PRESENT)));
        sample.set(
                sample.entries("/"),
                "sys",
                directory(
                        "devices",
                        directory(
                                "system",
                                directory("cpu", directory("cpu0", SampleVolume.tuple("children", new Tuple()))))));
        assertEquals(List.of("TUPLES_UNREFERENCED"), Checks.findings(sample.device(), VolumeRole.ANY));
    }

    private static Tuple directory(String name, Tuple entry) {
        return SampleVolume.tuple("children", SampleVolume.tuple(name, entry));
    }

    @Test
    void acceptsBootVolumeWithKernelAlone() throws IOException {
        sample.remove(sample.root(), Symbol.of("program"));
        sample.set(sample.entries("/"), "kernel", SampleVolume.tuple("extents", new Tuple()));
        sample.resize(sample.freeBlock() * BlockDevice.BLOCK_BYTES);
        assertNothingFound(VolumeRole.BOOT);
    }
}
