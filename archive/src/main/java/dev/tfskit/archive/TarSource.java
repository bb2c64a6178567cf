// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import dev.tfskit.error.ArchiveException;
import dev.tfskit.schema.Permissions;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.Content;
import dev.tfskit.source.Excludes;
import dev.tfskit.source.Notice;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.TreeSource;
import dev.tfskit.tar.ByteSource;
import dev.tfskit.tar.MemberContent;
import dev.tfskit.tar.TarMember;
import dev.tfskit.tar.TarReader;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A tar archive as a source: entries in the order in which they stand, contents as they pass by. Names and link targets
 * come over byte for byte. What TFS has no place for is left out and said so. Not thread safe.
 */
final class TarSource implements TreeSource {

    private final ByteSource source;
    private final TarReader reader;
    private final Consumer<Notice> notices;
    private final MemberFilter admission;
    private final EntryPaths paths;
    private final EndMark endMark;
    private boolean hasEnded;

    TarSource(ByteSource source, Excludes excludes, Consumer<Notice> notices, EndMark endMark) {
        this.source = source;
        this.endMark = endMark;
        this.reader = new TarReader(source);
        this.notices = notices;
        this.admission = new MemberFilter(source.archive(), excludes, notices);
        this.paths = new EntryPaths(source.archive());
    }

    @Override
    public Optional<SourceEntry> next() throws IOException {
        while (!hasEnded) {
            Optional<TarMember> member = reader.next();
            if (member.isEmpty()) {
                end();
            } else {
                Optional<SourceEntry> entry = entry(member.get());
                if (entry.isPresent()) {
                    return entry;
                }
            }
        }
        return Optional.empty();
    }

    private void end() throws IOException {
        hasEnded = true;
        source.drain();
        if (endMark == EndMark.EXPECTED && !reader.hasEndMark()) {
            notices.accept(new Notice(
                    source.archive(), "has no mark at its end; if it was cut off there, entries are missing"));
        }
        admission.reportSkipped();
    }

    private Optional<SourceEntry> entry(TarMember member) throws IOException {
        TreePath path = paths.of(member.name());
        boolean isDirectory = isDirectory(member);
        if (!admission.admits(path, isDirectory)) {
            return Optional.empty();
        }
        paths.check(path, member.name());
        if (path.isRoot() && !isDirectory) {
            throw paths.notARoot(member.name(), kind(member));
        }
        if (isDirectory) {
            return Optional.of(new SourceEntry.Directory(path, metadata(member, path)));
        }
        return switch (member.type()) {
            case HARD_LINK -> hardLink(member, path);
            case SYMBOLIC_LINK -> Optional.of(new SourceEntry.Link(path, metadata(member, path), target(member)));
            case CHARACTER_DEVICE, BLOCK_DEVICE, FIFO -> {
                admission.addSpecialFile(path);
                yield Optional.empty();
            }
            // Kinds that nobody knows are files, says POSIX.
            default -> {
                Content content =
                        new MemberContent(reader, member.size(), member.ranges(), source.archive() + ": " + path);
                yield Optional.of(new SourceEntry.File(path, metadata(member, path), member.size(), content));
            }
        };
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

    /** In old archives only the slash at the end of the name says that an entry is a directory. */
    private static boolean isDirectory(TarMember member) {
        return switch (member.type()) {
            case DIRECTORY, GNU_DIRECTORY -> true;
            case FILE, OLD_FILE, CONTIGUOUS_FILE ->
                member.name().length > 0 && member.name()[member.name().length - 1] == '/';
            default -> false;
        };
    }

    private Optional<SourceEntry> hardLink(TarMember member, TreePath path) throws IOException {
        // Paths of its own: those of entries in a row stay shared.
        EntryPaths targets = new EntryPaths(source.archive());
        TreePath first = targets.of(member.target());
        if (!admission.admitsHardLink(path, first)) {
            return Optional.empty();
        }
        targets.check(first, member.target());
        if (first.isRoot()) {
            throw new ArchiveException(
                    source.archive(),
                    "the entry " + Text.wrap(member.name()).quoted()
                            + " is a hard link to the root, which has no other name; make the archive without it");
        }
        return Optional.of(new SourceEntry.HardLink(path, first));
    }

    private Text target(TarMember member) throws ArchiveException {
        Text target = Text.wrap(member.target());
        paths.checkTarget(member.name(), target);
        return target;
    }

    private SourceEntry.Metadata metadata(TarMember member, TreePath path) throws ArchiveException {
        Permissions permissions = new Permissions(member.mode(), member.uid(), member.gid());
        if (member.extended().records().isEmpty()) {
            return new SourceEntry.Metadata(permissions, member.modified(), Map.of());
        }
        try {
            ExtendedAttributes attributes = ExtendedAttributes.of(member.extended(), path, notices);
            if (attributes.hasAccessList()) {
                admission.addAccessList();
            }
            return new SourceEntry.Metadata(permissions, member.modified(), attributes.values());
        } catch (NumberFormatException e) {
            throw source.damaged("there is " + e.getMessage());
        }
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
