package dev.tfskit.image;

import dev.tfskit.schema.TreePath;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.Socket;
import dev.tfskit.volume.SymbolicLink;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Finds directories of a volume by their paths. Links on the way are followed as the program in the volume would see them: nothing leads
 * out of the root. For one thread.
 */
final class FolderLookup {

    private static final int MOST_LINKS = 40;
    private static final Symbol HERE = Symbol.of(".");
    private static final Symbol UP = Symbol.of("..");

    private final Volume volume;

    FolderLookup(final Volume volume) {
        this.volume = volume;
    }

    /** What is to be done about a directory that is not there. */
    @FunctionalInterface
    interface Missing {
        /** The directory that stands for it; empty when there is none. */
        Optional<Directory> handle(Directory folder, Symbol name) throws IOException;
    }

    /**
     * Finds a directory.
     *
     * @param missing asked for each directory that is not there; when it has none either, nothing is found
     * @throws FileSystemException when something on the way is no directory, or links lead in a circle
     */
    Optional<Directory> find(final TreePath path, final Missing missing) throws IOException {
        return find(path, missing, _ -> false);
    }

    /**
     * Finds a directory of which an entry is to be taken away. When the source that says so has put a file or a link in the place of a
     * directory, all that was in that has gone already; what the link leads to is not meant.
     *
     * @param brought by that source
     * @return empty when there is none
     * @throws FileSystemException when links lead in a circle
     */
    Optional<Directory> findOlder(final TreePath path, final Set<Inode> brought) throws IOException {
        return find(path, (_, _) -> Optional.empty(), inode -> switch (inode) {
            case Directory _ -> false;
            case SymbolicLink link -> brought.contains(link);
            case RegularFile _, Socket _ -> true;
        });
    }

    private Optional<Directory> find(final TreePath path, final Missing missing, final Predicate<Inode> barrier) throws IOException {
        final Deque<Symbol> ahead = new ArrayDeque<>(path.names());
        Directory at = volume.root();
        int links = 0;
        while (!ahead.isEmpty()) {
            final Symbol name = ahead.pop();
            if (name.equals(HERE)) {
                continue;
            }
            if (name.equals(UP)) {
                at = at.parent().orElseThrow();
                continue;
            }
            final Optional<Inode> found = at.find(name);
            final Inode next;
            if (found.isPresent()) {
                next = found.get();
            } else {
                final Optional<Directory> instead = missing.handle(at, name);
                if (instead.isEmpty()) {
                    return Optional.empty();
                }
                next = instead.get();
            }
            if (barrier.test(next)) {
                return Optional.empty();
            }
            switch (next) {
                case Directory directory -> at = directory;
                case SymbolicLink link -> {
                    links++;
                    if (links > MOST_LINKS) {
                        throw new FileSystemException(path.toString(), null, "too many links lead to this directory; perhaps in a circle");
                    }
                    at = follow(link.target(), at, ahead);
                }
                default -> throw new NotDirectoryException(path.toString());
            }
        }
        return Optional.of(at);
    }

    /** Puts the names of a link's target before what is ahead; returns where they begin. */
    private Directory follow(final Text target, final Directory from, final Deque<Symbol> ahead) {
        final byte[] bytes = target.toByteArray();
        int end = bytes.length;
        for (int at = bytes.length - 1; at >= -1; at--) {
            if (at < 0 || bytes[at] == '/') {
                if (at + 1 < end) {
                    ahead.push(Symbol.wrap(Arrays.copyOfRange(bytes, at + 1, end)));
                }
                end = at;
            }
        }
        return bytes.length > 0 && bytes[0] == '/' ? volume.root() : from;
    }
}
