// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.hostfile;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A file that appears under its name whole or not at all. It is written under another name beside the target and
 * renamed by {@link #publish}; until then, and for ever if that is never called, what stood at the target still stands.
 * A symbolic link at the target is followed; mode and owner of what is replaced are kept. {@link #close} and
 * {@link #publish} may be called from different threads, such as a shutdown hook; the rest is for one thread.
 */
public final class PendingFile implements Closeable {

    /** As many links of the host as Linux follows on the way along one path; volumes have a limit of their own. */
    private static final int MAX_LINKS = 40;
    /** With what is put around it, less than the 255 bytes that a name may have. */
    private static final int NAME_PART = 120;

    private static final int MAX_ATTEMPTS = 1000;

    private final Path target;
    private final Path temporary;
    private final FileChannel channel;
    private boolean published;

    private PendingFile(Path target, Path temporary, FileChannel channel) {
        this.target = target;
        this.temporary = temporary;
        this.channel = channel;
    }

    /**
     * Begins a file that is to stand at {@code path}.
     *
     * @throws FileSystemException when the target is a directory or special file, is not writable, or is in use
     *     elsewhere
     * @throws IOException when no file can be made beside it
     */
    public static PendingFile beside(Path path) throws IOException {
        Path target = follow(path);
        checkTarget(target);
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            Path temporary = target.resolveSibling(
                    prefix(target) + ProcessHandle.current().pid() + "-" + attempt);
            try {
                FileChannel channel = FileChannel.open(
                        temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
                return new PendingFile(target, temporary, lock(channel, temporary));
            } catch (FileAlreadyExistsException takenByAnother) {
                continue;
            } catch (NoSuchFileException e) {
                throw new NoSuchFileException(parent(target).toString(), null, "no such directory; create it first");
            } catch (AccessDeniedException e) {
                throw new AccessDeniedException(
                        parent(target).toString(),
                        null,
                        "no file can be made in this directory; change its mode or choose another");
            } catch (FileSystemException e) {
                // Of the name that the user gave: the other one is no concern of his.
                throw new FileSystemException(target.toString(), null, e.getReason());
            }
        }
        throw new FileAlreadyExistsException(prefix(target) + "*", null, "too many temporary files; remove them");
    }

    /** The lock tells a file that is being written from one that a killed program left behind. */
    private static FileChannel lock(FileChannel channel, Path temporary) throws IOException {
        try {
            channel.tryLock();
            return channel;
        } catch (IOException e) {
            channel.close();
            Files.delete(temporary);
            throw e;
        }
    }

    private static Path follow(Path path) throws IOException {
        Path at = path.toAbsolutePath();
        for (int links = 0; Files.isSymbolicLink(at); links++) {
            if (links == MAX_LINKS) {
                throw new FileSystemException(path.toString(), null, "Too many levels of symbolic links");
            }
            at = at.resolveSibling(Files.readSymbolicLink(at));
        }
        return at;
    }

    private static void checkTarget(Path target) throws IOException {
        BasicFileAttributes found;
        try {
            found = Files.readAttributes(target, BasicFileAttributes.class);
        } catch (NoSuchFileException nothingToReplace) {
            return;
        }
        if (found.isDirectory()) {
            throw new FileSystemException(target.toString(), null, "is a directory; name a file in it");
        }
        if (!found.isRegularFile()) {
            throw new FileSystemException(
                    target.toString(), null, "is no regular file, so it cannot be replaced; name another");
        }
        if (!Files.isWritable(target)) {
            throw new AccessDeniedException(
                    target.toString(), null, "is not writable; change its mode or name another file");
        }
        LockRetryPolicy.attempt(target, () -> {
            ForeignUseProbe.refuse(target);
            return target;
        });
    }

    private static Path parent(Path target) {
        return Objects.requireNonNull(target.getParent());
    }

    private static String prefix(Path target) {
        String name = target.getFileName().toString();
        StringBuilder prefix = new StringBuilder(".");
        for (int i = 0; i < Math.min(name.length(), NAME_PART); i++) {
            char c = name.charAt(i);
            // Other characters take more bytes, and the encoding that this program was started with need not have them.
            prefix.append(c > ' ' && c < 0x7f ? c : '_');
        }
        return prefix.append(".tfs-tmp-").toString();
    }

    /** The open file, for reading and writing. It is closed by {@link #publish} and {@link #close}. */
    public FileChannel channel() {
        return channel;
    }

    /** The name under which the file is written. */
    public Path temporary() {
        return temporary;
    }

    /** The name that the file will have: what was asked for, with links followed. */
    public Path target() {
        return target;
    }

    /**
     * Files that earlier programs began for the same target and, killed, could not remove.
     *
     * @throws IOException when the folder cannot be listed
     */
    public List<Path> leftovers() throws IOException {
        List<Path> found = new ArrayList<>();
        String prefix = prefix(target);
        DirectoryStream.Filter<Path> filter =
                file -> file.getFileName().toString().startsWith(prefix) && !file.equals(temporary);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(parent(target), filter)) {
            for (Path file : files) {
                if (isAbandoned(file)) {
                    found.add(file);
                }
            }
        }
        return found;
    }

    private static boolean isAbandoned(Path file) {
        try (FileChannel other = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock lock = other.tryLock()) {
            return lock != null;
        } catch (IOException | OverlappingFileLockException goneOrBusy) {
            return false;
        }
    }

    /**
     * Gives the file its name. A file that replaces another is forced to disk first: after a power cut either the old
     * file or the new one stands there, whole. A file that replaces nothing is not forced, and the directory never is:
     * after a power cut such a file may be missing, empty or incomplete. A caller that needs the new file to be safe on
     * disk forces {@link #channel} before this call and the directory of {@link #target} after it.
     *
     * @throws IOException when that fails; the target is then as it was
     */
    public synchronized void publish() throws IOException {
        if (Files.exists(target)) {
            keepModeAndOwner();
            channel.force(true);
        }
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        published = true;
        channel.close();
    }

    /**
     * Gives the file its name, as {@link #publish} does, but replaces nothing.
     *
     * @throws FileAlreadyExistsException when something has that name by now
     * @throws IOException when it fails otherwise
     */
    public synchronized void publishNew() throws IOException {
        if (linkTarget()) {
            Files.delete(temporary);
        } else if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(target.toString());
        } else {
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        }
        published = true;
        channel.close();
    }

    /**
     * A link is refused in the same step when the name is taken, which a move is not. False where the host has no hard
     * links.
     */
    private boolean linkTarget() throws IOException {
        try {
            Files.createLink(target, temporary);
            return true;
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException noHardLinks) {
            return false;
        }
    }

    private void keepModeAndOwner() throws IOException {
        if (!target.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return;
        }
        Map<String, Object> kept = Files.readAttributes(target, "unix:mode,uid,gid");
        try {
            Files.setAttribute(temporary, "unix:gid", kept.get("gid"), LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(temporary, "unix:uid", kept.get("uid"), LinkOption.NOFOLLOW_LINKS);
        } catch (FileSystemException onlyRootMay) {
            // As with every program that replaces a file of somebody else: the new one is ours.
        }
        Files.setAttribute(
                temporary,
                "unix:mode",
                (Integer) Objects.requireNonNull(kept.get("mode")) & 07777,
                LinkOption.NOFOLLOW_LINKS);
    }

    /** Removes the file if it was not published. */
    @Override
    public synchronized void close() throws IOException {
        if (!published) {
            // A host over a network can tell only now that what was written found no room.
            try (channel) {
                Files.deleteIfExists(temporary);
            }
        }
    }
}
