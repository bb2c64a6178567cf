// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import dev.tfskit.error.ArchiveException;
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
import dev.tfskit.tar.TarMember;
import dev.tfskit.tar.TarReader;
import dev.tfskit.tar.TarType;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A tar archive as a source: entries in the order of the archive, contents as streams. Names and link targets are kept
 * byte for byte. Entries and attributes that TFS cannot hold are left out and reported. Not thread-safe.
 */
final class TarSource implements TreeSource {

    private final ByteSource source;
    private final TarReader reader;
    private final Consumer<Notice> notices;
    private final MemberFilter admission;
    private final EntryPaths paths;
    /**
     * Converts the targets of hard links. They may be anywhere, and would displace the directories that {@link #paths}
     * remembers from entry to entry.
     */
    private final EntryPaths targets;

    private final LeftOutFiles leftOut = new LeftOutFiles();
    private final KeptContents kept;
    private final EndMark endMark;
    private final JoinedArchives joinedArchives;
    /** Whether a left-out link may lead to any file that goes in. Otherwise, the paths of files need no memory. */
    private final boolean namesMayStayOut;

    private final Deque<SourceEntry> ready = new ArrayDeque<>();
    private boolean hasEnded;

    /** The metadata of a member, and what of them TFS cannot hold. */
    private record MemberMetadata(SourceEntry.Metadata kept, List<String> losses, boolean hasAccessList) {}

    /**
     * Creates a source.
     *
     * @param source the archive; closed with the source
     * @param endMark whether a missing end mark is reported
     * @param kept keeps contents of files that stay out; closed with the source
     */
    TarSource(ByteSource source, EndMark endMark, KeptContents kept, ArchiveOptions options, Consumer<Notice> notices) {
        this.source = source;
        this.joinedArchives = options.joinedArchives();
        this.reader = new TarReader(
                source,
                joinedArchives == JoinedArchives.READ ? TarReader.ZeroBlocks.SKIPPED : TarReader.ZeroBlocks.END);
        this.namesMayStayOut = !options.excludes().patterns().isEmpty() || options.strippedNames() > 0;
        this.kept = kept;
        this.endMark = endMark;
        this.notices = notices;
        this.admission = new MemberFilter(source.archive(), options.excludes(), notices);
        this.paths = new EntryPaths(source.archive(), options.strippedNames());
        this.targets = new EntryPaths(source.archive(), options.strippedNames());
    }

    @Override
    public Optional<SourceEntry> next() throws IOException {
        while (ready.isEmpty() && !hasEnded) {
            Optional<TarMember> member = reader.next();
            if (member.isEmpty()) {
                end();
            } else {
                read(member.get());
            }
        }
        return Optional.ofNullable(ready.poll());
    }

    private void end() throws IOException {
        hasEnded = true;
        ByteSource.Rest rest = source.readRest();
        if (endMark == EndMark.EXPECTED
                && reader.endOfEntries() == 0
                && rest.firstByte().isPresent()) {
            throw new ArchiveException(
                    source.archive(),
                    "begins with zeros, as a tar archive without entries, and has other bytes from byte "
                            + source.describe(rest.firstByte().getAsLong())
                            + " on; mount a file system and name the directory, or "
                            + advice("give --ignore-zeros to read joined archives", "copy or make it again"));
        }
        switch (reader.ending()) {
            case MISSING -> reportCut("has no mark at its end; if it was cut off there, entries are missing");
            case ONE_BLOCK -> {
                String block = "has a lone block of zeros at byte " + source.describe(reader.endOfEntries());
                if (rest.firstByte().isPresent()) {
                    report(block + ", which ends it; "
                            + advice("give --ignore-zeros to read what follows", "what follows is left out"));
                } else {
                    reportCut(block + " instead of two at its end; if it was cut off there, entries are missing");
                }
            }
            case COMPLETE -> {
                if (rest.firstByte().isPresent()) {
                    report("has bytes after the mark at its end, from byte "
                            + source.describe(rest.firstByte().getAsLong())
                            + " on, which are left out"
                            + advice("; give --ignore-zeros to read them as entries", ""));
                } else if (!rest.isComplete()) {
                    report("has more zeros after its end than were read, up to byte "
                            + source.describe(source.position()));
                }
            }
        }
        leftOut.reportWaiting(admission::reportLinkWithoutFile);
        admission.reportSkipped();
    }

    /** Returns the advice to read what follows, where the user can do so; another text otherwise. */
    private String advice(String toRead, String otherwise) {
        return joinedArchives == JoinedArchives.OFFERED ? toRead : otherwise;
    }

    /** Reports that the archive may be incomplete, unless a checksum shows whether it is. */
    private void reportCut(String text) {
        if (endMark == EndMark.EXPECTED) {
            report(text);
        }
    }

    private void report(String text) {
        notices.accept(new Notice(source.archive(), text));
    }

    private void read(TarMember member) throws IOException {
        TreePath named = paths.named(member.name());
        Optional<TreePath> path = paths.inImage(named);
        admission.forgetUnknownDevice(named);
        boolean isDirectory = isDirectory(member);
        if (path.isEmpty() || !admission.admits(path.get(), isDirectory)) {
            if (!isDirectory) {
                leaveOut(member, named);
            }
            return;
        }
        paths.check(path.get(), member.name());
        if (path.get().isRoot() && !isDirectory) {
            throw paths.notARoot(member.name(), kind(member));
        }
        if (member.type() == TarType.HARD_LINK) {
            addLink(member, named, path.get());
            return;
        }
        leftOut.replace(path.get());
        if (isUnknownDevice(member)) {
            admission.addUnknownDevice(named);
            ready.add(new SourceEntry.Absence(path.get()));
        } else {
            ready.add(entry(member, path.get()).apply(path.get()));
        }
    }

    /** Keeps an entry that stays out: a link to it may go in. */
    private void leaveOut(TarMember member, TreePath named) throws IOException {
        if (member.type() == TarType.HARD_LINK) {
            leaveLinkOut(named, targets.named(member.target()));
        } else if (isUnknownDevice(member)) {
            leaveUnknownDeviceOut(named);
        } else {
            ready.addAll(leftOut.add(
                    named,
                    switch (member.type()) {
                        case SYMBOLIC_LINK, FIFO, CHARACTER_DEVICE, BLOCK_DEVICE -> entry(member, named);
                        default -> keptFile(member, named);
                    }));
        }
    }

    private void leaveLinkOut(TreePath named, TreePath target) {
        TreePath file = leftOut.fileOf(target);
        Optional<TreePath> path = pathInImage(file);
        if (admission.isUnknownDevice(file)) {
            leaveUnknownDeviceOut(named);
        } else if (path.isPresent()) {
            leftOut.addLinkIntoImage(named, path.get());
        } else {
            leftOut.addLink(named, file);
        }
    }

    /** Returns the path at which a file goes in under a name in the archive; empty if it stays out. */
    private Optional<TreePath> pathInImage(TreePath file) {
        return targets.inImage(file).filter(path -> !path.isRoot() && !admission.leavesOut(path));
    }

    private void leaveUnknownDeviceOut(TreePath named) {
        leftOut.forget(named);
        admission.rememberUnknownDevice(named);
    }

    /**
     * Returns what makes the entry of a member, other than a hard link, at a path in the image. Faults that keep it out
     * of an image, and losses, matter only then.
     *
     * @param shown its path in other messages
     */
    private IoFunction<TreePath, SourceEntry> entry(TarMember member, TreePath shown) throws ArchiveException {
        MemberMetadata metadata = metadata(member, shown);
        if (isDirectory(member)) {
            return path -> new SourceEntry.Directory(path, admitted(metadata, path));
        }
        return switch (member.type()) {
            case SYMBOLIC_LINK -> {
                byte[] name = member.name();
                Text target = Text.wrap(member.target());
                yield path -> {
                    paths.checkTarget(name, target);
                    return new SourceEntry.Link(path, admitted(metadata, path), target);
                };
            }
            case FIFO, CHARACTER_DEVICE, BLOCK_DEVICE -> {
                SpecialNode node = node(member).orElseThrow();
                yield path -> new SourceEntry.Special(path, admitted(metadata, path), node);
            }
            // POSIX: unknown types are regular files.
            default -> file(member, metadata, content(member, shown));
        };
    }

    /** Returns what makes the entry of a file, and keeps its content, which the next entry would displace. */
    private IoFunction<TreePath, SourceEntry> keptFile(TarMember member, TreePath shown) throws IOException {
        MemberMetadata metadata = metadata(member, shown);
        return file(member, metadata, kept.keep(content(member, shown), member.size(), source.position()));
    }

    private IoFunction<TreePath, SourceEntry> file(TarMember member, MemberMetadata metadata, Content content) {
        long size = member.size();
        return path -> new SourceEntry.File(path, admitted(metadata, path), size, content);
    }

    private Content content(TarMember member, TreePath shown) {
        return reader.content(member, new MemberName(source.archive(), shown));
    }

    private static Optional<SpecialNode> node(TarMember member) {
        return switch (member.type()) {
            case FIFO -> Optional.of(SpecialNode.FIFO);
            case CHARACTER_DEVICE ->
                SpecialNode.device(InodeKind.CHARACTER_DEVICE, member.deviceMajor(), member.deviceMinor());
            case BLOCK_DEVICE -> SpecialNode.device(InodeKind.BLOCK_DEVICE, member.deviceMajor(), member.deviceMinor());
            default -> Optional.empty();
        };
    }

    /** Returns whether a member is a device with numbers that no device of Linux has. */
    private static boolean isUnknownDevice(TarMember member) {
        return member.type().isDevice() && node(member).isEmpty();
    }

    private static String kind(TarMember member) {
        return switch (member.type()) {
            case HARD_LINK -> "hard link";
            case SYMBOLIC_LINK -> "symbolic link";
            case CHARACTER_DEVICE, BLOCK_DEVICE -> "device";
            case FIFO -> "fifo";
            default -> "file";
        };
    }

    /** In old archives only a slash at the end of the name marks a directory. */
    private static boolean isDirectory(TarMember member) {
        return switch (member.type()) {
            case DIRECTORY, GNU_DIRECTORY -> true;
            case FILE, OLD_FILE, CONTIGUOUS_FILE ->
                member.name().length > 0 && member.name()[member.name().length - 1] == '/';
            default -> false;
        };
    }

    private void addLink(TarMember member, TreePath named, TreePath path) throws IOException {
        TreePath file = leftOut.fileOf(targets.named(member.target()));
        if (file.isRoot()) {
            throw new ArchiveException(
                    source.archive(),
                    "the entry " + Text.wrap(member.name()).quoted()
                            + " is a hard link to the root, which has no other name; make the archive without it");
        }
        if (admission.isUnknownDevice(file)) {
            leftOut.replace(path);
            admission.addUnknownDevice(named);
            ready.add(new SourceEntry.Absence(path));
            return;
        }
        Optional<TreePath> first = pathInImage(file);
        // GNU tar adds a file that it meets twice as a link to itself, which replaces nothing.
        if (first.filter(path::equals).isPresent() || leftOut.hasPath(path, file)) {
            ready.add(new SourceEntry.HardLink(path, path));
            return;
        }
        leftOut.replace(path);
        Optional<SourceEntry> known = leftOut.link(path, file);
        if (known.isPresent()) {
            ready.add(known.get());
            return;
        }
        if (first.isPresent()) {
            targets.checkHardLink(first.get(), member.name(), member.target());
            ready.add(new SourceEntry.HardLink(path, first.get()));
            if (namesMayStayOut || leftOut.isKnown(first.get())) {
                leftOut.addPath(path, first.get());
            }
        } else if (member.size() > 0) {
            ready.addAll(leftOut.add(file, keptFile(member, path)));
            leftOut.link(path, file).ifPresent(ready::add);
        } else if (leftOut.isLost(file)) {
            admission.reportLinkWithoutFile(path, file);
        } else {
            leftOut.await(path, file);
        }
    }

    private MemberMetadata metadata(TarMember member, TreePath shown) throws ArchiveException {
        Permissions permissions = new Permissions(member.mode(), member.uid(), member.gid());
        if (member.extended().isEmpty()) {
            return new MemberMetadata(
                    new SourceEntry.Metadata(permissions, member.modified(), Map.of()), List.of(), false);
        }
        try {
            ExtendedAttributes attributes = ExtendedAttributes.of(member.extended(), shown);
            return new MemberMetadata(
                    new SourceEntry.Metadata(permissions, member.modified(), attributes.values()),
                    attributes.losses(),
                    attributes.hasAccessList());
        } catch (NumberFormatException e) {
            throw source.damaged("there is " + Messages.reasonOf(e));
        }
    }

    /** Returns the metadata of an entry that goes in, and reports what is lost of them. */
    private SourceEntry.Metadata admitted(MemberMetadata metadata, TreePath path) {
        metadata.losses.forEach(loss -> notices.accept(new Notice(path.toString(), loss)));
        if (metadata.hasAccessList) {
            admission.addAccessList();
        }
        return metadata.kept;
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
