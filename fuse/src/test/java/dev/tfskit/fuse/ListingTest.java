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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @ValueSource(ints = {0, 8})
    void linksOfOneFileKeepTheirPositionsWhenOthersComeAndGo(int otherListings) throws Exception {
        AtomicBoolean isDone = new AtomicBoolean();
        try (WritableVolume volume = Volume.openForWriting(
                        FileDevice.openForWriting(TestImage.make(temp.resolve("i"), 64 << 20)),
                        InstantSource.system());
                ExecutorService others = Executors.newCachedThreadPool()) {
            Directory directory = volume.root();
            RegularFile file = directory.createFile(Symbol.of("first"));
            RegularFile second = directory.createFile(Symbol.of("second"));
            for (int i = 0; i < 5000; i++) {
                directory.link(Symbol.of("link" + i), file);
            }
            for (int i = 0; i < otherListings; i++) {
                others.execute(() -> {
                    while (!isDone.get()) {
                        list(directory);
                    }
                });
            }
            try {
                Seeds.repeat(20, random -> {
                    Map<String, Long> before = list(directory);
                    Set<String> changed = change(directory, List.of(file, second), random);
                    Map<String, Long> after = list(directory);
                    List<Long> ordered = List.copyOf(after.values());
                    assertEquals(ordered.stream().sorted().distinct().toList(), ordered);
                    assertEquals(directory.entries().size() + 2, after.size());
                    before.keySet().removeAll(changed);
                    assertTrue(after.entrySet().containsAll(before.entrySet()));
                });
            } finally {
                isDone.set(true);
            }
        }
    }

    /** Returns the names that came or went; if one did both, another listing may have seen it gone. */
    private static Set<String> change(Directory directory, List<RegularFile> files, Random random) throws IOException {
        Set<String> changed = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            Symbol name = Symbol.of("link" + random.nextInt(10_000));
            changed.add(name.toString());
            if (directory.find(name).isPresent()) {
                directory.unlink(name);
            } else {
                directory.link(name, files.get(random.nextInt(files.size())));
            }
        }
        return changed;
    }

    /** A program has the directory open until the kernel forgets it. */
    @Test
    void positionsAreKeptOnlyAsLongAsTheirDirectory() throws Exception {
        try (WritableVolume volume = Volume.openForWriting(
                FileDevice.openForWriting(TestImage.make(temp.resolve("i"), 64 << 20)), InstantSource.system())) {
            Directory directory = volume.root().createDirectory(Symbol.of("d"));
            RegularFile file = directory.createFile(Symbol.of("first"));
            for (int i = 0; i < 5000; i++) {
                directory.link(Symbol.of("link" + i), file);
            }
            Map<String, Long> before = list(directory);
            assigned.forgetRemoved(directory.sessionNumber());
            // Where several names share a place, the first one in the alphabet would get it now.
            directory.link(Symbol.of("a"), file);
            Map<String, Long> after = list(directory);
            assertTrue(after.entrySet().containsAll(before.entrySet()));
            assertEquals(1, assigned.directories());
            for (String name : after.keySet()) {
                if (!Set.of(".", "..").contains(name)) {
                    directory.unlink(Symbol.of(name));
                }
            }
            volume.root().removeDirectory(Symbol.of("d"));
            assigned.forgetRemoved(directory.sessionNumber());
            assertEquals(0, assigned.directories());
        }
    }
}
