// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.oci;

import dev.tfskit.archive.ArchiveOptions;
import dev.tfskit.archive.Archives;
import dev.tfskit.archive.EndMark;
import dev.tfskit.error.ArchiveException;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.Notice;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.TreeSource;
import dev.tfskit.value.Symbol;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A layer of a container image: a tar archive in which some names remove entries of the layers below. The first call of
 * {@link #next} opens the archive, and the archive is closed at its end. Not thread-safe.
 */
final class LayerSource implements TreeSource {

    private static final byte[] WHITEOUT = ".wh.".getBytes(StandardCharsets.US_ASCII);
    /** The prefix of the names that belong to the file system that once made the layer. */
    private static final byte[] RESERVED = ".wh..wh.".getBytes(StandardCharsets.US_ASCII);

    private static final Symbol OPAQUE = Symbol.of(".wh..wh..opq");

    private final Object stack;
    private final ImageFiles files;
    private final Layer layer;
    private final AufsPseudoLinks pseudoLinks;
    private final ArchiveOptions options;
    private final Consumer<Notice> notices;
    private @Nullable TreeSource entries;
    private boolean hasEnded;

    /**
     * Creates a layer that is not open yet.
     *
     * @param stack the same for all layers of the image
     * @param pseudoLinks notes the files to which the layer gives their names later
     * @param options how the archive is read
     * @param notices receives the other entries that are left out
     */
    LayerSource(
            Object stack,
            ImageFiles files,
            Layer layer,
            AufsPseudoLinks pseudoLinks,
            ArchiveOptions options,
            Consumer<Notice> notices) {
        this.stack = stack;
        this.files = files;
        this.layer = layer;
        this.pseudoLinks = pseudoLinks;
        this.options = options;
        this.notices = notices;
    }

    private String name() {
        return files.displayName() + ", " + layer;
    }

    @Override
    public Optional<SourceEntry> next() throws IOException {
        if (hasEnded) {
            return Optional.empty();
        }
        TreeSource source = entries == null ? open() : entries;
        for (Optional<SourceEntry> entry = source.next(); entry.isPresent(); entry = source.next()) {
            Optional<SourceEntry> interpreted = interpret(entry.get());
            if (interpreted.isPresent()) {
                return interpreted;
            }
        }
        hasEnded = true;
        close();
        return Optional.empty();
    }

    private TreeSource open() throws IOException {
        InputStream stream = files.open(layer.file());
        try {
            Digest stored = layer.stored();
            if (stored != null) {
                stream = new VerifiedInput(stream, stored, () -> files.problem(VerifiedInput.refusal(stored)));
            }
            stream = Archives.unpack(stream, name(), report -> {
                throw damaged(report);
            });
            Digest unpacked = layer.unpacked();
            if (unpacked != null) {
                stream = new VerifiedInput(stream, unpacked, () -> damaged("does not match its checksum " + unpacked));
            }
            // A checksum shows whether the layer is complete.
            EndMark endMark = stored == null && unpacked == null ? EndMark.EXPECTED : EndMark.OPTIONAL;
            entries = Archives.openPart(stream, name(), endMark, options, notices);
            return entries;
        } catch (IOException | RuntimeException | Error e) {
            // Closing the last stream also ends the thread that unpacks.
            try (InputStream _ = stream) {
                throw e;
            }
        }
    }

    private ArchiveException damaged(String what) {
        return new ArchiveException(name(), what + "; it is damaged: copy or make it again");
    }

    /** Interprets the name of an entry: a whiteout, or the entry itself. */
    private Optional<SourceEntry> interpret(SourceEntry entry) throws ArchiveException {
        if (pseudoLinks.holds(entry)) {
            return Optional.of(entry);
        }
        for (Optional<TreePath> at = entry.path().parent();
                at.isPresent();
                at = at.get().parent()) {
            if (begins(at.get().name(), RESERVED)) {
                return Optional.empty();
            }
        }
        Symbol name = entry.path().name();
        if (entry.path().isRoot() || !begins(name, WHITEOUT)) {
            return Optional.of(entry);
        }
        TreePath directory = entry.path().parent().get();
        if (name.equals(OPAQUE)) {
            return Optional.of(new SourceEntry.OpaqueDirectory(directory));
        }
        if (begins(name, RESERVED)) {
            return Optional.empty();
        }
        Symbol removed = Symbol.wrap(Arrays.copyOfRange(name.toByteArray(), WHITEOUT.length, name.length()));
        if (removed.length() == 0 || removed.equals(Attributes.SELF) || removed.equals(Attributes.PARENT)) {
            throw damaged("the entry " + entry.path() + " is a whiteout without a name");
        }
        return Optional.of(new SourceEntry.Whiteout(directory.child(removed)));
    }

    private static boolean begins(Symbol name, byte[] start) {
        if (name.length() < start.length) {
            return false;
        }
        for (int i = 0; i < start.length; i++) {
            if (name.byteAt(i) != start[i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public Optional<String> subject() {
        return Optional.of(name());
    }

    @Override
    public Optional<Object> stack() {
        return Optional.of(stack);
    }

    @Override
    public void close() throws IOException {
        if (entries != null) {
            entries.close();
        }
    }
}
