// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image.boot;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.device.VolumeChoice;
import dev.tfskit.disk.BootFile;
import dev.tfskit.disk.BootFileBytes;
import dev.tfskit.disk.DiskImage;
import dev.tfskit.disk.EfiLoader;
import dev.tfskit.disk.SystemPartition;
import dev.tfskit.image.ImageBuilder;
import dev.tfskit.image.VolumeContents;
import dev.tfskit.io.IoSupplier;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.schema.Permissions;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.ListSource;
import dev.tfskit.source.MemoryContent;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.TreeSource;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A disk in memory that a test builds with {@link BootDisk}. */
final class BuiltDisk {

    private final List<MemoryDevice> drafts = new ArrayList<>();
    private final BootDisk disk;

    /** Begins a disk whose boot volume gets sources that this supplies. */
    BuiltDisk(BootFile bootFile, @Nullable SystemPartition systemPartition, IoSupplier<List<TreeSource>> bootSources) {
        disk = new BootDisk(this::draft, bootFile, systemPartition, new BootDisk.BootVolume() {
            @Override
            public ImageBuilder builder() {
                return BuiltDisk.builder("boot").verified();
            }

            @Override
            public List<TreeSource> sources() throws IOException {
                return bootSources.get();
            }
        });
    }

    private MemoryDevice draft() {
        drafts.add(new MemoryDevice());
        return drafts.getLast();
    }

    /** A builder of a volume with this label. */
    static ImageBuilder builder(String label) {
        return new ImageBuilder(new Identity(new UUID(1, 2), Label.of(label)), _ -> {});
    }

    /** A source with one file in the root. */
    static ListSource file(String name, byte[] content) {
        return new ListSource().file(name, content.length, new MemoryContent(content));
    }

    /** A source of a root volume with a program, and the attributes by which the kernel finds it. */
    static ListSource program() {
        SourceEntry.Metadata attributes = new SourceEntry.Metadata(
                Optional.of(Permissions.DIRECTORY),
                Optional.of(Instant.EPOCH),
                Map.of(),
                Map.of(Symbol.of("program"), Text.of("/program"), Symbol.of("environment"), new Tuple()));
        byte[] content = "I am the program".getBytes(StandardCharsets.US_ASCII);
        return new ListSource()
                .add(new SourceEntry.Directory(TreePath.ROOT, attributes))
                .file("program", content.length, new MemoryContent(content));
    }

    /** A boot file of 2560 bytes, all of whose code is one byte. */
    static BootFile bootFile(Path directory, int code) throws IOException {
        return BootFile.read(
                Files.write(directory.resolve("boot-" + code + ".img"), BootFileBytes.filled(2560, (byte) code)));
    }

    /** A system partition whose loader is a new file. */
    static SystemPartition systemPartition(Path directory, byte[] loader) throws IOException {
        Path file = Files.write(directory.resolve("bootx64.efi"), loader);
        return new SystemPartition(EfiLoader.open(file), 7, Instant.EPOCH);
    }

    /** Builds the root volume, and finishes the disk. */
    MemoryDevice withRoot(TreeSource... sources) throws IOException {
        builder("root").verified().build(disk, List.of(sources));
        disk.finish();
        return device();
    }

    /** The disk under test. */
    BootDisk disk() {
        return disk;
    }

    /** The device of the last draft. */
    MemoryDevice device() {
        return drafts.getLast();
    }

    /** How many drafts were begun. */
    int drafts() {
        return drafts.size();
    }

    /** What a volume of a disk holds. */
    static SortedMap<String, String> contents(BlockDevice disk, VolumeChoice volume) throws IOException {
        return VolumeContents.of(Volume.open(DiskImage.of(disk).volume(volume)));
    }

    /** What a volume of these sources would hold. */
    static SortedMap<String, String> contents(TreeSource... sources) throws IOException {
        List<MemoryDevice> devices = new ArrayList<>();
        builder("expected")
                .build(
                        () -> {
                            devices.add(new MemoryDevice());
                            return devices.getLast();
                        },
                        List.of(sources));
        return VolumeContents.of(devices.getLast());
    }
}
