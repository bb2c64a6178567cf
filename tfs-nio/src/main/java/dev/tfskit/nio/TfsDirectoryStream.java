// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import dev.tfskit.error.IsDirectoryException;
import dev.tfskit.error.NameNotAllowedException;
import dev.tfskit.error.NameTooLongException;
import dev.tfskit.io.IoSupplier;
import dev.tfskit.value.Symbol;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.DirectoryEntry;
import dev.tfskit.volume.Inode;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.ClosedDirectoryStreamException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemLoopException;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * An open directory. The entries are those that it has when iteration begins, in the order of the bytes of their names.
 * Relative paths begin at this directory, also after it was moved, and also those of another image; an absolute path
 * stays in its own image. Entries that no path can name, because their names contain a slash or a NUL, are left out.
 * Thread-safe; the iterator is for one thread.
 */
final class TfsDirectoryStream implements SecureDirectoryStream<Path> {

    private final TfsFileSystem fileSystem;
    /** The path of the directory when it was opened: the entries are named after it. */
    private final TfsPath path;

    private final ResolvedPath resolved;
    private final DirectoryStream.Filter<? super Path> filter;
    private final AtomicBoolean hasIterator = new AtomicBoolean();
    private volatile boolean closed;

    private TfsDirectoryStream(TfsPath path, ResolvedPath resolved, DirectoryStream.Filter<? super Path> filter) {
        this.fileSystem = path.getFileSystem();
        this.path = path;
        this.resolved = resolved;
        this.filter = filter;
        fileSystem.add(this);
    }

    /**
     * Opens a directory.
     *
     * @throws NotDirectoryException when the inode is not a directory
     * @throws FileSystemLoopException when the image is damaged and the same entries belong to another path
     */
    static TfsDirectoryStream open(
            PathResolver resolver, TfsPath path, Follow follow, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        ResolvedPath found = resolver.existing(follow);
        return resolver.named(() -> {
            found.directory();
            return new TfsDirectoryStream(path, resolver.fileSystem().enter(found), filter);
        });
    }

    @Override
    public void close() {
        closed = true;
        fileSystem.remove(this);
    }

    private void checkOpen() {
        if (closed) {
            throw new ClosedDirectoryStreamException();
        }
    }

    private PathResolver resolver(Path path) {
        checkOpen();
        TfsPath given = TfsPath.cast(path);
        return given.isAbsolute()
                ? PathResolver.of(given)
                : new PathResolver(resolved, TfsPath.of(fileSystem, given.bytes()));
    }

    @Override
    public Iterator<Path> iterator() {
        if (closed) {
            throw new IllegalStateException("the directory stream is closed");
        }
        if (hasIterator.getAndSet(true)) {
            throw new IllegalStateException("the directory stream has an iterator already");
        }
        try {
            Directory directory = resolved.directory();
            return new EntryIterator(fileSystem.working(directory::entries).iterator());
        } catch (IOException e) {
            throw new DirectoryIteratorException(e);
        }
    }

    /** Reads one entry ahead, because {@code hasNext} must know whether there is another one. */
    private final class EntryIterator implements Iterator<Path> {

        private final Iterator<DirectoryEntry> entries;
        private Optional<Path> next = Optional.empty();

        EntryIterator(Iterator<DirectoryEntry> entries) {
            this.entries = entries;
        }

        @Override
        public boolean hasNext() {
            while (next.isEmpty() && !closed && entries.hasNext()) {
                Symbol name = entries.next().name();
                if (isPossible(name)) {
                    next = Optional.<Path>of(path.child(name)).filter(this::isAccepted);
                }
            }
            return next.isPresent();
        }

        private boolean isAccepted(Path entry) {
            try {
                return filter.accept(entry);
            } catch (IOException e) {
                throw new DirectoryIteratorException(e);
            }
        }

        @Override
        public Path next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            Path entry = next.orElseThrow();
            next = Optional.empty();
            return entry;
        }
    }

    private static boolean isPossible(Symbol name) {
        try {
            Directory.checkName(name);
            return true;
        } catch (NameTooLongException e) {
            return true;
        } catch (NameNotAllowedException e) {
            return false;
        }
    }

    @Override
    public SecureDirectoryStream<Path> newDirectoryStream(Path path, LinkOption... options) throws IOException {
        PathResolver resolver = resolver(path);
        Follow follow = Follow.of(options);
        TfsPath whole = this.path.resolve(resolver.path());
        return resolver.fileSystem().working(() -> open(resolver, whole, follow, _ -> true));
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        return new Opening(resolver(path), OpenRequest.of(options)).open(attributes);
    }

    @Override
    public void deleteFile(Path path) throws IOException {
        PathResolver resolver = resolver(path);
        resolver.fileSystem().changing(() -> {
            if (resolver.inode(Follow.NO_LINKS) instanceof Directory) {
                throw new IsDirectoryException(path.toString(), "is a directory");
            }
            Entries.remove(resolver);
        });
    }

    @Override
    public void deleteDirectory(Path path) throws IOException {
        PathResolver resolver = resolver(path);
        resolver.fileSystem().changing(() -> {
            if (!(resolver.inode(Follow.NO_LINKS) instanceof Directory)) {
                throw new NotDirectoryException(path.toString());
            }
            Entries.remove(resolver);
        });
    }

    @Override
    public void move(Path sourcePath, SecureDirectoryStream<Path> targetDirectory, Path targetPath) throws IOException {
        PathResolver source = resolver(sourcePath);
        if (!(Objects.requireNonNull(targetDirectory) instanceof TfsDirectoryStream other)) {
            throw new ProviderMismatchException("the target directory belongs to another provider");
        }
        PathResolver target = other.resolver(targetPath);
        TransferOptions options = TransferOptions.ofMove(StandardCopyOption.ATOMIC_MOVE);
        source.fileSystem().changing(() -> Moving.move(source, target, options));
    }

    @Override
    public <V extends FileAttributeView> @Nullable V getFileAttributeView(Class<V> type) {
        checkOpen();
        return view(resolved::inode, new PathResolver(resolved, fileSystem.getPath("")), type);
    }

    @Override
    public <V extends FileAttributeView> @Nullable V getFileAttributeView(
            Path path, Class<V> type, LinkOption... options) {
        PathResolver resolver = resolver(path);
        Follow follow = Follow.of(options);
        return view(() -> resolver.inode(follow), resolver, type);
    }

    /** Returns a view that ends with this stream. */
    private <V extends FileAttributeView> @Nullable V view(IoSupplier<Inode> lookup, PathResolver name, Class<V> type) {
        IoSupplier<Inode> whileOpen = () -> {
            checkOpen();
            return lookup.get();
        };
        return Views.of(new InodeReference(name.fileSystem(), whileOpen, name), type);
    }
}
