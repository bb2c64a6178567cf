// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import dev.tfskit.error.ArchiveException;
import dev.tfskit.io.Handover;
import dev.tfskit.message.Messages;
import dev.tfskit.schema.SpecialNode;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.Content;
import dev.tfskit.source.Notice;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.TreeSource;
import dev.tfskit.value.Text;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * A zip archive as a source, in the order of its central directory. Not thread-safe, but the contents of its entries
 * are.
 */
final class ZipSource implements TreeSource {

    private static final long DOS_DIRECTORY = 0x10;
    private static final int MOST_TARGET_BYTES = 64 << 10;

    private final String archive;
    private final ZipFile zip;
    private final Closeable file;
    private final Enumeration<ZipArchiveEntry> entries;
    private final ZipNames names;
    private final MemberFilter admission;
    private final EntryPaths paths;
    private boolean hasEnded;

    private ZipSource(String archive, ZipFile zip, Closeable file, ArchiveOptions options, Consumer<Notice> notices) {
        this.archive = archive;
        this.zip = zip;
        this.file = file;
        this.entries = zip.getEntries();
        this.names = new ZipNames(archive, notices);
        this.admission = new MemberFilter(archive, options.excludes(), notices);
        this.paths = new EntryPaths(archive, options.strippedNames());
    }

    /**
     * Opens an archive. Its central directory is at its end, so an archive that is not a file is copied into a
     * temporary file first.
     */
    static ZipSource open(ArchiveInput input, ArchiveOptions options, Consumer<Notice> notices) throws IOException {
        if (input.file().isPresent() && input.start() == 0) {
            return open(input.file().get(), input, input.name(), options, notices);
        }
        TemporaryFile copy = TemporaryFile.in(options.temporaryDirectory(), input.name());
        try (Handover handover = new Handover(copy)) {
            copy.appendAll(input.stream());
            input.close();
            return handover.to(open(copy.channel(), copy, input.name(), options, notices));
        }
    }

    private static ZipSource open(
            FileChannel channel, Closeable file, String archive, ArchiveOptions options, Consumer<Notice> notices)
            throws IOException {
        // The builder closes the channel when it fails.
        boolean mayBePart = SplitZip.isPart(channel);
        try {
            ZipFile zip = ZipFile.builder()
                    .setSeekableByteChannel(channel)
                    .setCharset(StandardCharsets.ISO_8859_1)
                    .setUseUnicodeExtraFields(true)
                    .get();
            return new ZipSource(archive, zip, file, options, notices);
        } catch (IOException | RuntimeException e) {
            if (mayBePart) {
                throw new ArchiveException(archive, SplitZip.REFUSAL);
            }
            throw damaged(archive, "its central directory cannot be read", e);
        }
    }

    private static ArchiveException damaged(String archive, String what, Exception problem) {
        return new ArchiveException(
                archive,
                what + ": " + Messages.reasonInSentence(problem)
                        + "; it is damaged or incomplete: copy or make it again",
                problem);
    }

    @Override
    public Optional<SourceEntry> next() throws IOException {
        while (entries.hasMoreElements()) {
            ZipArchiveEntry each = entries.nextElement();
            Optional<SourceEntry> entry;
            try {
                entry = entry(each);
            } catch (ArchiveException e) {
                throw e;
            } catch (IOException | RuntimeException e) {
                throw damaged(archive, "the entry " + Text.wrap(names.of(each)).quoted() + " cannot be read", e);
            }
            if (entry.isPresent()) {
                return entry;
            }
        }
        if (!hasEnded) {
            hasEnded = true;
            admission.reportSkipped();
        }
        return Optional.empty();
    }

    private Optional<SourceEntry> entry(ZipArchiveEntry entry) throws IOException {
        byte[] name = names.of(entry);
        Optional<TreePath> stripped = paths.inImage(paths.named(name));
        if (stripped.isEmpty()) {
            return Optional.empty();
        }
        TreePath path = stripped.get();
        boolean isNamedAsDirectory = name.length > 0 && name[name.length - 1] == '/'
                || ZipNames.hasCodePage(entry) && (entry.getExternalAttributes() & DOS_DIRECTORY) != 0;
        // A slash counts more than the mode, as for other programs: some writers give directories the mode of a file.
        int kind = isNamedAsDirectory ? ModeBits.DIRECTORY : kind(entry);
        if (!admission.admits(path, kind == ModeBits.DIRECTORY)) {
            return Optional.empty();
        }
        paths.check(path, name);
        if (path.isRoot() && kind != ModeBits.DIRECTORY) {
            throw paths.notARoot(name, kind == ModeBits.LINK ? "symbolic link" : "file");
        }
        SourceEntry.Metadata metadata = ZipMetadata.of(entry);
        return switch (kind) {
            case ModeBits.DIRECTORY -> Optional.of(new SourceEntry.Directory(path, metadata));
            case ModeBits.LINK -> Optional.of(new SourceEntry.Link(path, metadata, target(entry, path)));
            case ModeBits.SOCKET -> Optional.of(new SourceEntry.Socket(path, metadata));
            case ModeBits.FILE -> {
                checkReadable(entry, path);
                Content content = new ZipContent(zip, entry, new MemberName(archive, path));
                yield Optional.of(new SourceEntry.File(path, metadata, entry.getSize(), content));
            }
            case ModeBits.FIFO -> Optional.of(new SourceEntry.Special(path, metadata, SpecialNode.FIFO));
            // A zip does not have the numbers of a device.
            default -> {
                admission.addUnknownDevice(path);
                yield Optional.of(new SourceEntry.Absence(path));
            }
        };
    }

    /** Returns the type of an entry that is no directory by its name. */
    private static int kind(ZipArchiveEntry entry) {
        int type = entry.getUnixMode() & ModeBits.TYPE;
        return switch (type) {
            case 0 -> ModeBits.FILE;
            case ModeBits.DIRECTORY, ModeBits.LINK -> type;
            // Info-ZIP keeps the type of a pipe that it stores the data of, as after zip - and zip -FI.
            default -> entry.getSize() > 0 ? ModeBits.FILE : type;
        };
    }

    private void checkReadable(ZipArchiveEntry entry, TreePath path) throws ArchiveException {
        if (entry.getSize() < 0) {
            throw new ArchiveException(
                    archive, "the entry " + path + " has no size; it is damaged: copy or make it again");
        }
        if (!zip.canReadEntryData(entry)) {
            String why = entry.getGeneralPurposeBit().usesEncryption()
                    ? "is encrypted"
                    : "is compressed in a way that is not known";
            throw new ArchiveException(
                    archive, "the entry " + path + " " + why + "; unpack the archive and take the directory");
        }
    }

    private Text target(ZipArchiveEntry entry, TreePath path) throws IOException {
        checkReadable(entry, path);
        if (entry.getSize() > MOST_TARGET_BYTES) {
            throw new ArchiveException(
                    archive,
                    "the target of the symbolic link " + path + " is longer than " + Messages.bytes(MOST_TARGET_BYTES)
                            + "; make the archive without it");
        }
        // The content fails where its length or its checksum is wrong, so one more byte never comes.
        ByteBuffer bytes = ByteBuffer.allocate((int) entry.getSize() + 1);
        try (Content.Reader reader = new ZipContent(zip, entry, new MemberName(archive, path)).open()) {
            for (int count = 0; count >= 0; ) {
                count = reader.read(bytes, bytes.position());
            }
        }
        Text target = Text.wrap(Arrays.copyOf(bytes.array(), bytes.position()));
        paths.checkTarget(names.of(entry), target);
        return target;
    }

    @Override
    public Optional<String> subject() {
        return Optional.of(archive);
    }

    @Override
    public void close() throws IOException {
        try (file) {
            zip.close();
        }
    }
}
