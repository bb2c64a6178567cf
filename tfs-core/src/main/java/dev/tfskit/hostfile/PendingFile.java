// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.hostfile;

import dev.tfskit.io.Handover;
import dev.tfskit.message.NamedFailure;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A new file that appears at its path complete or not at all. It is written under a temporary name in the target's
 * directory and renamed by {@link #publish}; until then the old file stays at the target, and it stays for good if
 * {@link #close} comes first. A symbolic link at the target is followed. A file that replaces another keeps its mode
 * and owner. {@link #close} and {@link #publish} may be called from different threads, such as a shutdown hook; all
 * other methods must be called by one thread.
 */
public final class PendingFile implements Closeable {

    /**
     * The most characters of the target's name in the temporary name, so that the whole stays below the limit of 255
     * bytes.
     */
    private static final int NAME_PART = 120;

    private static final int MAX_ATTEMPTS = 1000;

    private static final FileAttribute<?> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final TargetFile target;
    private final Path temporary;
    private final FileChannel channel;
    private boolean published;

    private PendingFile(TargetFile target, Path temporary, FileChannel channel) {
        this.target = target;
        this.temporary = temporary;
        this.channel = channel;
    }

    /**
     * Creates a temporary file for a target. If it is to replace a file, only this user may read it until it is
     * published, because the old file may be private.
     *
     * @param path the path at which the file is to appear
     * @return the new file, empty and locked
     * @throws FileSystemException when the target is a directory or special file, is not writable, or is in use by
     *     another process
     * @throws IOException when no file can be created in the target's directory
     */
    public static PendingFile forTarget(Path path) throws IOException {
        TargetFile target = TargetFile.replaceable(path);
        return target.exists() ? createPrivate(target) : create(target);
    }

    /**
     * Creates a temporary file that is not to be published. Only this user may read it, also in a directory that
     * belongs to all users. What there is at the path has no effect.
     *
     * @param path the path from which the temporary name is made
     * @return the new file, empty and locked
     * @throws IOException when no file can be created in the directory of that path
     */
    public static PendingFile unpublished(Path path) throws IOException {
        return createPrivate(TargetFile.unchecked(path));
    }

    private static PendingFile createPrivate(TargetFile target) throws IOException {
        boolean hasModes =
                target.path().getFileSystem().supportedFileAttributeViews().contains("posix");
        return hasModes ? create(target, PRIVATE) : create(target);
    }

    private static PendingFile create(TargetFile target, FileAttribute<?>... attributes) throws IOException {
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            Path temporary = target.path()
                    .resolveSibling(prefix(target) + ProcessHandle.current().pid() + "-" + attempt);
            try {
                FileChannel channel = FileChannel.open(
                        temporary,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
                        attributes);
                PendingFile pending = new PendingFile(target, temporary, channel);
                try (Handover handover = new Handover(pending)) {
                    pending.lock();
                    return handover.to(pending);
                }
            } catch (FileAlreadyExistsException takenByAnother) {
                continue;
            } catch (NoSuchFileException e) {
                throw new NoSuchFileException(
                        target.directory().toString(), null, "no such directory; create it first");
            } catch (AccessDeniedException e) {
                throw new AccessDeniedException(
                        target.directory().toString(),
                        null,
                        "no file can be made in this directory; change its mode or choose another");
            } catch (FileSystemException e) {
                // Names the target, because the user does not know the temporary name.
                throw new FileSystemException(target.path().toString(), null, e.getReason());
            }
        }
        throw new FileAlreadyExistsException(prefix(target) + "*", null, "too many temporary files; remove them");
    }

    /** Locks the file. By the lock, {@link #leftovers} recognises a temporary file that is still being written. */
    private void lock() throws IOException {
        try {
            channel.tryLock();
        } catch (IOException e) {
            throw NamedFailure.of(target.path(), e);
        }
    }

    private static String prefix(TargetFile target) {
        String name = target.path().getFileName().toString();
        StringBuilder prefix = new StringBuilder(".");
        for (int i = 0; i < Math.min(name.length(), NAME_PART); i++) {
            char c = name.charAt(i);
            // Other characters take more bytes, and may not exist in the encoding of this process.
            prefix.append(c > ' ' && c < 0x7f ? c : '_');
        }
        return prefix.append(".tfs-tmp-").toString();
    }

    /**
     * Returns the channel of the temporary file.
     *
     * @return the channel, open for reading and writing until {@link #publish} or {@link #close}
     */
    public FileChannel channel() {
        return channel;
    }

    /**
     * Returns the temporary path.
     *
     * @return the path of the file until it is published
     */
    public Path temporaryPath() {
        return temporary;
    }

    /**
     * Returns the final path.
     *
     * @return the absolute path at which the file will appear, with symbolic links at the target followed
     */
    public Path target() {
        return target.path();
    }

    /**
     * Finds temporary files for the same target that earlier processes of this user left behind when they were killed.
     *
     * @return their paths, in no particular order; none when the directory cannot be listed
     */
    public List<Path> leftovers() {
        List<Path> found = new ArrayList<>();
        String prefix = prefix(target);
        DirectoryStream.Filter<Path> filter =
                file -> file.getFileName().toString().startsWith(prefix) && !file.equals(temporary);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(target.directory(), filter)) {
            for (Path file : files) {
                if (isAbandoned(file)) {
                    found.add(file);
                }
            }
        } catch (IOException | DirectoryIteratorException unreadable) {
            return List.of();
        }
        return found;
    }

    private boolean isAbandoned(Path file) {
        try {
            return isRegularOfThisUser(file) && LockCheck.canBeLocked(file);
        } catch (IOException gone) {
            return false;
        }
    }

    /** In a directory of all users, another one may have put a pipe there, and opening that would wait for ever. */
    private boolean isRegularOfThisUser(Path file) throws IOException {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                && Files.getOwner(file, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(temporary));
    }

    /**
     * Makes what was written durable.
     *
     * @throws IOException when the host cannot do it; it names the target
     */
    public void force() throws IOException {
        NamedFailure.name(target.path(), () -> {
            channel.force(true);
            return target;
        });
    }

    /**
     * Renames the file to its final path. A file that replaces another is forced to disk first: after a power cut
     * either the old or the new file is there, complete. A file that replaces nothing is not forced, and the directory
     * never is: after a power cut the new file may be missing, empty or incomplete. A caller that needs it durable
     * calls {@link #force} before this, and forces the directory of {@link #target} after it.
     *
     * @throws FileSystemException when the target has been locked for writing meanwhile; it is unchanged then
     * @throws IOException when renaming fails; the target is unchanged then
     */
    public synchronized void publish() throws IOException {
        if (target.exists()) {
            target.checkUnlocked();
            target.giveModeAndOwnerTo(temporary);
            force();
        }
        closeChannel();
        try {
            Files.move(temporary, target.path(), StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            throw e.getReason() == null
                    ? e
                    : new FileSystemException(target.path().toString(), null, e.getReason());
        }
        published = true;
    }

    /** Closes the channel before the file is published: a network file system may report a full disk only here. */
    private void closeChannel() throws IOException {
        try {
            channel.close();
        } catch (IOException e) {
            throw NamedFailure.of(target.path(), e);
        }
    }

    /**
     * Renames the file to its final path as {@link #publish} does, but never replaces a file.
     *
     * @throws FileAlreadyExistsException when the final path exists by now
     * @throws IOException when renaming fails for another reason
     */
    public synchronized void publishNew() throws IOException {
        closeChannel();
        if (linkTarget()) {
            Files.delete(temporary);
        } else if (Files.exists(target.path(), LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(target.path().toString());
        } else {
            Files.move(temporary, target.path(), StandardCopyOption.ATOMIC_MOVE);
        }
        published = true;
    }

    /**
     * Publishes through a hard link, because creating a link fails if the name exists and renaming does not. Returns
     * false where the host has no hard links.
     */
    private boolean linkTarget() throws IOException {
        try {
            Files.createLink(target.path(), temporary);
            return true;
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException noHardLinks) {
            return false;
        }
    }

    /**
     * Deletes the temporary file if it was not published.
     *
     * @throws IOException when closing or deleting the file fails
     */
    @Override
    public synchronized void close() throws IOException {
        if (!published) {
            try (channel) {
                Files.deleteIfExists(temporary);
            }
        }
    }
}
