// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tfskit.cli.Diagnostics;
import dev.tfskit.cli.ExitCode;
import dev.tfskit.schema.TreePath;
import dev.tfskit.value.CollidingNames;
import dev.tfskit.value.Symbol;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class DamageReportTest {

    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
    private final DamageReport report = new DamageReport(new Diagnostics("tool", errors));

    @Test
    void sameProblemOfEntryIsReportedOnce() {
        assertEquals(ExitCode.OK, report.exitCode());
        TreePath path = TreePath.ROOT.child(Symbol.of("a"));
        for (String problem : List.of("damaged", "lost", "damaged")) {
            report.add(path, problem);
        }
        assertEquals("tool: /a: damaged\ntool: /a: lost\n", errors.toString(StandardCharsets.UTF_8));
        assertEquals(ExitCode.FAILED, report.exitCode());
    }

    @Test
    @Timeout(60)
    void namesWithEqualHashesDoNotMakeItSlow() {
        List<Symbol> names = CollidingNames.of(1 << 16);
        names.forEach(name -> report.add(TreePath.ROOT.child(name), "damaged"));
        assertEquals(
                names.size(), errors.toString(StandardCharsets.UTF_8).lines().count());
    }
}
