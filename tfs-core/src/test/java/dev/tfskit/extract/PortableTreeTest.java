// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.extract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tfskit.Hex;
import dev.tfskit.posix.HostNames;
import dev.tfskit.schema.Attributes;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.volume.EntryProblem;
import dev.tfskit.volume.HandMadeVolume;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PortableTreeTest extends ExtractionContract {

    @Override
    TargetTree tree(Path directory, Consumer<EntryProblem> warnings) {
        return new PortableTree(directory, warnings);
    }

    /** The host's notion of a path has no double slashes and none at the end; all else stays. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "'../a', '../a'",
                "'a//b/../c/', 'a/b/../c'",
                "ff, ff",
                "'../' ff, '../' ff",
                "'/a//' ff '/', '/a/' ff"
            })
    void linkTargetsAreTidied(String hex, String expected) throws IOException {
        Tuple root = HandMadeVolume.tuple("(children:(l:(linktarget:x)))");
        root.tuple(Attributes.CHILDREN)
                .orElseThrow()
                .tuple(Symbol.of("l"))
                .orElseThrow()
                .set(Attributes.LINK_TARGET, Text.wrap(Hex.bytes(hex)));
        extract(Volume.open(HandMadeVolume.device(root, 0)));
        Path link = directory().resolve("l");
        assertArrayEquals(Hex.bytes(expected), HostNames.linkTarget(Files.readSymbolicLink(link)));
        Files.delete(link);
    }

    @Test
    void socketsAreLeftOutWithAWarning() throws IOException {
        extract("s:(socket:x)");
        assertEquals(List.of(), problems());
        assertEquals(List.of("/s: a socket cannot be made on this host; it is left out"), warnings());
        assertEquals(List.of(), names(directory()));
    }

    /** Java has no way to set the owner of the file. */
    @Test
    void setuidBitIsDroppedWithoutTheOwner() throws IOException {
        extract("f:(posix.perm:\"6755 0 0\")");
        assertEquals(0755, mode(directory().resolve("f")));
    }
}
