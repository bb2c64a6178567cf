// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import dev.tfskit.cpio.CpioMember;
import dev.tfskit.cpio.CpioReader;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.Notice;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.TreeSource;
import dev.tfskit.tar.ByteSource;
import dev.tfskit.tar.TarHeader;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A cpio archive as a source: entries in the order of the archive, contents as streams. An archive stores the contents
 * of a file with several names once, mostly with the last name. The source returns such a file, and the links to it,
 * when it reaches the contents. Not thread-safe.
 */
final class CpioSource implements TreeSource {

    private final ByteSource source;
    private final CpioReader reader;
    private final JoinedArchives joinedArchives;
    private final Consumer<Notice> notices;
    private final MemberFilter admission;
    private final EntryPaths paths;
    private final KeptContents kept;
    private final CpioEntries entries;
    private final Deque<SourceEntry> ready = new ArrayDeque<>();
    private final LinkedInodes linked;
    private ZeroInodeNumber zero = new ZeroInodeNumber();
    private boolean hasEnded;

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
        this.entries = new CpioEntries(source, reader, paths, kept);
        this.linked = new LinkedInodes(entries, ready::add);
    }

    @Override
    public Optional<SourceEntry> next() throws IOException {
        while (ready.isEmpty() && !hasEnded) {
            Optional<CpioMember> member = reader.next();
            if (member.isPresent()) {
                read(member.get());
            } else {
                linked.endArchive();
                zero.warning().ifPresent(this::report);
                zero = new ZeroInodeNumber();
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
        boolean isDirectory = CpioEntries.kind(member) == ModeBits.DIRECTORY;
        TreePath named = paths.named(member.name());
        Optional<TreePath> path = paths.inImage(named).filter(each -> admission.admits(each, isDirectory));
        if (path.isPresent()) {
            paths.check(path.get(), member.name());
            if (path.get().isRoot() && !isDirectory) {
                throw paths.notARoot(
                        member.name(), CpioEntries.kind(member) == ModeBits.LINK ? "symbolic link" : "file");
            }
        }
        if (member.inode().number() == 0) {
            noteZero(member, path);
        }
        if (CpioEntries.isUnknownDevice(member)) {
            path.ifPresent(this::addUnknownDevice);
        } else if (!isDirectory && member.links() > 1) {
            linked.add(member, named, path.orElse(null));
        } else if (path.isPresent()) {
            ready.add(entries.entry(member, path.get()).apply(path.get()));
        }
    }

    /**
     * Ends the inode with the number 0 when a member with that number is another one. A program that stores contents
     * once writes the names of an inode behind each other, so names further away are of different inodes.
     */
    private void noteZero(CpioMember member, Optional<TreePath> path) throws IOException {
        Optional<CpioMember> ended = zero.endedBy(member);
        if (ended.isPresent()) {
            linked.endInode(ended.get());
        }
        zero.add(member, path);
    }

    private void addUnknownDevice(TreePath path) {
        admission.addUnknownDevice(path);
        ready.add(new SourceEntry.Absence(path));
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
