// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tfskit.HostProgram;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.image.ImageBuilder;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.source.Excludes;
import dev.tfskit.value.Symbol;
import dev.tfskit.volume.Volume;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Times in archives of GNU tar that TFS cannot store. */
class TarTimesTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "9223372036854775807,2106-02-07T06:28:15.999999999Z,1",
        "1000000000001,2106-02-07T06:28:15.999999999Z,1",
        "4294967296,2106-02-07T06:28:15.999999999Z,1",
        "4294967295.25,2106-02-07T06:28:15.250Z,0",
        "-1,1970-01-01T00:00:00Z,1",
        "-0.5,1970-01-01T00:00:00Z,1",
        "-62135596801,1970-01-01T00:00:00Z,1",
        "-9223372036854775807,1970-01-01T00:00:00Z,1"
    })
    void timesOutsideTheRangeBecomeTheNearestTimeWithAWarning(String seconds, Instant stored, int warnings)
            throws Exception {
        Path root = Files.createDirectory(directory.resolve("root"));
        Files.writeString(root.resolve("file"), "x");
        for (String format : List.of("gnu", "pax")) {
            Path archive = directory.resolve(format + ".tar");
            HostProgram.TAR.runIn(root, "C", "-cf", archive, "--format=" + format, "--mtime=@" + seconds, "file");
            boolean isWhole = format.equals("gnu");
            List<String> notices = new ArrayList<>();
            MemoryDevice image = new MemoryDevice();
            new ImageBuilder(
                            new Identity(new UUID(1, 2), Label.of("")),
                            notice -> notices.add(notice.subject() + ": " + notice.text()))
                    .build(
                            () -> image,
                            List.of(Archives.open(
                                    archive, Excludes.NONE, notice -> notices.add(notice.subject() + notice.text()))));
            try (Volume volume = Volume.open(image)) {
                Instant found =
                        volume.root().find(Symbol.of("file")).orElseThrow().modified();
                assertEquals(isWhole && warnings == 0 ? Instant.ofEpochSecond(stored.getEpochSecond()) : stored, found);
            }
            assertEquals(warnings, notices.size(), notices::toString);
        }
    }
}
