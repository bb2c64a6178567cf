// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import dev.tfskit.PackageTable;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Keeps true what docs/architecture.md says of the one package of this module. The empty name is that of Tfs. */
class ArchitectureTest {

    private static final Map<String, Set<String>> USES = Map.of(
            "nio",
            Set.of(
                    "",
                    "device",
                    "disk",
                    "error",
                    "io",
                    "message",
                    "posix",
                    "schema",
                    "schema.walk",
                    "value",
                    "volume"));

    @Test
    void packagesUseExactlyWhatTheTableAllows() {
        PackageTable.assertDescribes(USES, PackageTable.classesBeside(TfsFileSystemProvider.class));
    }

    @Test
    void usesEveryPackageThatTheCoreExportsToThisModuleAlone() {
        PackageTable.assertUsesExportsOfCore(USES, "dev.tfskit.nio");
    }
}
