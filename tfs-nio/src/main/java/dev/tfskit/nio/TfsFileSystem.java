// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import dev.tfskit.io.IoFunction;
import dev.tfskit.io.IoRunnable;
import dev.tfskit.io.IoSupplier;
import dev.tfskit.value.Text;
import dev.tfskit.volume.Volume;
import dev.tfskit.volume.WritableVolume;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An open volume as a file system. Closing it waits for the operations of other threads. Thread-safe. */
final class TfsFileSystem extends FileSystem {

    private static final AtomicLong DEVICES = new AtomicLong();

    private final TfsFileSystemProvider provider;
    private final VolumeAddress address;
    private final Volume volume;
    private final ResolvedPath root;
    private final IoFunction<ResolvedPath, ResolvedPath> entrance;
    private final Gate gate = new Gate();
    private final LockTable locks = new LockTable();
    private final Set<Closeable> open = ConcurrentHashMap.newKeySet();
    private final long device = DEVICES.incrementAndGet();

    TfsFileSystem(TfsFileSystemProvider provider, VolumeAddress address, Volume volume) {
        this.provider = provider;
        this.address = address;
        this.volume = volume;
        this.root = ResolvedPath.root(volume.root());
        this.entrance = volume instanceof WritableVolume ? directory -> directory : new Entrances(root)::enter;
    }

    VolumeAddress address() {
        return address;
    }

    Volume volume() {
        return volume;
    }

    /** Returns the root as a resolved path. */
    ResolvedPath root() {
        return root;
    }

    /**
     * Enters a directory to list it.
     *
     * @return the path of the directory
     * @throws FileSystemLoopException when the image is damaged and the same entries belong to another path
     */
    ResolvedPath enter(ResolvedPath directory) throws IOException {
        return entrance.apply(directory);
    }

    /** Returns the number of this file system, which no other in this process has. */
    long device() {
        return device;
    }

    LockTable locks() {
        return locks;
    }

    Gate gate() {
        return gate;
    }

    /**
     * Runs an operation, and keeps the volume open until its end.
     *
     * @throws ClosedFileSystemException when the file system is closed
     */
    <T> T working(IoSupplier<T> operation) throws IOException {
        if (!gate.enter()) {
            throw new ClosedFileSystemException();
        }
        try {
            return operation.get();
        } finally {
            gate.leave();
        }
    }

    /** Runs an operation that changes the volume, and keeps the volume open until its end, as {@link #working} does. */
    void changing(IoRunnable operation) throws IOException {
        checkWritable();
        working(() -> {
            operation.run();
            return true;
        });
    }

    /** Throws {@link ReadOnlyFileSystemException} when the volume was opened for reading. */
    void checkWritable() {
        checkOpen();
        if (isReadOnly()) {
            throw new ReadOnlyFileSystemException();
        }
    }

    private void checkOpen() {
        if (gate.isShut()) {
            throw new ClosedFileSystemException();
        }
    }

    /** Makes all changes durable. */
    void commit() throws IOException {
        if (volume instanceof WritableVolume writable) {
            writable.commit();
        }
    }

    /** Adds a resource for {@link #close} to close. */
    void add(Closeable resource) {
        open.add(resource);
    }

    /** Removes a resource that is closed. */
    void remove(Closeable resource) {
        open.remove(resource);
    }

    @Override
    public TfsFileSystemProvider provider() {
        return provider;
    }

    @Override
    public synchronized void close() throws IOException {
        if (gate.isShut()) {
            return;
        }
        gate.shut();
        gate.awaitEmpty();
        try (Volume _ = volume) {
            for (Closeable resource : List.copyOf(open)) {
                resource.close();
            }
        } finally {
            provider.remove(this);
        }
    }

    @Override
    public boolean isOpen() {
        return !gate.isShut();
    }

    @Override
    public boolean isReadOnly() {
        return !(volume instanceof WritableVolume);
    }

    @Override
    public String getSeparator() {
        return "/";
    }

    @Override
    public Iterable<Path> getRootDirectories() {
        checkOpen();
        return List.of(TfsPath.absolute(this, List.of()));
    }

    @Override
    public Iterable<FileStore> getFileStores() {
        checkOpen();
        return List.of(new TfsFileStore(this));
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
        checkOpen();
        return Set.of("basic", "posix", "unix", "owner", "user");
    }

    @Override
    public TfsPath getPath(String first, String... more) {
        List<String> parts = new ArrayList<>();
        Stream.concat(Stream.of(first), Stream.of(more))
                .filter(part -> !part.isEmpty())
                .forEach(parts::add);
        return TfsPath.of(this, Text.wrap(NameText.encode(parts.stream().collect(Collectors.joining("/")))));
    }

    @Override
    public PathMatcher getPathMatcher(String syntaxAndPattern) {
        checkOpen();
        return PathPattern.of(syntaxAndPattern);
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
        return Principals.LOOKUP;
    }

    /**
     * Throws, because a volume reports no changes.
     *
     * @throws UnsupportedOperationException always
     */
    @Override
    public WatchService newWatchService() {
        throw new UnsupportedOperationException("a TFS image has no watch service");
    }

    /** Returns the URI of the root. */
    @Override
    public String toString() {
        return address.uri(Text.of("/")).toString();
    }
}
