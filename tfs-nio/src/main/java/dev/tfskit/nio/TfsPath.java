// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.walk.PathWalk;
import dev.tfskit.value.ByteString;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.volume.SymbolicLink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A path in a TFS file system: names between slashes, which are any bytes. The rules are those of paths on Linux; a
 * relative path begins at the root. Immutable.
 */
final class TfsPath implements Path {

    /** The one name of the empty path. */
    private static final List<Symbol> EMPTY = List.of(Symbol.of(""));

    private final TfsFileSystem fileSystem;
    private final boolean isAbsolute;
    private final List<Symbol> names;

    private TfsPath(TfsFileSystem fileSystem, boolean isAbsolute, List<Symbol> names) {
        this.fileSystem = fileSystem;
        this.isAbsolute = isAbsolute;
        this.names = names;
    }

    /** Returns the path that bytes spell. Several slashes in a row count as one, and a slash at the end is dropped. */
    static TfsPath of(TfsFileSystem fileSystem, ByteString bytes) {
        List<Symbol> names = PathWalk.split(bytes);
        return bytes.length() > 0 && bytes.byteAt(0) == '/'
                ? new TfsPath(fileSystem, true, names)
                : relative(fileSystem, names);
    }

    /** Returns the path from the root along some names. */
    static TfsPath absolute(TfsFileSystem fileSystem, List<Symbol> names) {
        return new TfsPath(fileSystem, true, names);
    }

    private static TfsPath relative(TfsFileSystem fileSystem, List<Symbol> names) {
        return new TfsPath(fileSystem, false, names.isEmpty() ? EMPTY : names);
    }

    /**
     * Returns a path as a path of TFS.
     *
     * @throws ProviderMismatchException when it is one of another provider
     */
    static TfsPath cast(Path path) {
        if (Objects.requireNonNull(path) instanceof TfsPath own) {
            return own;
        }
        throw new ProviderMismatchException("the path belongs to another provider: "
                + path.getFileSystem().provider().getScheme());
    }

    /** Returns the names; one empty name for the empty path, and none for the root. */
    List<Symbol> names() {
        return Collections.unmodifiableList(names);
    }

    /** Returns the path as bytes. */
    Text bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        boolean isFirst = true;
        for (Symbol name : names) {
            if (!isFirst) {
                bytes.write('/');
            }
            bytes.writeBytes(name.toByteArray());
            isFirst = false;
        }
        Text rest = Text.wrap(bytes.toByteArray());
        return isAbsolute ? slashBefore(rest) : rest;
    }

    private static Text slashBefore(Text text) {
        byte[] bytes = new byte[1 + text.length()];
        bytes[0] = '/';
        text.copyTo(bytes, 1);
        return Text.wrap(bytes);
    }

    /** Returns the path of an entry of the directory at this path. */
    TfsPath child(Symbol name) {
        if (isEmpty()) {
            return relative(fileSystem, List.of(name));
        }
        return new TfsPath(fileSystem, isAbsolute, LongerNames.of(names, name));
    }

    private boolean isEmpty() {
        return !isAbsolute && names.equals(EMPTY);
    }

    private TfsPath withNames(List<Symbol> others) {
        return isAbsolute ? absolute(fileSystem, others) : relative(fileSystem, others);
    }

    @Override
    public TfsFileSystem getFileSystem() {
        return fileSystem;
    }

    @Override
    public boolean isAbsolute() {
        return isAbsolute;
    }

    @Override
    public @Nullable TfsPath getRoot() {
        return isAbsolute ? absolute(fileSystem, List.of()) : null;
    }

    @Override
    public @Nullable TfsPath getFileName() {
        return names.isEmpty() ? null : relative(fileSystem, List.of(names.getLast()));
    }

    @Override
    public @Nullable TfsPath getParent() {
        if (names.isEmpty() || !isAbsolute && names.size() == 1) {
            return null;
        }
        return withNames(names.subList(0, names.size() - 1));
    }

    @Override
    public int getNameCount() {
        return names.size();
    }

    @Override
    public TfsPath getName(int index) {
        if (index < 0 || index >= names.size()) {
            throw new IllegalArgumentException("the path has no name with the index " + index);
        }
        return relative(fileSystem, List.of(names.get(index)));
    }

    @Override
    public TfsPath subpath(int beginIndex, int endIndex) {
        if (beginIndex < 0 || endIndex > names.size() || beginIndex >= endIndex) {
            throw new IllegalArgumentException("the path has no names from " + beginIndex + " to " + endIndex);
        }
        return relative(fileSystem, names.subList(beginIndex, endIndex));
    }

    @Override
    public boolean startsWith(Path other) {
        if (!(Objects.requireNonNull(other) instanceof TfsPath that)
                || that.fileSystem != fileSystem
                || that.isAbsolute != isAbsolute
                || that.names.size() > names.size()) {
            return false;
        }
        return names.subList(0, that.names.size()).equals(that.names);
    }

    @Override
    public boolean endsWith(Path other) {
        if (!(Objects.requireNonNull(other) instanceof TfsPath that) || that.fileSystem != fileSystem) {
            return false;
        }
        if (that.isAbsolute) {
            return equals(that);
        }
        return that.names.size() <= names.size()
                && names.subList(names.size() - that.names.size(), names.size()).equals(that.names);
    }

    @Override
    public TfsPath normalize() {
        List<Symbol> kept = new ArrayList<>();
        for (Symbol name : names) {
            boolean hasParent = !kept.isEmpty() && !kept.getLast().equals(Attributes.PARENT);
            if (!name.equals(Attributes.PARENT)) {
                if (!name.equals(Attributes.SELF)) {
                    kept.add(name);
                }
            } else if (hasParent) {
                kept.removeLast();
            } else if (!isAbsolute) {
                kept.add(name);
            }
        }
        return withNames(kept);
    }

    @Override
    public TfsPath resolve(Path other) {
        TfsPath that = cast(other);
        if (that.isAbsolute || isEmpty()) {
            return that;
        }
        if (that.isEmpty()) {
            return this;
        }
        List<Symbol> longer = new ArrayList<>(names);
        longer.addAll(that.names);
        return new TfsPath(fileSystem, isAbsolute, longer);
    }

    @Override
    public TfsPath relativize(Path other) {
        TfsPath that = cast(other);
        if (that.isAbsolute != isAbsolute) {
            throw new IllegalArgumentException("one of the paths is absolute: " + this + ", " + other);
        }
        if (isEmpty()) {
            return that;
        }
        boolean hasDots = hasDots(names) || hasDots(that.names);
        List<Symbol> from = hasDots ? namesOf(normalize()) : names;
        List<Symbol> to = hasDots ? namesOf(that.normalize()) : namesOf(that);
        int common = 0;
        Iterator<Symbol> some = from.iterator();
        Iterator<Symbol> others = to.iterator();
        while (some.hasNext() && others.hasNext() && some.next().equals(others.next())) {
            common++;
        }
        if (hasDots(from.subList(common, from.size()))) {
            throw new IllegalArgumentException(
                    "the relative path is unknown, because .. may follow a link: from " + this + " to " + other);
        }
        List<Symbol> way = new ArrayList<>(Collections.nCopies(from.size() - common, Attributes.PARENT));
        way.addAll(to.subList(common, to.size()));
        return relative(fileSystem, way);
    }

    private static List<Symbol> namesOf(TfsPath path) {
        return path.isEmpty() ? List.of() : path.names;
    }

    private static boolean hasDots(List<Symbol> names) {
        return names.contains(Attributes.PARENT) || names.contains(Attributes.SELF);
    }

    @Override
    public URI toUri() {
        return fileSystem.address().uri(toAbsolutePath().bytes());
    }

    @Override
    public TfsPath toAbsolutePath() {
        return isAbsolute ? this : absolute(fileSystem, namesOf(this));
    }

    @Override
    public Path toRealPath(LinkOption... options) throws IOException {
        Follow follow = Follow.of(options);
        return fileSystem.working(() -> {
            ResolvedPath found = PathResolver.of(this).existing(follow);
            return absolute(fileSystem, follow == Follow.LINKS ? found.names() : namesThroughLinks());
        });
    }

    /**
     * Returns the names of an existing path without {@code .} and {@code ..}, but for a {@code ..} behind a link: it
     * leads to the parent of what the link points to.
     */
    private List<Symbol> namesThroughLinks() throws IOException {
        List<Symbol> kept = new ArrayList<>();
        for (Symbol name : namesOf(this)) {
            if (!name.equals(Attributes.PARENT)) {
                if (!name.equals(Attributes.SELF)) {
                    kept.add(name);
                }
            } else if (!kept.isEmpty()) {
                if (leadsThroughLink(kept)) {
                    kept.add(name);
                } else {
                    kept.removeLast();
                }
            }
        }
        return kept;
    }

    private boolean leadsThroughLink(List<Symbol> names) throws IOException {
        return names.getLast().equals(Attributes.PARENT)
                || PathResolver.of(absolute(fileSystem, names)).inode(Follow.NO_LINKS) instanceof SymbolicLink;
    }

    /** Throws, because this file system has no watch service: the given one belongs to another provider. */
    @Override
    public WatchKey register(
            WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.@Nullable Modifier... modifiers) {
        Objects.requireNonNull(watcher);
        throw new ProviderMismatchException("a TFS image has no watch service");
    }

    /** Compares the bytes; equal paths of several file systems have the order in which these were opened. */
    @Override
    public int compareTo(Path other) {
        TfsPath that = (TfsPath) Objects.requireNonNull(other);
        int order = bytes().compareTo(that.bytes());
        return order != 0 ? order : Long.compare(fileSystem.device(), that.fileSystem.device());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TfsPath that
                && that.fileSystem == fileSystem
                && that.isAbsolute == isAbsolute
                && that.names.equals(names);
    }

    @Override
    public int hashCode() {
        return 31 * names.hashCode() + Boolean.hashCode(isAbsolute);
    }

    /** Returns the path as text; see {@link TfsFileSystemProvider} for names that are not UTF-8. */
    @Override
    public String toString() {
        return NameText.decode(bytes().toByteArray());
    }
}
