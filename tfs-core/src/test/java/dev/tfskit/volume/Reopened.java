// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.check.Checks;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.value.Symbol;
import java.io.IOException;
import java.util.List;

/** A volume as the next user finds it. */
final class Reopened {

    private Reopened() {}

    /** Returns the names in the root of a volume, which must be sound. */
    static List<Symbol> names(BlockDevice device) throws IOException {
        Checks.assertSound(device);
        return Volume.open(device).root().entries().stream()
                .map(DirectoryEntry::name)
                .toList();
    }
}
