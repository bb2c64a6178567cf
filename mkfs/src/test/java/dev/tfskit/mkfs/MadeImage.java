// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Command;
import dev.tfskit.Tfs;
import dev.tfskit.check.Checks;
import dev.tfskit.compare.Comparison;
import dev.tfskit.compare.Difference;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.VolumeChoice;
import dev.tfskit.disk.DiskImage;
import dev.tfskit.disk.ImageFile;
import dev.tfskit.disk.PartitionContent;
import dev.tfskit.extract.Extraction;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.TreePath;
import dev.tfskit.text.ValuePrinter;
import dev.tfskit.value.Text;
import dev.tfskit.volume.EntryProblem;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.PathLookup;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.SymbolicLink;
import dev.tfskit.volume.TreeWalk;
import dev.tfskit.volume.Volume;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An image that tfs-mkfs has made, as the library reads it. Nothing is kept open between two calls.
 *
 * @param file the image, compressed or not
 * @param choice which of its volumes is looked into
 */
record MadeImage(Path file, VolumeChoice choice) {

    /** Makes the root volume of an image the one that is looked into. */
    MadeImage(Path file) {
        this(file, new VolumeChoice.Root());
    }

    /** Returns the boot volume of the same image. */
    MadeImage boot() {
        return new MadeImage(file, new VolumeChoice.Boot());
    }

    /** Demands that the checker finds no error in any volume; that a program is missing is no error. */
    void assertReadable() throws IOException {
        try (BlockDevice device = ImageFile.openForReading(file)) {
            Checks.assertReadable(device);
        }
    }

    /** Returns what each partition holds. */
    List<PartitionContent> partitions() throws IOException {
        try (DiskImage disk = DiskImage.open(file)) {
            return disk.partitions();
        }
    }

    Identity identity() throws IOException {
        try (Volume volume = open()) {
            return volume.identity();
        }
    }

    Volume.Statistics statistics() throws IOException {
        try (Volume volume = open()) {
            return volume.statistics();
        }
    }

    /**
     * Returns a line for each entry, each directory before what is in it: the path of a directory, a path and a length
     * for a file such as {@code /a (12)}, and for a link {@code /a -> target}.
     */
    List<String> tree() throws IOException {
        return entries().stream().map(Entry::line).toList();
    }

    /** Returns the paths of all entries below the root, each directory before what is in it. */
    List<String> paths() throws IOException {
        return entries().stream().map(Entry::path).toList();
    }

    private record Entry(String path, String line) {}

    private List<Entry> entries() throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (Volume volume = open()) {
            TreeWalk walk = new TreeWalk(TreePath.ROOT, volume.root());
            while (walk.hasNext()) {
                switch (walk.next()) {
                    case TreeWalk.Visit.Entry(TreePath path, Inode inode) -> {
                        String name = path.toText().decode();
                        entries.add(new Entry(name, name + description(inode)));
                    }
                    case TreeWalk.Visit.Damaged damaged -> throw damaged.reason();
                }
            }
        }
        return entries;
    }

    private static String description(Inode inode) throws IOException {
        return switch (inode) {
            case RegularFile regular -> " (" + regular.length() + ")";
            case SymbolicLink link -> " -> " + link.target().decode();
            default -> "";
        };
    }

    /** Returns what differs in the tree of this image from that of another one, in the order of a walk. */
    List<Difference> differencesFrom(MadeImage other) throws IOException {
        List<Difference> differences = new ArrayList<>();
        try (Volume first = other.open();
                Volume second = open()) {
            Comparison comparison = new Comparison(first, second);
            while (comparison.hasNext()) {
                differences.add(comparison.next());
            }
        }
        return differences;
    }

    /** Returns the bytes of a file. */
    byte[] bytes(String path) throws IOException {
        try (Volume volume = open()) {
            RegularFile regular = (RegularFile) find(volume, path);
            ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(regular.length()));
            while (bytes.hasRemaining() && regular.read(bytes.position(), bytes) > 0) {
                // Each round reads what the last one left.
            }
            assertEquals(0, bytes.remaining(), path);
            return bytes.array();
        }
    }

    /** Returns the text of a file. */
    String text(String path) throws IOException {
        return new String(bytes(path), StandardCharsets.UTF_8);
    }

    /** Returns what is at a path, with its attributes; the bytes of a file can no longer be read. */
    Inode inode(String path) throws IOException {
        try (Volume volume = open()) {
            return find(volume, path);
        }
    }

    /**
     * Returns the attributes of the root in the notation of manifests and in one line, without what is in the
     * directory.
     */
    String rootAttributes() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (Volume volume = open()) {
            new ValuePrinter(text, Attributes.CHILDREN::equals)
                    .print(volume.root().asValue());
        }
        return text.toString(StandardCharsets.UTF_8).replaceAll("\\s+", " ");
    }

    /** Demands that the root has attributes, each in the notation of manifests. */
    void assertAttributes(String... wanted) throws IOException {
        String attributes = rootAttributes();
        for (String each : wanted) {
            assertTrue(attributes.contains(each), attributes);
        }
    }

    /** Unpacks the volume, which must come out whole. */
    void extract(Path directory) throws IOException {
        List<EntryProblem> problems = new ArrayList<>();
        try (Volume volume = open();
                Extraction extraction = new Extraction(volume, problems::add, problems::add)) {
            extraction.into(directory);
        }
        assertEquals(List.of(), problems);
    }

    /**
     * Unpacks the volume, and returns a command that runs one of its programs there.
     *
     * @param root the directory into which it is unpacked; must not exist
     * @param words the program by its path in the image, and its arguments
     */
    Command unpackedProgram(Path root, Object... words) throws IOException {
        extract(Files.createDirectory(root));
        return Command.of("chroot", root).with(words);
    }

    private static Inode find(Volume volume, String path) throws IOException {
        return new PathLookup(volume, PathLookup.Links.NONE).find(Text.of(path)).inode();
    }

    private Volume open() throws IOException {
        return Tfs.open(file, choice);
    }
}
