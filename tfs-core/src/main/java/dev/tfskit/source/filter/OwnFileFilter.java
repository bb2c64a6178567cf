// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source.filter;

import dev.tfskit.schema.TreePath;
import dev.tfskit.source.HostContent;
import dev.tfskit.source.Notice;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.TreeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Leaves the files of an image out of the image itself, whatever names they have. Opening and closing such a file would
 * also drop the lock on the image. Not thread-safe.
 */
public final class OwnFileFilter {

    private final Supplier<Set<Path>> own;
    private final Consumer<Notice> notices;

    /**
     * Creates a filter.
     *
     * @param own supplies the files of the image, which need not exist; called when the first entry of a source is read
     * @param notices receives a notice about each entry that is left out
     */
    public OwnFileFilter(Supplier<Set<Path>> own, Consumer<Notice> notices) {
        this.own = own;
        this.notices = notices;
    }

    /**
     * Wraps a source so that no file of the image goes in.
     *
     * @param source a source whose contents can be those of files of the host; closing the result closes it
     * @return the source without the files of the image
     */
    public TreeSource applyTo(TreeSource source) {
        return new Filtered(source);
    }

    private final class Filtered extends ForwardingSource {

        private Optional<Set<Object>> leftOut = Optional.empty();
        private final Set<TreePath> leftOutPaths = new HashSet<>();

        Filtered(TreeSource source) {
            super(source);
        }

        @Override
        public Optional<SourceEntry> next() throws IOException {
            if (leftOut.isEmpty()) {
                Set<Object> keys = new HashSet<>();
                own.get().forEach(file -> key(file).ifPresent(keys::add));
                leftOut = Optional.of(keys);
            }
            Optional<SourceEntry> entry = source.next();
            while (entry.isPresent() && isOwn(entry.get())) {
                entry = source.next();
            }
            return entry;
        }

        private boolean isOwn(SourceEntry entry) {
            boolean isOwn = isNameOfOwn(entry);
            if (isOwn) {
                leftOutPaths.add(entry.path());
            } else if (!leftOutPaths.isEmpty()) {
                leftOutPaths.remove(entry.path());
            }
            return isOwn;
        }

        private boolean isNameOfOwn(SourceEntry entry) {
            if (entry instanceof SourceEntry.HardLink link) {
                return leftOutPaths.contains(link.first());
            }
            if (!(entry instanceof SourceEntry.File file && file.content() instanceof HostContent content)) {
                return false;
            }
            boolean isOwn =
                    key(content.file()).filter(leftOut.orElseThrow()::contains).isPresent();
            if (isOwn) {
                notices.accept(new Notice(content.file().toString(), "belongs to the image itself, so it is left out"));
            }
            return isOwn;
        }

        /** Returns what all names of a file have in common; empty when there is no such file. */
        private static Optional<Object> key(Path file) {
            try {
                Object key =
                        Files.readAttributes(file, BasicFileAttributes.class).fileKey();
                return Optional.of(key == null ? file.toRealPath() : key);
            } catch (IOException absent) {
                return Optional.empty();
            }
        }
    }
}
