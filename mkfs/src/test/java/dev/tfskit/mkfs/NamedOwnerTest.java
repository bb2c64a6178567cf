// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.cli.UsageException;
import dev.tfskit.source.filter.Adjustments;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamedOwnerTest {

    /** The tree on top and the tree below it have different numbers for bob. */
    private static final Map<String, List<String>> LISTS = Map.of(
            "passwd",
            List.of(
                    "root:x:0:0::/:/bin/sh",
                    "bob:x:1234:50::/:/bin/sh",
                    "bob:x:1:1::/:/bin/sh",
                    "odd:x:ten:ten",
                    "cut:x"),
            "group",
            List.of("root:x:0:", "staff:x:77:bob", "huge:x:4294967296:"));

    private final NamedOwner owner = new NamedOwner(file -> LISTS.getOrDefault(file, List.of()));

    @ParameterizedTest
    @CsvSource({
        "bob:staff,1234,77",
        "bob,1234,50",
        "root:root,0,0",
        "5:staff,5,77",
        "bob:6,1234,6",
        "7,7,7",
        "7:4294967295,7,4294967295"
    })
    void readsNamesAndNumbers(String text, long user, long group) throws UsageException, IOException {
        assertEquals(new Adjustments.Owner(user, group), owner.parse(text));
    }

    @ParameterizedTest
    @CsvSource({
        "'','',passwd",
        "x,x,passwd",
        "odd,odd,passwd",
        "cut,cut,passwd",
        "staff,staff,passwd",
        "1:,'',group",
        "1:bob,bob,group",
        "1:huge,huge,group",
        ":1,'',passwd",
        "1:2:3,2:3,group",
        "-1,-1,passwd",
        "4294967296,4294967296,passwd",
        "0:4294967296,4294967296,group"
    })
    void refusesWhatIsNeitherNumberNorName(String text, String part, String list) {
        assertEquals(
                "--owner " + text + ": '" + part + "' is not a number up to 4294967295, nor a name in /etc/" + list
                        + " of a tree of -r",
                assertThrows(UsageException.class, () -> owner.parse(text)).getMessage());
    }

    @Test
    void readsNoTreeForNumbers() throws UsageException, IOException {
        NamedOwner numbersOnly = new NamedOwner(file -> {
            throw new AssertionError(file);
        });
        assertEquals(new Adjustments.Owner(7, 8), numbersOnly.parse("7:8"));
        assertTrue(assertThrows(UsageException.class, () -> numbersOnly.parse("1:"))
                .getMessage()
                .contains("not a number"));
    }
}
