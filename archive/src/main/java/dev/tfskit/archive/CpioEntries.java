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
import dev.tfskit.source.SourceEntry;
import dev.tfskit.tar.ByteSource;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** Makes entries of the members of a cpio archive. Not thread-safe. */
final class CpioEntries {

    private static final int MOST_TARGET_BYTES = 64 << 10;

    private final ByteSource source;
    private final CpioReader reader;
    private final EntryPaths paths;
    private final KeptContents kept;

    /**
     * Creates it.
     *
     * @param reader reads the members from the source
     * @param paths checks the targets of symbolic links
     * @param kept keeps contents of files that stay out
     */
    CpioEntries(ByteSource source, CpioReader reader, EntryPaths paths, KeptContents kept) {
        this.source = source;
        this.reader = reader;
        this.paths = paths;
        this.kept = kept;
    }

    /** Returns the type of a member, one of {@link ModeBits}. */
    static int kind(CpioMember member) {
        return member.mode() & ModeBits.TYPE;
    }

    /** Returns whether a member is a device with numbers that no device of Linux has, or of a type that no file has. */
    static boolean isUnknownDevice(CpioMember member) {
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

    static SourceEntry.Metadata metadata(CpioMember member) {
        return new SourceEntry.Metadata(
                new Permissions(member.mode() & Permissions.MODE_BITS, member.uid(), member.gid()),
                Instant.ofEpochSecond(member.modifiedSeconds()),
                Map.of());
    }

    /**
     * Returns what makes the entry of a member at a path in the image. A faulty target matters only then.
     *
     * @param shown its path in messages about its content
     */
    IoFunction<TreePath, SourceEntry> entry(CpioMember member, TreePath shown) throws IOException {
        return entry(member, content(member, shown));
    }

    /** The same for a member that stays out. The content of a file is kept, because the next entry displaces it. */
    IoFunction<TreePath, SourceEntry> keptEntry(CpioMember member, TreePath shown) throws IOException {
        Content content = content(member, shown);
        return entry(
                member, kind(member) == ModeBits.FILE ? kept.keep(content, member.size(), source.position()) : content);
    }

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
}
