// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Seeds;
import dev.tfskit.device.FileDevice;
import dev.tfskit.value.Symbol;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.DirectoryEntry;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Positions in listings of a directory that is opened anew again and again. */
class ListingTest {

    @TempDir
    Path temp;

    private WritableVolume volume;
    private ListingPositions assigned;

    @BeforeEach
    void open() throws IOException {
        volume = Volume.openForWriting(
                FileDevice.openForWriting(TestImage.make(temp.resolve("i"), 64 << 20)), InstantSource.system());
        assigned = new ListingPositions(volume);
    }

    @AfterEach
    void close() throws IOException {
        volume.close();
    }

    /** Returns the position behind each name, in the order of the listing. */
    private Map<String, Long> list(Directory directory) {
        return list(directory, assigned);
    }

    private static Map<String, Long> list(Directory directory, ListingPositions assigned) {
        Map<String, Long> positions = new LinkedHashMap<>();
        new Listing(directory, directory, assigned)
                .read(0, (name, _, next) -> positions.put(name.toString(), next) == null);
        return positions;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 8})
    void linksOfOneFileKeepTheirPositionsWhenOthersComeAndGo(int otherListings) throws Exception {
        AtomicBoolean isDone = new AtomicBoolean();
        try (ExecutorService others = Executors.newCachedThreadPool()) {
            Directory directory = volume.root();
            RegularFile file = directory.createFile(Symbol.of("first"));
            RegularFile second = directory.createFile(Symbol.of("second"));
            addCollidingLinks(directory, file);
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

    /** Gives a file so many names that several would get the same position. */
    private static void addCollidingLinks(Directory directory, RegularFile file) throws IOException {
        for (int i = 0; i < 5000; i++) {
            directory.link(Symbol.of("link" + i), file);
        }
    }

    private static void clear(Directory directory) throws IOException {
        for (DirectoryEntry entry : directory.entries()) {
            directory.unlink(entry.name());
        }
    }

    /** A program has the directory open until the kernel forgets it. */
    @Test
    void positionsAreKeptOnlyAsLongAsTheirDirectory() throws Exception {
        Directory directory = volume.root().createDirectory(Symbol.of("d"));
        RegularFile file = directory.createFile(Symbol.of("first"));
        addCollidingLinks(directory, file);
        Map<String, Long> before = list(directory);
        assigned.forgetRemoved(directory);
        // Where several names share a place, the first one in the alphabet would get it now.
        directory.link(Symbol.of("a"), file);
        Map<String, Long> after = list(directory);
        assertTrue(after.entrySet().containsAll(before.entrySet()));
        assertEquals(1, assigned.directories());
        assertTrue(assigned.wasListed(directory));
        clear(directory);
        volume.root().removeDirectory(Symbol.of("d"));
        assigned.forgetRemoved(directory);
        assertEquals(0, assigned.directories());
        assertFalse(assigned.wasListed(directory));
    }

    @Test
    void positionsAreDroppedWhenEachNameHasItsOwn() throws Exception {
        RegularFile file = volume.root().createFile(Symbol.of("first"));
        addCollidingLinks(volume.root(), file);
        list(volume.root());
        assertEquals(1, assigned.directories());
        clear(volume.root());
        volume.root().createFile(Symbol.of("other"));
        list(volume.root());
        assertEquals(0, assigned.directories());
    }

    @Test
    void nothingIsKeptOfDirectoriesWithoutNewLinks() throws Exception {
        for (int i = 0; i < 10_000; i++) {
            Directory directory = volume.root().createDirectory(Symbol.of("d" + i));
            assertEquals(2, list(directory).size());
        }
        list(volume.root());
        assertEquals(0, assigned.directories());
    }

    @Test
    void newLinkIsRememberedUntilTheNextListing() throws Exception {
        Directory directory = volume.root().createDirectory(Symbol.of("d"));
        RegularFile file = directory.createFile(Symbol.of("first"));
        Symbol name = Symbol.of("second");
        directory.link(name, file);
        assigned.noteAdded(directory, name);
        assertEquals(0, assigned.names());
        list(directory);
        assigned.noteAdded(directory, name);
        assertEquals(1, assigned.names());
        list(directory);
        assertEquals(0, assigned.directories());
    }

    @Test
    void shortLivedLinksAreNotRemembered() throws Exception {
        RegularFile file = volume.root().createFile(Symbol.of("first"));
        list(volume.root());
        for (int i = 0; i < 1000; i++) {
            Symbol name = Symbol.of("short-lived" + i);
            volume.root().link(name, file);
            assigned.noteAdded(volume.root(), name);
            volume.root().unlink(name);
        }
        assertTrue(assigned.names() < 100);
    }

    @Test
    void nothingIsKeptOfVolumeThatCannotChange() throws Exception {
        Path image = TestImage.make(temp.resolve("reading"), 64 << 20);
        try (WritableVolume writing = Volume.openForWriting(FileDevice.openForWriting(image), InstantSource.system())) {
            addCollidingLinks(writing.root(), writing.root().createFile(Symbol.of("first")));
        }
        try (Volume reading = Volume.open(FileDevice.openForReading(image))) {
            ListingPositions ofReading = new ListingPositions(reading);
            Map<String, Long> first = list(reading.root(), ofReading);
            assertEquals(first.size(), Set.copyOf(first.values()).size());
            assertEquals(first, list(reading.root(), ofReading));
            assertEquals(0, ofReading.directories());
            assertFalse(ofReading.wasListed(reading.root()));
        }
    }
}
