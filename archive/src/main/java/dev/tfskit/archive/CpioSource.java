// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import dev.tfskit.cpio.CpioContent;
import dev.tfskit.cpio.CpioMember;
import dev.tfskit.cpio.CpioReader;
import dev.tfskit.message.Messages;
import dev.tfskit.schema.InodeKind;
import dev.tfskit.schema.Permissions;
import dev.tfskit.schema.SpecialNode;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.Content;
import dev.tfskit.source.Notice;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.TreeSource;
import dev.tfskit.tar.ByteSource;
import dev.tfskit.tar.TarHeader;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A cpio archive as a source: entries in the order of the archive, contents as streams. An archive stores the contents
 * of a file with several names once, mostly with the last name. The source returns such a file, and the links to it,
 * when it reaches the contents. Not thread-safe.
 */
final class CpioSource implements TreeSource {

    private static final int MOST_TARGET_BYTES = 64 << 10;

    private final ByteSource source;
    private final CpioReader reader;
    private final JoinedArchives joinedArchives;
    private final Consumer<Notice> notices;
    private final MemberFilter admission;
    private final EntryPaths paths;
    private final KeptContents kept;
    private final Map<CpioMember.InodeNumber, LinkedFile> linked = new LinkedHashMap<>();
    private final Deque<SourceEntry> ready = new ArrayDeque<>();
    private boolean hasEnded;

    /** A file with several names. Some of the names may have been read. */
    private static final class LinkedFile {

        private final CpioMember member;
        private final Deque<TreePath> waiting = new ArrayDeque<>();
        /** The name to which the other names are links; null until the file is returned. */
        private @Nullable TreePath first;
        /** The contents, if they came with a name that stays out. */
        private SourceEntry.@Nullable File leftOut;

        private long names;

        LinkedFile(CpioMember member) {
            this.member = member;
        }
    }

    /**
     * Creates a source.
     *
     * @param source the archive; closed with the source
     * @param kept keeps contents of files that stay out; closed with the source
     */
    CpioSource(ByteSource source, KeptContents kept, ArchiveOptions options, Consumer<Notice> notices) {
        this.source = source;
        this.reader = new CpioReader(source);
        this.joinedArchives = options.joinedArchives();
        this.kept = kept;
        this.notices = notices;
        this.admission = new MemberFilter(source.archive(), options.excludes(), notices);
        this.paths = new EntryPaths(source.archive(), options.strippedNames());
    }

    @Override
    public Optional<SourceEntry> next() throws IOException {
        while (ready.isEmpty() && !hasEnded) {
            Optional<CpioMember> member = reader.next();
            if (member.isPresent()) {
                read(member.get());
            } else {
                endLinkedFiles();
                boolean hasNext = reader.beginNextArchive();
                CompressionFormat packing = packingOfNext();
                hasEnded = !hasNext || joinedArchives != JoinedArchives.READ || packing != CompressionFormat.NONE;
                if (hasEnded) {
                    end(packing);
                }
            }
        }
        return Optional.ofNullable(ready.poll());
    }

    /** Programs number the files of each archive from the same number on, so no number holds beyond its archive. */
    private void endLinkedFiles() {
        linked.values().forEach(this::addEmpty);
        linked.clear();
    }

    /** Returns the compression of what comes next, as in an initrd whose first archive is the microcode. */
    private CompressionFormat packingOfNext() throws IOException {
        byte[] start = new byte[TarHeader.BYTES];
        int count = source.readUpTo(start);
        source.unread(start, count);
        return CompressionFormat.of(Arrays.copyOf(start, count));
    }

    private void end(CompressionFormat packingOfRest) throws IOException {
        ByteSource.Rest rest = source.readRest();
        if (!reader.hasTrailer()) {
            report("has no entry TRAILER!!! at its end; if it was cut off there, entries are missing");
        } else if (packingOfRest != CompressionFormat.NONE) {
            long start = rest.firstByte().orElseThrow();
            report("has an archive compressed with " + packingOfRest + " after its end, from byte "
                    + source.describe(start) + " on, which is left out; write it to a file with tail -c +" + (start + 1)
                    + ", and name that with another -r");
        } else if (rest.firstByte().isPresent()) {
            report("has bytes after its end, from byte "
                    + source.describe(rest.firstByte().getAsLong())
                    + " on, which are left out"
                    + (joinedArchives == JoinedArchives.OFFERED
                            ? "; give --ignore-zeros to read them as entries"
                            : ""));
        }
        admission.reportSkipped();
    }

    private void report(String text) {
        notices.accept(new Notice(source.archive(), text));
    }

    private void read(CpioMember member) throws IOException {
        int kind = member.mode() & ModeBits.TYPE;
        TreePath named = paths.named(member.name());
        Optional<TreePath> path =
                paths.inImage(named).filter(each -> admission.admits(each, kind == ModeBits.DIRECTORY));
        if (path.isPresent()) {
            paths.check(path.get(), member.name());
            if (path.get().isRoot() && kind != ModeBits.DIRECTORY) {
                throw paths.notARoot(member.name(), kind == ModeBits.LINK ? "symbolic link" : "file");
            }
        }
        if (kind == ModeBits.FILE && member.links() > 1) {
            readLinked(member, named, path.orElse(null));
        } else if (path.isPresent()) {
            ready.add(entry(member, path.get()));
        }
    }

    private SourceEntry entry(CpioMember member, TreePath path) throws IOException {
        SourceEntry.Metadata metadata = metadata(member);
        return switch (member.mode() & ModeBits.TYPE) {
            case ModeBits.DIRECTORY -> new SourceEntry.Directory(path, metadata);
            case ModeBits.LINK -> new SourceEntry.Link(path, metadata, target(member));
            case ModeBits.SOCKET -> new SourceEntry.Socket(path, metadata);
            case ModeBits.FILE -> file(member, path);
            case ModeBits.FIFO -> new SourceEntry.Special(path, metadata, SpecialNode.FIFO);
            case ModeBits.CHARACTER_DEVICE -> device(member, path, metadata, InodeKind.CHARACTER_DEVICE);
            case ModeBits.BLOCK_DEVICE -> device(member, path, metadata, InodeKind.BLOCK_DEVICE);
            // No file has such a type.
            default -> {
                admission.addUnknownDevice(path);
                yield new SourceEntry.Absence(path);
            }
        };
    }

    private SourceEntry device(CpioMember member, TreePath path, SourceEntry.Metadata metadata, InodeKind kind) {
        Optional<SpecialNode> node = SpecialNode.device(
                kind, member.device().major(), member.device().minor());
        if (node.isEmpty()) {
            admission.addUnknownDevice(path);
            return new SourceEntry.Absence(path);
        }
        return new SourceEntry.Special(path, metadata, node.get());
    }

    private SourceEntry.File file(CpioMember member, TreePath path) {
        Content content = new CpioContent(reader, member, source.archive() + ": " + path);
        return new SourceEntry.File(path, metadata(member), member.size(), content);
    }

    private static SourceEntry.Metadata metadata(CpioMember member) {
        return new SourceEntry.Metadata(
                new Permissions(member.mode() & ModeBits.PERMISSIONS, member.uid(), member.gid()),
                Instant.ofEpochSecond(member.modifiedSeconds()),
                Map.of());
    }

    private Text target(CpioMember member) throws IOException {
        if (member.size() > MOST_TARGET_BYTES) {
            throw source.beyondLimit("the symbolic link "
                    + Text.wrap(member.name()).quoted() + " with a target of " + Messages.bytes(member.size()));
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) member.size());
        try (Content.Reader content = new CpioContent(reader, member, source.archive()).open()) {
            while (bytes.hasRemaining()) {
                content.read(bytes, bytes.position());
            }
        }
        Text target = Text.wrap(Arrays.copyOf(bytes.array(), bytes.position()));
        paths.checkTarget(member.name(), target);
        return target;
    }

    /** Reads one name of a file with several names; {@code path} is null for a name that stays out. */
    private void readLinked(CpioMember member, TreePath named, @Nullable TreePath path) throws IOException {
        LinkedFile file = linked.computeIfAbsent(member.inode(), _ -> new LinkedFile(member));
        file.names++;
        if (file.first != null) {
            if (path != null) {
                ready.add(new SourceEntry.HardLink(path, file.first));
            }
        } else {
            if (path != null) {
                file.waiting.add(path);
            }
            if (member.size() > 0 && file.waiting.isEmpty()) {
                SourceEntry.File content = file(member, named);
                file.leftOut = new SourceEntry.File(
                        named,
                        content.metadata(),
                        content.size(),
                        kept.keep(content.content(), content.size(), source.position()));
            } else if (member.size() > 0) {
                add(file, file(member, file.waiting.getFirst()));
            } else if (file.leftOut != null && !file.waiting.isEmpty()) {
                add(file, file.leftOut);
            }
        }
        if (file.names == member.links()) {
            addEmpty(file);
            linked.remove(member.inode());
        }
    }

    /** Adds a file under its first name, and links for the other names that wait. */
    private void add(LinkedFile file, SourceEntry.File content) {
        TreePath first = file.waiting.remove();
        ready.add(new SourceEntry.File(first, content.metadata(), content.size(), content.content()));
        file.waiting.forEach(each -> ready.add(new SourceEntry.HardLink(each, first)));
        file.waiting.clear();
        file.first = first;
    }

    /** Adds an empty file, because the archive has no contents for any of its names. */
    private void addEmpty(LinkedFile file) {
        if (!file.waiting.isEmpty()) {
            add(file, file(file.member, file.waiting.getFirst()));
        }
    }

    @Override
    public Optional<String> subject() {
        return Optional.of(source.archive());
    }

    @Override
    public void close() throws IOException {
        try (kept) {
            source.close();
        }
    }
}
