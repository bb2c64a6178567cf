// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tfskit.volume.GoldenVolumes;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Volumes of other writers have no errors. */
class GoldenCheckTest {

    private static final Map<String, List<String>> EXPECTED = Map.ofEntries(
            Map.entry("c-bigfile", List.of("PROGRAM_UNNAMED")),
            Map.entry("c-empty", List.of("NO_ROOM_FOR_LOG", "PROGRAM_UNNAMED")),
            Map.entry(
                    "c-label",
                    List.of(
                            "ATTRIBUTE_UNKNOWN /attributes only",
                            "ATTRIBUTE_UNKNOWN /attributes only",
                            "ATTRIBUTE_UNKNOWN /attributes only",
                            "ATTRIBUTE_UNKNOWN /attributed file",
                            "PROGRAM_MISSING record 0 at 521")),
            Map.entry("c-manylog", List.of("PROGRAM_UNNAMED")),
            Map.entry("c-tree", List.of("PROGRAM_UNNAMED")),
            Map.entry(
                    "fuse-written",
                    List.of("PROGRAM_MISSING record 0 at 521", "ENVIRONMENT_MISSING", "TUPLES_UNREFERENCED")),
            Map.entry("kernel-compacted", List.of("EXTENTS_UNINITIALISED")),
            Map.entry("kernel-compacted-grown", List.of("EXTENTS_UNINITIALISED", "TUPLES_UNREFERENCED")),
            Map.entry("kernel-written", List.of("EXTENTS_UNINITIALISED", "TUPLES_UNREFERENCED")),
            Map.entry(
                    "mixed-v4-v5",
                    List.of(
                            "MOUNT_BY_DISK_NUMBER record 0 at 521",
                            "PROGRAM_MISSING record 0 at 521",
                            "TUPLES_UNREFERENCED")),
            Map.entry("ops-old", List.of("NO_ROOM_FOR_LOG", "MOUNT_BY_DISK_NUMBER record 0 at 521")),
            Map.entry("ops-tree", List.of("NO_ROOM_FOR_LOG", "MOUNT_BY_DISK_NUMBER record 0 at 521")),
            Map.entry("toolkit-built", List.of("ENVIRONMENT_MISSING")),
            Map.entry("toolkit-changed", List.of("EXTENTS_UNINITIALISED", "ENVIRONMENT_MISSING")));

    @Test
    void goldenVolumesHaveTheirKnownFindings() throws IOException {
        Map<String, List<String>> found = new TreeMap<>();
        for (String name : GoldenVolumes.names()) {
            found.put(name, Checks.findings(GoldenVolumes.open(name), VolumeRole.ANY));
        }
        assertEquals(new TreeMap<>(EXPECTED), found);
    }
}
