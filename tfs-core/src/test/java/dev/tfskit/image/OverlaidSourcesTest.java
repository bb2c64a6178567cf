// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.tfskit.Seeds;
import dev.tfskit.check.Checks;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.io.ByteRange;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.schema.Permissions;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.Content;
import dev.tfskit.source.ListSource;
import dev.tfskit.source.MemoryContent;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.TreeSource;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.volume.UpdatedVolume;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Updates from several sources that have entries at the same paths. */
class OverlaidSourcesTest {

    /** The content of a file that another one replaces. */
    private record Unreadable() implements Content {
        @Override
        public Reader open() {
            throw new AssertionError("a file that another one replaces is read");
        }

        @Override
        public Optional<List<ByteRange>> dataRanges() {
            return Optional.empty();
        }
    }

    private final List<String> changes = new ArrayList<>();

    private static SourceEntry.Metadata metadata(int seconds) {
        return new SourceEntry.Metadata(Permissions.FILE, Instant.ofEpochSecond(seconds), Map.of());
    }

    private static SourceEntry file(int seconds, int bytes, String... names) {
        return new SourceEntry.File(
                ListSource.path(names), metadata(seconds), bytes, new MemoryContent(new byte[bytes]));
    }

    private static SourceEntry unreadable(int seconds, int bytes, String... names) {
        return new SourceEntry.File(ListSource.path(names), metadata(seconds), bytes, new Unreadable());
    }

    private static SourceEntry directory(int seconds, String... names) {
        return new SourceEntry.Directory(ListSource.path(names), metadata(seconds));
    }

    private static SourceEntry hardLink(String name, String first) {
        return new SourceEntry.HardLink(ListSource.path(name), ListSource.path(first));
    }

    private static TreeSource unsorted(List<SourceEntry> entries) {
        ListSource source = new ListSource();
        entries.forEach(source::add);
        return source;
    }

    private static TreeSource sorted(List<SourceEntry> entries) {
        TreeSource source = unsorted(entries);
        return new TreeSource() {
            @Override
            public Optional<SourceEntry> next() throws IOException {
                return source.next();
            }

            @Override
            public boolean isSorted() {
                return true;
            }
        };
    }

    private static TreeSource tree(SourceEntry... entries) {
        return sorted(List.of(entries));
    }

    private static MemoryDevice empty() throws IOException {
        MemoryDevice device = new MemoryDevice();
        new ImageBuilder(new Identity(new UUID(1, 2), Label.of("")), _ -> {}).build(() -> device, List.of());
        return device;
    }

    private ImageUpdate.Summary update(BlockDevice device, TreeSource... sources) throws IOException {
        changes.clear();
        ImageUpdate.Summary summary;
        try (UpdatedVolume volume = Volume.openForUpdate(device)) {
            summary = new ImageUpdate(_ -> {})
                    .listener(change -> changes.add(change.kind() + " " + change.path()))
                    .apply(volume, List.of(sources));
        }
        Checks.assertSound(device);
        return summary;
    }

    @Test
    void onlyFileOfLastSourceIsReadAndWritten() throws IOException {
        MemoryDevice device = empty();
        update(device, tree(file(1, 3000, "a"), file(1, 10, "b")));
        ImageUpdate.Summary summary = update(
                device,
                tree(unreadable(2, 50_000, "a"), file(1, 10, "b")),
                tree(unreadable(3, 60_000, "a")),
                tree(file(4, 700, "a")));
        assertEquals(List.of("REPLACED /a"), changes);
        assertEquals(700, summary.fileBytes());
    }

    @Test
    void fileOfLastSourceThatVolumeHasAlreadyIsUnchanged() throws IOException {
        MemoryDevice device = empty();
        for (boolean isChanged : List.of(true, false)) {
            ImageUpdate.Summary summary = update(
                    device,
                    tree(directory(1, "d"), file(1, 10, "d", "a"), file(1, 20, "d", "b")),
                    tree(directory(2, "d"), file(2, 30, "d", "a")));
            assertEquals(isChanged, summary.isChanged());
        }
        assertEquals(List.of(), changes);
    }

    @Test
    void otherNameOfReplacedFileKeepsItsContent() throws IOException {
        MemoryDevice device = empty();
        List<SourceEntry> below = List.of(file(1, 10, "a"), hardLink("b", "a"), hardLink("c", "a"));
        update(device, sorted(below), tree(file(2, 20, "a"), file(3, 30, "b")));
        MemoryDevice expected = empty();
        update(expected, unsorted(below), unsorted(List.of(file(2, 20, "a"), file(3, 30, "b"))));
        assertEquals(VolumeContents.of(expected), VolumeContents.of(device));
    }

    @Test
    void laterDirectoryDoesNotKeepWhatFileBetweenRemoves() throws IOException {
        MemoryDevice device = empty();
        update(device, tree(directory(1, "a"), file(1, 10, "a", "old")));
        update(device, tree(file(2, 20, "a")), tree(directory(1, "a"), file(3, 30, "a", "new")));
        assertFalse(VolumeContents.of(device).containsKey("/a/old"));
    }

    /**
     * Only entries of sources in order are left out, so the same sources without order show what is right. Sources that
     * really have no order also lack directories, so that their entries may go through links. No two sources have a
     * file of the same time, which would stay another name of the earlier one.
     */
    @Test
    void treeIsThatOfSourcesWithAllEntries() throws Exception {
        Seeds.repeat(60, random -> {
            MemoryDevice device = empty();
            MemoryDevice expected = empty();
            List<SourceEntry> present = tree(random, 1 + random.nextInt(4));
            update(device, unsorted(present));
            update(expected, unsorted(present));
            List<TreeSource> sources = new ArrayList<>();
            List<TreeSource> whole = new ArrayList<>();
            for (int i = 1; i <= 4; i++) {
                List<SourceEntry> entries = tree(random, i);
                if (random.nextInt(3) > 0) {
                    sources.add(sorted(entries));
                } else {
                    entries.removeIf(entry -> entry instanceof SourceEntry.Directory && random.nextBoolean());
                    sources.add(unsorted(entries));
                }
                whole.add(unsorted(entries));
            }
            try {
                update(expected, whole.toArray(TreeSource[]::new));
            } catch (FileSystemException e) {
                // An entry below a file, or links in a circle.
                return;
            }
            update(device, sources.toArray(TreeSource[]::new));
            assertEquals(VolumeContents.of(expected), VolumeContents.of(device));
        });
    }

    private static List<SourceEntry> tree(Random random, int seconds) {
        List<SourceEntry> entries = new ArrayList<>();
        entries.add(new SourceEntry.Directory(TreePath.ROOT, directoryMetadata(random)));
        fill(entries, TreePath.ROOT, random, seconds);
        return entries;
    }

    private static SourceEntry.Metadata directoryMetadata(Random random) {
        return new SourceEntry.Metadata(
                random.nextInt(4) == 0
                        ? Optional.empty()
                        : Optional.of(new Permissions(0700 + random.nextInt(2), 0, 0)),
                random.nextInt(4) == 0 ? Optional.empty() : Optional.of(Instant.ofEpochSecond(random.nextInt(2))),
                random.nextBoolean() ? Map.of() : Map.of(Symbol.of("user." + random.nextInt(2)), Text.of("x")),
                random.nextInt(4) > 0 ? Map.of() : Map.of(Symbol.of("other" + random.nextInt(2)), Text.of("y")));
    }

    private static void fill(List<SourceEntry> entries, TreePath directory, Random random, int seconds) {
        for (String name : List.of("a", "b", "c")) {
            TreePath path = directory.child(Symbol.of(name));
            List<SourceEntry> files =
                    entries.stream().filter(SourceEntry.File.class::isInstance).toList();
            switch (random.nextInt(6)) {
                case 0, 1 -> {
                    // The bytes follow from time and length, as an update without --checksum expects.
                    byte[] bytes = new byte[random.nextInt(3)];
                    Arrays.fill(bytes, (byte) seconds);
                    entries.add(new SourceEntry.File(path, metadata(seconds), bytes.length, new MemoryContent(bytes)));
                }
                case 2 ->
                    entries.add(
                            new SourceEntry.Link(path, metadata(1), Text.of("/" + "abc".charAt(random.nextInt(3)))));
                case 3 -> {
                    if (!files.isEmpty()) {
                        entries.add(new SourceEntry.HardLink(
                                path, files.get(random.nextInt(files.size())).path()));
                    }
                }
                case 4 -> {
                    if (path.depth() < 3) {
                        entries.add(new SourceEntry.Directory(path, directoryMetadata(random)));
                        fill(entries, path, random, seconds);
                    }
                }
                default -> {}
            }
        }
    }
}
