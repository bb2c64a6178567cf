// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import dev.tfskit.cpio.CpioContent;
import dev.tfskit.cpio.CpioMember;
import dev.tfskit.cpio.CpioReader;
import dev.tfskit.io.IoFunction;
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
import java.util.Comparator;
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
    private final Map<LinkedKey, LinkedInode> linked = new LinkedHashMap<>();
    private final Deque<SourceEntry> ready = new ArrayDeque<>();
    private boolean hasEnded;

    /**
     * What all names of an inode have in common. The number is not enough: programs cut it to 32 bits, and write zero
     * if they do not know it. Comparable for the same reason as the number.
     */
    private record LinkedKey(CpioMember.InodeNumber inode, int kind) implements Comparable<LinkedKey> {

        private static final Comparator<LinkedKey> ORDER =
                Comparator.comparing(LinkedKey::inode).thenComparingInt(LinkedKey::kind);

        @Override
        public int compareTo(LinkedKey other) {
            return ORDER.compare(this, other);
        }
    }

    /** An inode with several names. Some of the names may have been read. */
    private static final class LinkedInode {

        private final CpioMember member;
        private final Deque<TreePath> waiting = new ArrayDeque<>();
        /** The name to which the other names are links; null until the inode is returned. */
        private @Nullable TreePath first;
        /** Makes its entry; null until its content has come. */
        private @Nullable IoFunction<TreePath, SourceEntry> entry;

        private long names;

        LinkedInode(CpioMember member) {
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
                endLinkedInodes();
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
    private void endLinkedInodes() throws IOException {
        for (LinkedInode inode : linked.values()) {
            addEmpty(inode);
        }
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
        boolean isDirectory = kind(member) == ModeBits.DIRECTORY;
        TreePath named = paths.named(member.name());
        Optional<TreePath> path = paths.inImage(named).filter(each -> admission.admits(each, isDirectory));
        if (path.isPresent()) {
            paths.check(path.get(), member.name());
            if (path.get().isRoot() && !isDirectory) {
                throw paths.notARoot(member.name(), kind(member) == ModeBits.LINK ? "symbolic link" : "file");
            }
        }
        if (isUnknownDevice(member)) {
            path.ifPresent(this::addUnknownDevice);
        } else if (!isDirectory && member.links() > 1) {
            readLinked(member, named, path.orElse(null));
        } else if (path.isPresent()) {
            ready.add(entry(member, content(member, path.get())).apply(path.get()));
        }
    }

    private static int kind(CpioMember member) {
        return member.mode() & ModeBits.TYPE;
    }

    /** Returns whether a member is a device with numbers that no device of Linux has, or of a type that no file has. */
    private static boolean isUnknownDevice(CpioMember member) {
        return switch (kind(member)) {
            case ModeBits.DIRECTORY, ModeBits.LINK, ModeBits.SOCKET, ModeBits.FILE -> false;
            default -> node(member).isEmpty();
        };
    }

    private static Optional<SpecialNode> node(CpioMember member) {
        long major = member.device().major();
        long minor = member.device().minor();
        return switch (kind(member)) {
            case ModeBits.FIFO -> Optional.of(SpecialNode.FIFO);
            case ModeBits.CHARACTER_DEVICE -> SpecialNode.device(InodeKind.CHARACTER_DEVICE, major, minor);
            case ModeBits.BLOCK_DEVICE -> SpecialNode.device(InodeKind.BLOCK_DEVICE, major, minor);
            default -> Optional.empty();
        };
    }

    private void addUnknownDevice(TreePath path) {
        admission.addUnknownDevice(path);
        ready.add(new SourceEntry.Absence(path));
    }

    /** Returns what makes the entry of a member at a path in the image. A faulty target matters only then. */
    private IoFunction<TreePath, SourceEntry> entry(CpioMember member, Content content) throws IOException {
        SourceEntry.Metadata metadata = metadata(member);
        return switch (kind(member)) {
            case ModeBits.DIRECTORY -> path -> new SourceEntry.Directory(path, metadata);
            case ModeBits.LINK -> {
                Text target = target(member, content);
                yield path -> {
                    paths.checkTarget(member.name(), target);
                    return new SourceEntry.Link(path, metadata, target);
                };
            }
            case ModeBits.SOCKET -> path -> new SourceEntry.Socket(path, metadata);
            case ModeBits.FILE -> path -> new SourceEntry.File(path, metadata, member.size(), content);
            default -> {
                SpecialNode node = node(member).orElseThrow();
                yield path -> new SourceEntry.Special(path, metadata, node);
            }
        };
    }

    private Content content(CpioMember member, TreePath shown) {
        return new CpioContent(reader, member, source.archive() + ": " + shown);
    }

    /** Returns the content of a member that stays out. That of a file is kept, because the next entry displaces it. */
    private Content keptContent(CpioMember member, TreePath shown) throws IOException {
        Content content = content(member, shown);
        return kind(member) == ModeBits.FILE ? kept.keep(content, member.size(), source.position()) : content;
    }

    private static SourceEntry.Metadata metadata(CpioMember member) {
        return new SourceEntry.Metadata(
                new Permissions(member.mode() & ModeBits.PERMISSIONS, member.uid(), member.gid()),
                Instant.ofEpochSecond(member.modifiedSeconds()),
                Map.of());
    }

    private Text target(CpioMember member, Content content) throws IOException {
        if (member.size() > MOST_TARGET_BYTES) {
            throw source.beyondLimit("the symbolic link "
                    + Text.wrap(member.name()).quoted() + " with a target of " + Messages.bytes(member.size()));
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) member.size());
        try (Content.Reader target = content.open()) {
            while (bytes.hasRemaining()) {
                target.read(bytes, bytes.position());
            }
        }
        return Text.wrap(Arrays.copyOf(bytes.array(), bytes.position()));
    }

    /** Reads one name of an inode with several names; {@code path} is null for a name that stays out. */
    private void readLinked(CpioMember member, TreePath named, @Nullable TreePath path) throws IOException {
        LinkedKey key = new LinkedKey(member.inode(), kind(member));
        LinkedInode inode = linked.computeIfAbsent(key, _ -> new LinkedInode(member));
        if (!mayBeName(member, inode)) {
            if (path != null) {
                ready.add(entry(member, content(member, path)).apply(path));
            }
            return;
        }
        if (path != null && inode.first != null && inode.entry != null && !lacksContent(member)) {
            SourceEntry own = entry(member, content(member, path)).apply(path);
            if (!isSameInode(own, inode.entry.apply(path), member)) {
                ready.add(own);
                return;
            }
        }
        inode.names++;
        if (inode.first != null) {
            if (path != null) {
                ready.add(new SourceEntry.HardLink(path, inode.first));
            }
        } else {
            if (path != null) {
                inode.waiting.add(path);
            }
            if (!lacksContent(member)) {
                TreePath first = inode.waiting.peek();
                inode.entry = entry(member, first == null ? keptContent(member, named) : content(member, first));
            }
            if (inode.entry != null && !inode.waiting.isEmpty()) {
                add(inode, inode.entry);
            }
        }
        if (inode.names == member.links()) {
            addEmpty(inode);
            linked.remove(key);
        }
    }

    /**
     * Returns whether a member may be a name of an inode with the same number. Zero is the number that bsdtar writes
     * for entries of an mtree file, and the first number that GNU cpio gives with {@code --renumber-inodes}.
     */
    private static boolean mayBeName(CpioMember member, LinkedInode inode) {
        return hasKnownInode(member)
                || member.links() == inode.member.links() && metadata(member).equals(metadata(inode.member));
    }

    private static boolean hasKnownInode(CpioMember member) {
        return member.inode().number() != 0;
    }

    /**
     * Returns whether a member that lacks nothing is a name of a known inode. A difference shows that their numbers are
     * equal by chance. The contents of files cannot be compared, because they can be read only once.
     *
     * @param own the entry of the member
     * @param known the entry that the inode would have at the same path
     */
    private static boolean isSameInode(SourceEntry own, SourceEntry known, CpioMember member) {
        return own instanceof SourceEntry.File file && known instanceof SourceEntry.File other
                ? hasKnownInode(member)
                        && file.size() == other.size()
                        && file.metadata().equals(other.metadata())
                : own.equals(known);
    }

    /** Returns whether the content may come with another name: programs store it once, or with each name. */
    private static boolean lacksContent(CpioMember member) {
        return member.size() == 0 && (kind(member) == ModeBits.FILE || kind(member) == ModeBits.LINK);
    }

    /** Adds an inode under its first name, and links for the other names that wait. */
    private void add(LinkedInode inode, IoFunction<TreePath, SourceEntry> entry) throws IOException {
        TreePath first = inode.waiting.remove();
        ready.add(entry.apply(first));
        inode.waiting.forEach(each -> ready.add(new SourceEntry.HardLink(each, first)));
        inode.waiting.clear();
        inode.first = first;
    }

    /** Adds an empty file, because the archive has no contents for any of its names. */
    private void addEmpty(LinkedInode inode) throws IOException {
        if (!inode.waiting.isEmpty()) {
            add(inode, entry(inode.member, content(inode.member, inode.waiting.getFirst())));
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
