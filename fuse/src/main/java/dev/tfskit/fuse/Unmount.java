package dev.tfskit.fuse;

import dev.tfskit.cli.ToolFailedException;
import dev.tfskit.device.FileDevice;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.stream.Stream;

/** Takes a mounted image off its place, and waits until the process behind it has brought everything to disk. */
final class Unmount {

    private static final Path MOUNTS = Path.of("/proc/self/mounts");
    private static final String TYPE = "fuse.tfs";

    private final Path mountPoint;

    Unmount(final Path mountPoint) {
        this.mountPoint = mountPoint;
    }

    void run() throws IOException {
        final Path image = image().orElseThrow(() ->
                new ToolFailedException(mountPoint.toString(), "no image is mounted there", "see the mounts with 'findmnt -t " + TYPE + "'"));
        // What cannot be made durable must be heard of now: nobody hears of it later.
        try (FileChannel root = FileChannel.open(mountPoint, StandardOpenOption.READ)) {
            root.force(true);
        }
        unmount();
        awaitUnlocked(image);
    }

    /** The image that is mounted there last, as the table of mounts says. */
    private Optional<Path> image() throws IOException {
        try (Stream<String> lines = Files.lines(MOUNTS)) {
            return lines.map(line -> line.split(" "))
                    .filter(fields -> fields[2].equals(TYPE) && unescaped(fields[1]).equals(mountPoint.toString()))
                    .map(fields -> Path.of(unescaped(fields[0])))
                    .reduce((_, last) -> last);
        }
    }

    /** Blanks and the like stand there in octal. */
    private static String unescaped(final String field) {
        return field.replace("\\040", " ").replace("\\011", "\t").replace("\\012", "\n").replace("\\134", "\\");
    }

    private void unmount() throws IOException {
        try {
            if (new ProcessBuilder("umount", "-i", mountPoint.toString()).inheritIO().start().waitFor() != 0) {
                throw new ToolFailedException(mountPoint.toString(), "could not be unmounted", "see the line above");
            }
        } catch (InterruptedException e) {
            throw new ToolFailedException("", "was interrupted", "try again");
        }
    }

    /** The process that had it mounted holds a lock on the image until all is on disk. */
    private static void awaitUnlocked(final Path image) throws IOException {
        if (FileDevice.isLocked(image)) {
            try (FileChannel channel = FileChannel.open(image, StandardOpenOption.READ);
                    FileLock lock = channel.lock(0, Long.MAX_VALUE, true)) {
                lock.isValid();
            }
        }
    }
}
