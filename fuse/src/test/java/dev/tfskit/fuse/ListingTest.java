// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Seeds;
import dev.tfskit.device.FileDevice;
import dev.tfskit.value.Symbol;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.Volume;
import dev.tfskit.volume.WritableVolume;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Positions in listings of a directory that is opened anew again and again. */
class ListingTest {

    @TempDir
    Path temp;

    private final ListingPositions assigned = new ListingPositions();

    /** Returns the position behind each name, in the order of the listing. */
    private Map<String, Long> list(Directory directory) {
        Map<String, Long> positions = new LinkedHashMap<>();
        new Listing(directory, directory, assigned)
                .read(0, (name, _, next) -> positions.put(name.toString(), next) == null);
        return positions;
    }

    @Test
    void linksOfOneFileKeepTheirPositionsWhenOthersComeAndGo() throws Exception {
        try (WritableVolume volume = Volume.openForWriting(
                FileDevice.openForWriting(TestImage.make(temp.resolve("i"), 64 << 20)), InstantSource.system())) {
            Directory directory = volume.root();
            RegularFile file = directory.createFile(Symbol.of("first"));
            RegularFile second = directory.createFile(Symbol.of("second"));
            for (int i = 0; i < 5000; i++) {
                directory.link(Symbol.of("link" + i), file);
            }
            Seeds.repeat(20, random -> {
                Map<String, Long> before = list(directory);
                change(directory, List.of(file, second), random);
                Map<String, Long> after = list(directory);
                List<Long> ordered = List.copyOf(after.values());
                assertEquals(ordered.stream().sorted().distinct().toList(), ordered);
                assertEquals(directory.entries().size() + 2, after.size());
                before.keySet().retainAll(after.keySet());
                assertTrue(after.entrySet().containsAll(before.entrySet()));
            });
        }
    }

    private static void change(Directory directory, List<RegularFile> files, Random random) throws IOException {
        for (int i = 0; i < 100; i++) {
            Symbol name = Symbol.of("link" + random.nextInt(10_000));
            if (directory.find(name).isPresent()) {
                directory.unlink(name);
            } else {
                directory.link(name, files.get(random.nextInt(files.size())));
            }
        }
    }
}
