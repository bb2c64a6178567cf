// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.check;

import java.util.List;
import java.util.stream.Stream;

/** Volumes with one fault each: at least one for every kind of finding that a volume can give rise to. */
public final class DamagedVolumes {

    private DamagedVolumes() {}

    /** All of them. */
    public static List<DamagedVolume> all() {
        return Stream.of(LogFaults.all(), RecordFaults.all(), TreeFaults.all(), SpaceFaults.all(), BootFaults.all())
                .flatMap(List::stream)
                .toList();
    }
}
