// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source.host;

import dev.tfskit.io.ByteRange;
import dev.tfskit.io.IoFunction;
import dev.tfskit.source.Content;
import dev.tfskit.source.HostContent;
import dev.tfskit.source.VanishedException;
import dev.tfskit.source.attributes.HostAttributes;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * The content of a regular file in a directory that other processes may change meanwhile. The file is opened by
 * whichever of its names still leads to it. Thread-safe.
 */
final class TreeContent implements Content {

    private final Path first;
    private final long size;
    private final Object key;
    private final Instant modified;
    /** The other names; null for the many files that have only one. */
    private volatile @Nullable Queue<Path> others;

    /**
     * Creates the content of a file with one known name.
     *
     * @param listed the attributes of the file when it was listed
     */
    TreeContent(Path file, HostAttributes listed) {
        this.first = file;
        this.size = listed.size();
        this.key = listed.key();
        this.modified = listed.modified();
    }

    /** Adds another name of the same file. Only the thread that reads the source calls this. */
    void addName(Path name) {
        Queue<Path> known = others;
        if (known == null) {
            known = new ConcurrentLinkedQueue<>();
            others = known;
        }
        known.add(name);
    }

    @Override
    public Reader open() throws IOException {
        return withName(name -> new HostContent(name, size).open());
    }

    @Override
    public Optional<List<ByteRange>> dataRanges() throws IOException {
        return HostContent.reportsHoles(size)
                ? withName(name -> new HostContent(name, size).dataRanges())
                : Optional.empty();
    }

    private <T> T withName(IoFunction<Path, T> use) throws IOException {
        // Made only when a name fails: making an exception takes longer than opening a file.
        @Nullable VanishedException failure = null;
        @Nullable Iterator<Path> more = null;
        for (Path name = first; name != null; name = more.hasNext() ? more.next() : null) {
            try {
                checkSame(name);
                return use.apply(name);
            } catch (FileSystemException e) {
                String reason = Disappearance.of(e).orElseThrow(() -> e);
                failure = new VanishedException(name.toString(), reason);
            }
            if (more == null) {
                Queue<Path> known = others;
                more = known == null ? Collections.emptyIterator() : known.iterator();
            }
        }
        throw Objects.requireNonNull(failure, "a file has a name");
    }

    /**
     * Demands that a name still leads to the file that was listed. A large file is opened many times: after a
     * replacement, the image would get parts of both files. And opening a fifo would wait for a writer, perhaps for
     * ever.
     */
    private void checkSame(Path name) throws IOException {
        BasicFileAttributes found = Files.readAttributes(name, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!found.isRegularFile() || isOther(found)) {
            throw Disappearance.replaced(name.toString());
        }
    }

    /**
     * Returns whether the attributes are those of another file. A file system of FUSE may have forgotten a file and
     * given it a new key since, but its time stays.
     */
    private boolean isOther(BasicFileAttributes found) {
        return found.fileKey() != null
                && !found.fileKey().equals(key)
                && !found.lastModifiedTime().toInstant().equals(modified);
    }

    /** Returns the name for messages. */
    @Override
    public String toString() {
        return first.toString();
    }
}
