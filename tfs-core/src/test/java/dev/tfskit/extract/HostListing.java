// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.extract;

import dev.tfskit.HostProgram;
import dev.tfskit.posix.HostNames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32;

/**
 * All that can be seen of a tree of the host, in a form that can be compared: names are texts with a character for each
 * byte.
 */
public final class HostListing {

    private static final String FORMAT = "%y %m %U %G %T@ %s %b %i\\0%P\\0%l\\0";
    private static final long MOST_BYTES_READ = 64 << 20;
    private static final int KIND = 0;
    private static final int SIZE = 5;
    private static final int BLOCKS = 6;
    private static final int INODE = 7;

    private final SortedMap<String, String> entries = new TreeMap<>();
    private final SortedMap<String, Long> blocks = new TreeMap<>();

    /** The listing of everything in a directory, and of the directory itself. */
    public static HostListing of(Path directory) throws IOException, InterruptedException {
        HostListing listing = new HostListing();
        String[] fields =
                HostProgram.FIND.runIn(directory, "C", ".", "-printf", FORMAT).split("\0", -1);
        SortedMap<String, String> inodes = new TreeMap<>();
        for (int i = 0; i + 2 < fields.length; i += 3) {
            inodes.put(fields[i + 1], fields[i].split(" ")[INODE]);
        }
        Map<String, String> firstNames = new HashMap<>();
        inodes.forEach((name, inode) -> firstNames.putIfAbsent(inode, name));
        for (int i = 0; i + 2 < fields.length; i += 3) {
            String[] numbers = fields[i].split(" ");
            listing.add(directory, fields[i + 1], numbers, fields[i + 2], firstNames.get(numbers[INODE]));
        }
        return listing;
    }

    private void add(Path directory, String name, String[] numbers, String target, String first) throws IOException {
        boolean isFile = numbers[KIND].equals("f");
        StringBuilder text = new StringBuilder("kind " + numbers[KIND] + " mode " + numbers[1] + " owner " + numbers[2]
                + ":" + numbers[3] + " time " + numbers[4] + " target " + target + " same as " + first);
        if (isFile || numbers[KIND].equals("d")) {
            Path path = name.isEmpty()
                    ? directory
                    : HostNames.resolve(directory, name.getBytes(StandardCharsets.ISO_8859_1));
            text.append(" attributes ").append(attributes(path));
            if (isFile) {
                text.append(" size ").append(numbers[SIZE]).append(" content ").append(checksum(path));
                blocks.put(name, Long.parseLong(numbers[BLOCKS]));
            }
        }
        entries.put(name, text.toString());
    }

    private static SortedMap<String, String> attributes(Path file) throws IOException {
        UserDefinedFileAttributeView view = Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
        SortedMap<String, String> found = new TreeMap<>();
        for (String name : view.list()) {
            ByteBuffer value = ByteBuffer.allocate(view.size(name));
            view.read(name, value);
            found.put(name, HexFormat.of().formatHex(value.array()));
        }
        return found;
    }

    private static String checksum(Path file) throws IOException {
        if (Files.size(file) > MOST_BYTES_READ) {
            return "not read";
        }
        CRC32 checksum = new CRC32();
        checksum.update(Files.readAllBytes(file));
        return Long.toHexString(checksum.getValue());
    }

    /** What there is to say of every entry, by name; without how much of the disk it takes. */
    public SortedMap<String, String> entries() {
        return entries;
    }

    /** How many units of 512 bytes every file takes on the disk. */
    public SortedMap<String, Long> blocks() {
        return blocks;
    }
}
