// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import dev.tfskit.PackageTable;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Keeps the table of the packages of this module in docs/architecture.md true. */
class ArchitectureTest {

    private static final Map<String, Set<String>> USES = Map.of(
            "archive",
            Set.of(
                    "cpio",
                    "error",
                    "extract",
                    "extract.walk",
                    "io",
                    "io.sum",
                    "message",
                    "schema",
                    "source",
                    "tar",
                    "value",
                    "value.walk",
                    "volume"),
            "cpio",
            Set.of("error", "io", "source", "tar"),
            "json",
            Set.of("error", "message"),
            "oci",
            Set.of("archive", "error", "io", "io.sum", "json", "message", "schema", "source", "value", "volume"),
            "ops",
            Set.of("archive", "image.unpack", "io", "json", "message", "schema", "source", "source.lookup", "value"),
            "tar",
            Set.of("error", "io", "message", "schema", "source", "value"));

    @Test
    void packagesUseExactlyWhatTheTableAllows() {
        PackageTable.assertDescribes(USES, PackageTable.classesBeside(Archives.class));
    }

    @Test
    void usesEveryPackageThatTheCoreExportsToThisModuleAlone() {
        PackageTable.assertUsesExportsOfCore(USES, "dev.tfskit.archive");
    }
}
