// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import dev.tfskit.error.ArchiveException;
import dev.tfskit.tar.ByteSource;
import dev.tfskit.tar.TarHeader;
import dev.tfskit.tar.TarMember;
import dev.tfskit.tar.TarReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where the files in a tar archive lie, for one that is a file and not compressed: they can be read at any time, in any
 * order. Links in it are followed. Thread safe.
 */
public final class TarIndex {

    private static final int MOST_LINKS = 8;

    private final Path file;
    private final Map<String, MemberOffset> places = new HashMap<>();

    /** Either bytes of the archive or the name of another file in it. */
    private record MemberOffset(long start, long size, Optional<String> target) {}

    private TarIndex(Path file) {
        this.file = file;
    }

    /**
     * Reads the headers of an archive.
     *
     * @param file an uncompressed tar archive
     * @return the index; it keeps the file open until it is closed
     * @throws ArchiveException when the file is not a tar archive, or compressed
     * @throws IOException when the file cannot be read
     */
    public static TarIndex of(Path file) throws IOException {
        TarIndex index = new TarIndex(file);
        String archive = file.toString();
        try (InputStream stream = Files.newInputStream(file)) {
            byte[] start = stream.readNBytes(TarHeader.BYTES);
            CompressionFormat packing = CompressionFormat.of(start);
            if (packing != CompressionFormat.NONE) {
                throw new ArchiveException(archive, "is compressed with " + packing + "; uncompress it first");
            }
            if (start.length < TarHeader.BYTES || !new TarHeader(start).hasRightChecksum()) {
                throw new ArchiveException(archive, "is no tar archive");
            }
        }
        try (ByteSource source = ByteSource.plain(Files.newInputStream(file), archive)) {
            index.read(source);
        }
        return index;
    }

    private void read(ByteSource source) throws IOException {
        TarReader reader = new TarReader(source);
        for (Optional<TarMember> member = reader.next(); member.isPresent(); member = reader.next()) {
            String name = normal(new String(member.get().name(), StandardCharsets.UTF_8));
            String target = new String(member.get().target(), StandardCharsets.UTF_8);
            int folderEnd = name.lastIndexOf('/') + 1;
            switch (member.get().type()) {
                case FILE, OLD_FILE, CONTIGUOUS_FILE ->
                    places.put(
                            name,
                            new MemberOffset(source.position(), member.get().size(), Optional.empty()));
                case HARD_LINK -> places.put(name, new MemberOffset(0, 0, Optional.of(normal(target))));
                case SYMBOLIC_LINK ->
                    places.put(
                            name, new MemberOffset(0, 0, Optional.of(normal(name.substring(0, folderEnd) + target))));
                default -> {}
            }
        }
    }

    /**
     * A path without dots; what leads upwards is taken along with the name before it. There is no tree to walk along,
     * only names, so links in the middle of a path are not followed.
     */
    private static String normal(String name) {
        StringBuilder path = new StringBuilder();
        for (String part : name.split("/")) {
            if (part.equals("..")) {
                path.setLength(Math.max(0, path.lastIndexOf("/")));
            } else if (!part.isEmpty() && !part.equals(".")) {
                path.append(path.isEmpty() ? "" : "/").append(part);
            }
        }
        return path.toString();
    }

    /**
     * Opens a file in the archive.
     *
     * @param name its path in the archive
     * @return its bytes; empty when there is none of this name
     * @throws IOException when the archive cannot be read
     */
    public Optional<InputStream> open(String name) throws IOException {
        MemberOffset place = places.get(name);
        for (int links = 0; links < MOST_LINKS && place != null && place.target.isPresent(); links++) {
            place = places.get(place.target.get());
        }
        if (place == null || place.target.isPresent()) {
            return Optional.empty();
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            return Optional.of(new Part(Channels.newInputStream(channel.position(place.start)), place.size));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Some bytes of a stream. */
    private static final class Part extends FilterInputStream {

        private long left;

        Part(InputStream stream, long length) {
            super(stream);
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (left == 0 && length > 0) {
                return -1;
            }
            int count = in.read(target, offset, (int) Math.min(length, left));
            left -= Math.max(0, count);
            return count;
        }

        @Override
        public long skip(long count) throws IOException {
            long skipped = in.skip(Math.min(count, left));
            left -= skipped;
            return skipped;
        }

        @Override
        public int available() {
            return 0;
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
