// SPDX-License-Identifier: Apache-2.0
package example;

import dev.tfskit.archive.Archives;
import dev.tfskit.device.FileDevice;
import dev.tfskit.image.ImageBuilder;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.source.Excludes;
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
 * Makes an image of an archive, adds a file to it, and lists what is in it: {@code ArchiveToImage ARCHIVE IMAGE}. The
 * image must not exist.
 */
public final class ArchiveToImage {

    private ArchiveToImage() {}

    public static void main(String[] arguments) throws IOException {
        Path image = Path.of(arguments[1]);
        build(Path.of(arguments[0]), image);
        // The class loader finds the file system where the libraries are not those of the JVM, as in a plugin.
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
        try (TreeSource source = Archives.open(archive, Excludes.NONE, System.err::println);
                FileDevice device = FileDevice.openForWriting(Files.createFile(image))) {
            new ImageBuilder(identity, System.err::println).build(() -> device, List.of(source));
        }
    }
}
