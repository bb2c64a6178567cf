// SPDX-License-Identifier: Apache-2.0
package example;

import dev.tfskit.Tfs;
import dev.tfskit.archive.Archives;
import dev.tfskit.image.ImageBuilder;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.source.EntryPatterns;
import dev.tfskit.source.Excludes;
import dev.tfskit.source.KernelDirectories;
import dev.tfskit.source.TreeSource;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Makes an image of an archive, adds a file to it, and lists what is in it: {@code ArchiveToImage ARCHIVE IMAGE}. An
 * image that exists is replaced.
 */
public final class ArchiveToImage {

    private ArchiveToImage() {}

    public static void main(String[] arguments) throws IOException {
        Path image = Path.of(arguments[1]);
        build(Path.of(arguments[0]), image);
        // Java looks for file systems on its own class path. In a plugin the libraries are not there, so this names
        // their class loader.
        ClassLoader libraries = ArchiveToImage.class.getClassLoader();
        try (FileSystem files = FileSystems.newFileSystem(image, Map.of("mode", "rw"), libraries)) {
            Path etc = Files.createDirectories(files.getPath("/etc"));
            Files.writeString(etc.resolve("hostname"), "unikernel\n");
            try (Stream<Path> all = Files.walk(files.getPath("/"))) {
                all.forEach(System.out::println);
            }
        }
    }

    private static void build(Path archive, Path image) throws IOException {
        Identity identity = new Identity(UUID.randomUUID(), Label.of("example"));
        ImageBuilder builder = new ImageBuilder(identity, System.err::println);
        // The kernel stops when it boots from an image with entries in /dev, /proc or /sys.
        Excludes excludes = new Excludes(EntryPatterns.NONE, KernelDirectories.LEFT_EMPTY);
        try (TreeSource source = Archives.open(archive, excludes, builder.notices())) {
            Tfs.build(image, builder, List.of(source));
        }
    }
}
