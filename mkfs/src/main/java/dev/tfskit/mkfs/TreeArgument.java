// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.cli.PathArgument;
import dev.tfskit.cli.StandardStream;
import dev.tfskit.cli.ToolFailedException;
import dev.tfskit.cli.UsageException;
import dev.tfskit.cpio.CpioReader;
import dev.tfskit.disk.DiskImage;
import dev.tfskit.disk.ImageFile;
import dev.tfskit.hostfile.FileKind;
import dev.tfskit.oci.OciLocation;
import dev.tfskit.tar.TarHeader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The argument of an option {@code -r}. */
sealed interface TreeArgument {

    /** A directory. */
    record Directory(Path path) implements TreeArgument {
        @Override
        public String shown() {
            return path.toString();
        }
    }

    /** An archive that is a file. */
    record Archive(Path path) implements TreeArgument {
        @Override
        public String shown() {
            return path.toString();
        }
    }

    /** A TFS image, whose tree is taken, or an image that cannot be opened. */
    record VolumeImage(Path path) implements TreeArgument {
        @Override
        public String shown() {
            return path.toString();
        }
    }

    /** An archive that comes in on standard input. */
    record StandardInput() implements TreeArgument {
        @Override
        public String shown() {
            return StandardStream.DASH;
        }
    }

    /** A container image in a directory or an archive. */
    record Container(OciLocation location) implements TreeArgument {
        @Override
        public String shown() {
            return location.path().toString();
        }
    }

    /**
     * A container image in an archive that comes in on standard input.
     *
     * @param reference which image, if there are several
     */
    record ContainerOnInput(Optional<String> reference) implements TreeArgument {
        @Override
        public String shown() {
            return StandardStream.DASH;
        }
    }

    /** Returns how messages name it. */
    String shown();

    /** Returns whether it is a container image. */
    default boolean isContainer() {
        return this instanceof Container || this instanceof ContainerOnInput;
    }

    /** Returns whether nothing exists at its path, so that its kind is unknown. Opening it reports that. */
    default boolean isMissing() {
        return this instanceof Directory(Path path) && Files.notExists(path);
    }

    /** Returns whether it is read from standard input. */
    default boolean isOnInput() {
        return this instanceof StandardInput || this instanceof ContainerOnInput;
    }

    /**
     * Parses an argument. A path at which nothing exists becomes a directory; opening it reports that it does not
     * exist.
     *
     * @throws UsageException when the text cannot be a path
     */
    static TreeArgument parse(String text) throws UsageException, ToolFailedException {
        String containers = "oci:";
        if (text.equals(StandardStream.DASH)
                || StandardStream.INPUT.isNamedBy(text) && !Files.isRegularFile(Path.of(text))) {
            return new StandardInput();
        }
        if (text.startsWith(containers + StandardStream.DASH)) {
            String reference = text.substring(containers.length() + StandardStream.DASH.length());
            if (reference.isEmpty() || reference.startsWith(":") && reference.length() > 1) {
                return new ContainerOnInput(
                        reference.isEmpty() ? Optional.empty() : Optional.of(reference.substring(1)));
            }
        }
        if (text.startsWith(containers)) {
            return new Container(location(text.substring(containers.length())));
        }
        Path path = PathArgument.parse("-r", text);
        if (Files.isDirectory(path) || Files.notExists(path)) {
            return new Directory(path);
        }
        return hasPositions(path) && holdsImage(path) ? new VolumeImage(path) : new Archive(path);
    }

    /** Returns the place of a container image. When there is none, all of the text is the path. */
    private static OciLocation location(String text) throws UsageException {
        Optional<OciLocation> found = OciLocation.find(text);
        return found.isPresent() ? found.get() : new OciLocation(PathArgument.parse("-r", text), Optional.empty());
    }

    /** Returns whether a file can be opened a second time, as an archive: from a pipe, the bytes would be gone. */
    private static boolean hasPositions(Path file) {
        try {
            return switch (FileKind.of(file)) {
                case REGULAR, BLOCK_DEVICE -> true;
                case DIRECTORY, CHARACTER_DEVICE, TERMINAL, PIPE, SOCKET, OTHER -> false;
            };
        } catch (IOException e) {
            // Opening it as an archive reports the same.
            return false;
        }
    }

    /**
     * Returns whether a file is an image, perhaps one that cannot be opened; opening it reports why. One that cannot be
     * read as an image may still be an archive.
     */
    private static boolean holdsImage(Path file) throws ToolFailedException {
        try {
            // The name of the first file of an archive can be the magic number of a disk.
            return !beginsArchive(file) && (ImageFile.isForeignDisk(file) || holdsVolume(file));
        } catch (ToolFailedException e) {
            throw e;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean beginsArchive(Path file) throws IOException {
        try (InputStream stream = Files.newInputStream(file)) {
            byte[] start = stream.readNBytes(TarHeader.BYTES);
            return TarHeader.begins(start) || CpioReader.begins(start);
        }
    }

    private static boolean holdsVolume(Path file) throws IOException {
        try (DiskImage image = DiskImage.open(file)) {
            if (image.isGuidPartitioned() || image.isForeignDisk()) {
                throw new ToolFailedException(
                        file.toString(),
                        image.isGuidPartitioned()
                                ? "has a GUID partition table (GPT), which TFS disks do not have"
                                : "is a disk without a TFS volume",
                        "mount a file system of the disk and name the mount point");
            }
            return image.hasRootVolume() || image.isRootCutOff();
        }
    }
}
