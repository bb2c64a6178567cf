// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import dev.tfskit.error.ArchiveException;
import dev.tfskit.io.ByteRange;
import dev.tfskit.io.Handover;
import dev.tfskit.tar.ByteSource;
import dev.tfskit.tar.TarHeader;
import dev.tfskit.tar.TarMember;
import dev.tfskit.tar.TarReader;
import dev.tfskit.value.Text;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The files of a tar archive, which can be read at any time and in any order. An archive that is compressed, or that
 * comes through a pipe, is copied to a temporary file first. Links between the files are followed. Thread-safe.
 */
public final class TarIndex implements Closeable {

    private static final int MOST_LINKS = 8;
    /**
     * The most bytes to which gzip unpacks one byte. A sparse file with a larger ratio is taken for an attack that
     * fills the disk.
     */
    private static final int MOST_BYTES_OF_ONE = 1032;

    private final String name;
    private final ArchiveBytes bytes;
    private final Map<String, Member> members = new HashMap<>();

    /** The member of the archive that has a name. */
    private sealed interface Member {

        /** A file: where its stored bytes begin, its length, and which parts of it are stored. */
        record Stored(long offset, long size, List<ByteRange> ranges) implements Member {}

        /** Another name of the same file. */
        record Link(String target) implements Member {}
    }

    private TarIndex(String name, ArchiveBytes bytes) {
        this.name = name;
        this.bytes = bytes;
    }

    /**
     * Reads the headers of an archive that has a name on the host.
     *
     * @param file a tar archive, perhaps compressed; may be a pipe
     * @param temporaryDirectory takes the copy of an archive that cannot be read in place
     * @return the index; the caller closes it
     * @throws ArchiveException when the file is not a tar archive, is damaged, or cannot be copied
     * @throws IOException when the file cannot be read
     */
    public static TarIndex of(Path file, Path temporaryDirectory) throws IOException {
        if (!Files.isRegularFile(file)) {
            try (InputStream stream = Files.newInputStream(file)) {
                return of(stream, file.toString(), temporaryDirectory);
            }
        }
        ArchiveBytes bytes = ArchiveBytes.of(file);
        try (Handover handover = new Handover(bytes)) {
            byte[] start = bytes.stream().readNBytes(TarHeader.BYTES);
            if (CompressionFormat.of(start) != CompressionFormat.NONE) {
                return of(bytes.stream(), file.toString(), temporaryDirectory);
            }
            TarIndex index = new TarIndex(file.toString(), bytes);
            index.read(bytes.stream());
            return handover.to(index);
        }
    }

    /**
     * Reads the headers of an archive that comes in as a stream, and copies it.
     *
     * @param stream a tar archive, perhaps compressed; it is read to its end and closed
     * @param name of the archive in messages
     * @param temporaryDirectory takes the copy
     * @return the index; the caller closes it
     * @throws ArchiveException when the stream is not a tar archive, is damaged, or cannot be copied
     * @throws IOException when the stream cannot be read
     */
    public static TarIndex of(InputStream stream, String name, Path temporaryDirectory) throws IOException {
        ArchiveBytes copy;
        try {
            copy = ArchiveBytes.temporary(temporaryDirectory);
        } catch (IOException e) {
            throw CopyingInput.refusal(name, temporaryDirectory, e);
        }
        try (Handover handover = new Handover(copy)) {
            TarIndex index = new TarIndex(name, copy);
            try (InputStream unpacked = Archives.unpack(stream, name)) {
                index.read(new CopyingInput(unpacked, copy, name, temporaryDirectory));
                // Bytes behind the end mark are not needed, and the program that writes the archive may not have
                // written them yet.
                ByteSource.unpacked(unpacked, name, ByteSource.Origin.STREAM).readRest();
            }
            return handover.to(index);
        }
    }

    private void read(InputStream stream) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(stream, TarHeader.BYTES);
        buffered.mark(TarHeader.BYTES);
        byte[] start = buffered.readNBytes(TarHeader.BYTES);
        if (!TarHeader.begins(start)) {
            throw new ArchiveException(name, "is not a tar archive; name an archive or a directory");
        }
        buffered.reset();
        ByteSource source = ByteSource.plain(buffered, name, ByteSource.Origin.FILE);
        TarReader reader = new TarReader(source, TarReader.ZeroBlocks.END);
        for (Optional<TarMember> member = reader.next(); member.isPresent(); member = reader.next()) {
            add(member.get(), source.position());
        }
    }

    private void add(TarMember member, long offset) {
        String path = normal(new String(member.name(), StandardCharsets.UTF_8));
        String target = new String(member.target(), StandardCharsets.UTF_8);
        switch (member.type()) {
            case FILE, OLD_FILE, CONTIGUOUS_FILE, GNU_SPARSE_FILE, UNKNOWN ->
                members.put(
                        path,
                        new Member.Stored(
                                offset,
                                member.size(),
                                member.ranges().orElseGet(() -> List.of(new ByteRange(0, member.size())))));
            case HARD_LINK -> members.put(path, new Member.Link(normal(target)));
            case SYMBOLIC_LINK -> {
                String directory = target.startsWith("/") ? "" : path.substring(0, path.lastIndexOf('/') + 1);
                members.put(path, new Member.Link(normal(directory + target)));
            }
            default -> {}
        }
    }

    /**
     * Returns a path without dots and without slashes at its ends. A name and a {@code ..} after it cancel each other.
     * The index has no tree to walk along, only names, so it does not follow links in the middle of a path.
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

    private Optional<Member.Stored> find(String path) {
        Member member = members.get(normal(path));
        for (int links = 0; links < MOST_LINKS && member instanceof Member.Link link; links++) {
            member = members.get(link.target);
        }
        return member instanceof Member.Stored stored ? Optional.of(stored) : Optional.empty();
    }

    /**
     * Returns the directory that all files are in, as when a directory was packed by its name.
     *
     * @return its name, if it is the only one at the top of the archive and no file is beside it; empty otherwise
     */
    public Optional<String> onlyDirectory() {
        Set<String> tops = members.keySet().stream()
                .map(path -> path.substring(0, Math.max(0, path.indexOf('/'))))
                .collect(Collectors.toSet());
        return tops.size() == 1 ? tops.stream().filter(top -> !top.isEmpty()).findFirst() : Optional.empty();
    }

    /**
     * Returns whether the archive has a file.
     *
     * @param path its path in the archive
     * @return true when {@link #open} finds it
     */
    public boolean has(String path) {
        return find(path).isPresent();
    }

    /**
     * Opens a file in the archive.
     *
     * @param path its path in the archive; a slash or dots at its start do not matter
     * @return its bytes, with zeros for the holes of a sparse file; empty when there is no such file
     * @throws ArchiveException when the file is sparse and out of proportion to the archive
     * @throws IOException when the archive cannot be read
     */
    public Optional<InputStream> open(String path) throws IOException {
        Optional<Member.Stored> found = find(path);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Member.Stored stored = found.get();
        if (stored.size / MOST_BYTES_OF_ONE > bytes.length()) {
            throw new ArchiveException(
                    name,
                    "the sparse file " + Text.of(path).quoted() + " has " + stored.size
                            + " bytes, far more than the archive; pack it without tar -S");
        }
        return Optional.of(new MemberBytes(bytes, name, stored.offset, stored.size, stored.ranges));
    }

    @Override
    public void close() throws IOException {
        bytes.close();
    }
}
