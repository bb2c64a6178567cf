// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.check;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FindingKindTest {

    private static final Map<Severity, String> WORDS =
            Map.of(Severity.ERROR, "error", Severity.WARNING, "warning", Severity.INFORMATION, "note");

    @Test
    void pageAboutJsonListsTheCodesOfEachSeverity() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("..", "docs", "json.md"));
        for (Severity severity : Severity.values()) {
            String codes = Arrays.stream(FindingKind.values())
                    .filter(kind -> kind.severity() == severity)
                    .map(kind -> "`" + kind.code() + "`")
                    .collect(Collectors.joining(", "));
            assertTrue(lines.contains("| `" + WORDS.get(severity) + "` | " + codes + " |"), codes);
        }
    }
}
