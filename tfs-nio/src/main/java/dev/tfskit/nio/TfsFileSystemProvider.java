// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import dev.tfskit.schema.Permissions;
import dev.tfskit.value.Text;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.SymbolicLink;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Opens TFS images as file systems of {@code java.nio.file}. Java finds this provider by itself when its module is
 * there. The page docs/nio.md has examples.
 *
 * <p><b>Opening.</b> {@code FileSystems.newFileSystem} takes the path of an image, or a URI
 * {@code tfs:///IMAGE?OPTIONS} with the absolute path of the image on the host. The options stand in the query of the
 * URI or in the environment:
 *
 * <ul>
 *   <li>{@code mode}: {@code ro}, the default, to read; {@code rw} to change the image, which is locked meanwhile
 *   <li>{@code volume}: {@code root}, the default, or {@code boot}
 *   <li>{@code partition}: the index of a partition of the table, from 0
 *   <li>{@code offset}: the offset of the volume in the image, in bytes
 * </ul>
 *
 * A path in an image has the URI {@code tfs:///IMAGE?OPTIONS#PATH}. {@code Path.of} of a URI finds file systems that
 * are open, if Java has found this provider on its own class path or module path. When an image is opened by its path
 * several times, the URIs of the later ones have an option {@code opening} with their number. While a thread opens a
 * file system, others that name the same one by its URI wait: then they get it from {@code Path.of} and
 * {@code getFileSystem}, or {@code newFileSystem} says that it exists.
 *
 * <p><b>Names</b> in an image are any bytes but the slash and NUL, and paths keep them. As a string, a name that is
 * UTF-8 is what it spells. Each byte that is not part of well-formed UTF-8 becomes one char from U+DC80 to U+DCFF:
 * 0xDC00 plus the byte. The way back is the same, so every name survives as a string and as a URI.
 *
 * <p><b>Durable</b> is what was changed before a {@code force(true)} of a channel on any file, a {@code force} of a
 * channel on a directory, or a {@code close} of the file system, once that call has returned. {@code force(false)} may
 * make only its own file durable. A channel can be opened for reading on a directory, as on Linux.
 *
 * <p><b>Access.</b> The owner of the image may do everything, as root may: modes and owners are stored and not
 * enforced. A change of a file system that is open for reading throws
 * {@link java.nio.file.ReadOnlyFileSystemException}. Owners and groups have their numbers as names.
 *
 * <p><b>Not there:</b> files cannot be mapped into memory. There is no watch service and no
 * {@code AsynchronousFileChannel}. Locks on files are known in this process alone. With {@code rw} that is enough,
 * because no other process can open the image for writing while it is locked. With {@code ro} the image is not locked,
 * so another process can change it.
 *
 * <p><b>The lock of an image</b> that is open with {@code rw} ends, on Linux and macOS, when the same program opens the
 * file of the image in another way and closes it: by a copy of the file, or by a second
 * {@code FileSystems.newFileSystem} with its path, because on the class path Java asks the zip provider of the JDK
 * first, which opens the file. Then another process may write to the image at the same time and damage the volume. So
 * the program must not do that before the file system is closed. A call with the URI asks this provider alone.
 *
 * <p>The file systems and all that they return are thread-safe, except for the iterators of directory streams. Closing
 * a file system waits for operations of other threads that have begun, and closes all channels. A thread that is
 * interrupted during an operation on a channel closes that channel, as always in Java; the image and the other channels
 * stay open, except on Windows, where the image can close, too.
 */
public final class TfsFileSystemProvider extends FileSystemProvider {

    /** Belongs to all providers: Java makes another one for each call that passes a class loader. */
    private static final OpenFileSystems OPEN = new OpenFileSystems();

    /**
     * Creates a provider, which shares its open file systems with all others. Java creates one for its own class path,
     * and one for each call of {@code newFileSystem} with a class loader.
     */
    public TfsFileSystemProvider() {}

    /** Returns {@code tfs}. */
    @Override
    public String getScheme() {
        return ImageUri.SCHEME;
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> env) throws IOException {
        ImageUri parts = ImageUri.parse(uri);
        return OPEN.open(this, parts.image(), ImageOptions.of(parts.query(), env));
    }

    @Override
    public FileSystem newFileSystem(Path path, Map<String, ?> env) throws IOException {
        ImageRecognition.check(path, env);
        ImageOptions options = ImageOptions.of(Map.of(), env);
        try {
            return OPEN.openAnother(this, path, options);
        } catch (IOException e) {
            ImageRecognition.checkContent(path, env);
            throw e;
        }
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
        ImageUri parts = ImageUri.parse(uri);
        return OPEN.get(parts.image(), ImageOptions.of(parts.query(), Map.of()));
    }

    @Override
    public Path getPath(URI uri) {
        ImageUri parts = ImageUri.parse(uri);
        TfsFileSystem fileSystem = OPEN.get(parts.image(), ImageOptions.of(parts.query(), Map.of()));
        return TfsPath.of(fileSystem, parts.path());
    }

    void remove(TfsFileSystem closed) {
        OPEN.remove(closed);
    }

    @Override
    public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attrs)
            throws IOException {
        return new Opening(resolver(path), OpenRequest.of(options)).open(attrs);
    }

    @Override
    public SeekableByteChannel newByteChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attrs)
            throws IOException {
        return newFileChannel(path, options, attrs);
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path dir, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        PathResolver resolver = resolver(dir);
        Objects.requireNonNull(filter);
        return resolver.fileSystem()
                .working(() -> TfsDirectoryStream.open(resolver, resolver.path(), Follow.LINKS, filter));
    }

    @Override
    public void createDirectory(Path dir, FileAttribute<?>... attrs) throws IOException {
        PathResolver resolver = resolver(dir);
        Permissions permissions = InitialAttributes.of(Permissions.DIRECTORY, attrs);
        resolver.fileSystem().changing(() -> Entries.createDirectory(resolver, permissions));
    }

    @Override
    public void createSymbolicLink(Path link, Path target, FileAttribute<?>... attrs) throws IOException {
        PathResolver resolver = resolver(link);
        Text bytes = TfsPath.cast(target).bytes();
        if (attrs.length > 0) {
            throw new UnsupportedOperationException("a symbolic link cannot be created with attributes");
        }
        resolver.fileSystem().changing(() -> Entries.createSymbolicLink(resolver, bytes));
    }

    @Override
    public void createLink(Path link, Path existing) throws IOException {
        PathResolver resolver = resolver(link);
        PathResolver source = resolver(existing);
        if (resolver.fileSystem() != source.fileSystem()) {
            throw new FileSystemException(link.toString(), existing.toString(), "the paths are in different volumes");
        }
        resolver.fileSystem().changing(() -> Entries.createLink(resolver, source.inode(Follow.NO_LINKS)));
    }

    @Override
    public void delete(Path path) throws IOException {
        PathResolver resolver = resolver(path);
        resolver.fileSystem().changing(() -> Entries.remove(resolver));
    }

    @Override
    public Path readSymbolicLink(Path link) throws IOException {
        PathResolver resolver = resolver(link);
        return resolver.fileSystem().working(() -> {
            if (resolver.inode(Follow.NO_LINKS) instanceof SymbolicLink found) {
                return TfsPath.of(resolver.fileSystem(), found.target());
            }
            throw new NotLinkException(link.toString());
        });
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) throws IOException {
        PathResolver from = resolver(source);
        PathResolver to = resolver(target);
        TransferOptions checked = TransferOptions.ofCopy(options);
        from.fileSystem().working(() -> {
            to.fileSystem().changing(() -> Copying.copy(from, to, checked));
            return true;
        });
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
        PathResolver from = resolver(source);
        PathResolver to = resolver(target);
        TransferOptions checked = TransferOptions.ofMove(options);
        from.fileSystem().changing(() -> to.fileSystem().changing(() -> Moving.move(from, to, checked)));
    }

    @Override
    public boolean isSameFile(Path path, Path path2) throws IOException {
        PathResolver resolver = resolver(path);
        if (path.equals(path2)) {
            return true;
        }
        if (!(Objects.requireNonNull(path2) instanceof TfsPath other)
                || other.getFileSystem() != resolver.fileSystem()) {
            return false;
        }
        return resolver.fileSystem()
                .working(() -> resolver.inode(Follow.LINKS)
                        .equals(PathResolver.of(other).inode(Follow.LINKS)));
    }

    /** Returns whether the last name begins with a dot. */
    @Override
    public boolean isHidden(Path path) {
        TfsPath name = TfsPath.cast(path).getFileName();
        return name != null && name.toString().startsWith(".");
    }

    @Override
    public FileStore getFileStore(Path path) throws IOException {
        PathResolver resolver = resolver(path);
        resolver.fileSystem().working(() -> resolver.existing(Follow.LINKS));
        return new TfsFileStore(resolver.fileSystem());
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        PathResolver resolver = resolver(path);
        Set<AccessMode> wanted = Set.copyOf(List.of(modes));
        Inode inode = resolver.fileSystem().working(() -> resolver.inode(Follow.LINKS));
        if (wanted.contains(AccessMode.WRITE) && resolver.fileSystem().isReadOnly()) {
            throw new AccessDeniedException(path.toString(), null, "the file system is read-only");
        }
        boolean isExecutable =
                inode instanceof Directory || (inode.permissions().mode() & Mode.EXECUTE) != 0;
        if (wanted.contains(AccessMode.EXECUTE) && !isExecutable) {
            throw new AccessDeniedException(path.toString(), null, "it is not executable");
        }
    }

    @Override
    public boolean exists(Path path, LinkOption... options) {
        PathResolver resolver = resolver(path);
        Follow follow = Follow.of(options);
        try {
            return resolver.fileSystem().working(() -> resolver.find(follow)) instanceof PathResolver.Result.Found;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    @SuppressWarnings("exports") // Callers need no annotations of JSpecify.
    public <V extends FileAttributeView> @Nullable V getFileAttributeView(
            Path path, Class<V> type, LinkOption... options) {
        return Views.of(InodeReference.of(resolver(path), Follow.of(options)), type);
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
            throws IOException {
        Views.checkAttributes(type);
        return type.cast(InodeReference.of(resolver(path), Follow.of(options)).attributes());
    }

    @Override
    @SuppressWarnings("exports") // As above.
    public <A extends BasicFileAttributes> @Nullable A readAttributesIfExists(
            Path path, Class<A> type, LinkOption... options) throws IOException {
        Views.checkAttributes(type);
        PathResolver resolver = resolver(path);
        Follow follow = Follow.of(options);
        try {
            Optional<A> found = resolver.fileSystem().working(() -> switch (resolver.find(follow)) {
                case PathResolver.Result.Found(ResolvedPath resolved) ->
                    Optional.of(type.cast(InodeAttributes.of(resolver.fileSystem(), resolved.inode())));
                case PathResolver.Result.Free _ -> Optional.empty();
            });
            return found.orElse(null);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options) throws IOException {
        return NamedAttributes.read(InodeReference.of(resolver(path), Follow.of(options)), attributes);
    }

    @Override
    public void setAttribute(Path path, String attribute, Object value, LinkOption... options) throws IOException {
        NamedAttributes.set(InodeReference.of(resolver(path), Follow.of(options)), attribute, value);
    }

    private static PathResolver resolver(Path path) {
        return PathResolver.of(TfsPath.cast(path));
    }
}
