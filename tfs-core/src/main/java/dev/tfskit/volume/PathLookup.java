package dev.tfskit.volume;

import dev.tfskit.TfsFormatException;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.TreePath;
import dev.tfskit.value.ByteString;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Finds what a path leads to in a volume, as POSIX does it: the path starts at the root, with a slash before it or not; {@code ..} is
 * the directory above the one that was reached, and of the root the root itself; a slash at the end asks for a directory.
 */
public final class PathLookup {

    /** The most symbolic links that are followed on one way, as in Linux. */
    public static final int MAX_LINKS = 40;

    private static final Symbol SELF = Symbol.of(".");

    private final Volume volume;
    private final Links links;

    /** Which symbolic links are followed; they lead nowhere but into the volume. */
    public enum Links {
        /** None: a link on the way is no directory. */
        NONE,
        /** Those on the way, and the last if a slash follows it, as {@code lstat} does. */
        ON_THE_WAY,
        /** All, as {@code stat} does. */
        ALL
    }

    /**
     * What was found.
     *
     * @param path where it is, without dots and links on the way
     * @param inode what is there
     */
    public record Found(TreePath path, Inode inode) {}

    /** A lookup in a volume. */
    public PathLookup(final Volume volume, final Links links) {
        this.volume = volume;
        this.links = links;
    }

    /**
     * Follows a path.
     *
     * @param path names between slashes; an empty one is the root
     * @throws NoSuchFileException naming what is not there
     * @throws NotDirectoryException naming what would have to be a directory
     * @throws FileSystemLoopException after {@value #MAX_LINKS} links
     * @throws TfsFormatException when the image is damaged on the way
     */
    public Found find(final ByteString path) throws FileSystemException, TfsFormatException {
        final Deque<Found> way = new ArrayDeque<>();
        final Deque<Symbol> names = new ArrayDeque<>(split(path));
        way.push(new Found(TreePath.ROOT, volume.root()));
        int followed = 0;
        while (!names.isEmpty()) {
            final Symbol name = names.pop();
            final Found next = step(way.peek(), name);
            if (name.equals(Attributes.PARENT)) {
                if (way.size() > 1) {
                    way.pop();
                }
            } else if (next.inode instanceof SymbolicLink link && isFollowed(names.isEmpty())) {
                if (++followed > MAX_LINKS) {
                    throw new FileSystemLoopException(path.quoted());
                }
                redirect(next.path, link.target(), way, names);
            } else if (!name.equals(SELF)) {
                way.push(next);
            }
        }
        return way.peek();
    }

    private boolean isFollowed(final boolean last) {
        return switch (links) {
            case NONE -> false;
            case ON_THE_WAY -> !last;
            case ALL -> true;
        };
    }

    /** The entry of a directory; the directory itself for a dot or two, which no directory has as entries. */
    private static Found step(final Found from, final Symbol name) throws FileSystemException, TfsFormatException {
        if (!(from.inode instanceof Directory directory)) {
            throw new NotDirectoryException(from.path.toString());
        }
        if (name.equals(SELF) || name.equals(Attributes.PARENT)) {
            return from;
        }
        final TreePath path = from.path.child(name);
        return new Found(path, directory.find(name).orElseThrow(() -> new NoSuchFileException(path.toString())));
    }

    private void redirect(final TreePath link, final Text target, final Deque<Found> way, final Deque<Symbol> names)
            throws NoSuchFileException {
        if (target.length() == 0) {
            throw new NoSuchFileException(link.toString(), null, "it is a symbolic link that points nowhere");
        }
        if (target.byteAt(0) == '/') {
            way.clear();
            way.push(new Found(TreePath.ROOT, volume.root()));
        }
        split(target).reversed().forEach(names::push);
    }

    /** The names of a path; a dot behind a slash at the end, which makes it ask for a directory. */
    private static List<Symbol> split(final ByteString path) {
        final List<Symbol> names = new ArrayList<>();
        final byte[] bytes = path.toByteArray();
        int start = 0;
        while (start < bytes.length) {
            final int slash = path.indexOf('/', start);
            final int end = slash < 0 ? bytes.length : slash;
            if (end > start) {
                names.add(Symbol.wrap(Arrays.copyOfRange(bytes, start, end)));
            }
            start = end + 1;
        }
        if (!names.isEmpty() && bytes[bytes.length - 1] == '/') {
            names.add(SELF);
        }
        return names;
    }
}
