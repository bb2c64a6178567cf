package dev.tfskit.fuse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How far the kernel reads ahead in the files of a mount. What it does by itself is too little to keep both sides busy. */
final class ReadAhead {

    private static final String KILOBYTES = "4096";
    private static final int MINOR_LOW_BITS = 0xff;

    private ReadAhead() {}

    /** Lets it read further ahead. Only root may say so; for others it stays as it is. */
    static void enlarge(final Path mountPoint) throws IOException {
        final long device = (Long) Files.getAttribute(mountPoint, "unix:dev");
        final long major = device >>> 8 & 0xfff;
        final long minor = device & MINOR_LOW_BITS | device >>> 12 & 0xfff00;
        final Path setting = Path.of("/sys/class/bdi", major + ":" + minor, "read_ahead_kb");
        if (Files.isWritable(setting)) {
            Files.writeString(setting, KILOBYTES);
        }
    }
}
