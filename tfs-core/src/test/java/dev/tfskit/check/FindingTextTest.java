// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The numbers, names and values in the text of a finding are those of the volume. */
class FindingTextTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "an extent over two others | two extents cover its blocks 6 to 7",
                "an extent in the blocks of another file | its blocks 3074 to 3074 belong to /bin/server too",
                "an extent that owns the blocks of three others"
                        + " | its blocks 3073 to 3087 belong to 3 other extents too, such as one of /docs/first",
                "a volume that was cut"
                        + " | the volume has 3076 blocks, but 4 extents reach beyond its end, up to block 3093;"
                        + " this is the first",
                "a link count that is too small | its link count is 1, but it has 2 names",
                "a link count that is gone | its link count is 1, but it has 2 names",
                "a name that is not counted | its link count is 2, but it has 3 names",
                "an attribute without a meaning | the attribute colour has no known meaning",
                "a length that is a flag | its length is a flag where a number from 0 to 2^63 - 1 is expected",
                "a length below 0 | its length is -1 where a number from 0 to 2^63 - 1 is expected",
                "children that are a file | its children are a tuple where the entries of a directory are expected",
                "a key with a sign | an extent at -1 where a decimal block number is expected",
                "an extent without a length"
                        + " | the extent at its block 0 has nothing as its length where a number is expected"
            })
    void ofADamagedVolume(String volume, String text) throws IOException {
        DamagedVolume damaged = DamagedVolumes.all().stream()
                .filter(each -> each.toString().equals(volume))
                .findFirst()
                .orElseThrow();
        List<String> texts = new ArrayList<>();
        new VolumeCheck(damaged.open(), damaged.role(), finding -> {
                    if (finding.severity() == Severity.ERROR || finding.kind() == FindingKind.ATTRIBUTE_UNKNOWN) {
                        texts.add(finding.problem());
                    }
                })
                .run();
        assertEquals(List.of(text), texts);
    }

    @ParameterizedTest
    @EnumSource
    void everyKindHasAConsequence(FindingKind kind) {
        assertFalse(kind.consequence().isBlank());
    }

    @Test
    void kindsHaveTheirDocumentedNames() {
        assertEquals("blocks-shared", FindingKind.BLOCKS_SHARED.code());
        assertEquals("log-damaged", FindingKind.LOG_DAMAGED.code());
    }
}
