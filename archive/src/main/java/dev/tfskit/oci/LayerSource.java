// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.oci;

import dev.tfskit.archive.Archives;
import dev.tfskit.error.ArchiveException;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.Excludes;
import dev.tfskit.source.Notice;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.TreeSource;
import dev.tfskit.value.Symbol;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A layer of a container image: a tar archive in which some names say what of the layers below goes away. It is opened
 * when the first entry is asked for, and closed at the end. Not thread safe.
 */
final class LayerSource implements TreeSource {

    private static final byte[] WHITEOUT = ".wh.".getBytes(StandardCharsets.US_ASCII);
    /** What begins so is of the file system that once made the layer. */
    private static final byte[] RESERVED = ".wh..wh.".getBytes(StandardCharsets.US_ASCII);

    private static final Symbol OPAQUE = Symbol.of(".wh..wh..opq");

    private final ImageFiles files;
    private final Layer layer;
    private final Excludes excludes;
    private final Consumer<Notice> notices;
    private Optional<VerifiedInput> blob = Optional.empty();
    private Optional<TreeSource> entries = Optional.empty();
    private boolean hasEnded;

    /**
     * A layer that is not open yet.
     *
     * @param excludes entries that are passed over without a word
     * @param notices told what was left out
     */
    LayerSource(ImageFiles files, Layer layer, Excludes excludes, Consumer<Notice> notices) {
        this.files = files;
        this.layer = layer;
        this.excludes = excludes;
        this.notices = notices;
    }

    private String name() {
        return files.place() + ", layer " + layer.number() + " ("
                + layer.digest().abbreviated() + ")";
    }

    @Override
    public Optional<SourceEntry> next() throws IOException {
        if (hasEnded) {
            return Optional.empty();
        }
        if (entries.isEmpty()) {
            blob = Optional.of(new VerifiedInput(files.open(layer.file()), layer.digest(), files.place()));
            entries = Optional.of(Archives.open(blob.get(), name(), excludes, notices));
        }
        for (Optional<SourceEntry> entry = entries.get().next();
                entry.isPresent();
                entry = entries.get().next()) {
            Optional<SourceEntry> meant = interpret(entry.get());
            if (meant.isPresent()) {
                return meant;
            }
        }
        hasEnded = true;
        if (!blob.get().isVerified()) {
            throw blob.get().refusal();
        }
        close();
        return Optional.empty();
    }

    /** What an entry says about the tree. */
    private Optional<SourceEntry> interpret(SourceEntry entry) throws ArchiveException {
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
            throw new ArchiveException(
                    name(), "the entry " + entry.path() + " removes what has no name; it is damaged");
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
    public void close() throws IOException {
        if (entries.isPresent()) {
            entries.get().close();
        }
        if (blob.isPresent()) {
            blob.get().close();
        }
    }
}
