// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.value.CollidingNames;
import dev.tfskit.value.Symbol;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.HandMadeVolume;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class EntryNameTest {

    @Test
    @Timeout(60)
    void namesOfEqualHashDoNotMakeASetSlow() throws IOException {
        Directory root = HandMadeVolume.open("(children:())").root();
        List<Symbol> names = CollidingNames.of(1 << 16);
        Set<EntryName> entries = new HashSet<>();
        names.forEach(name -> entries.add(new EntryName(root, name)));
        assertEquals(names.size(), entries.size());
        assertTrue(names.stream().allMatch(name -> entries.contains(new EntryName(root, name))));
    }
}
