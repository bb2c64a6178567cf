// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.hostfile;

import dev.tfskit.posix.FileType;
import dev.tfskit.posix.HostMounts;
import dev.tfskit.posix.LinkChain;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/** The place at which a {@link PendingFile} appears, and the file there that it replaces, if there is one. */
final class TargetFile {

    private final Path path;

    private TargetFile(Path path) {
        this.path = path;
    }

    /**
     * Returns the target that a path leads to. A symbolic link is followed.
     *
     * @throws FileSystemException when there is a directory or special file, or a file that is not writable, a mount
     *     point, or in use by this or another process, or when the path leads through too many links
     */
    static TargetFile replaceable(Path named) throws IOException {
        TargetFile target = new TargetFile(LinkChain.of(named.toAbsolutePath()).getLast());
        target.checkReplaceable();
        return target;
    }

    /** Returns the target for a file that never appears. What there is at the path has no effect. */
    static TargetFile unchecked(Path named) {
        return new TargetFile(named.toAbsolutePath());
    }

    private void checkReplaceable() throws IOException {
        FileKind kind;
        try {
            kind = FileKind.of(path);
        } catch (NoSuchFileException nothingToReplace) {
            return;
        }
        if (kind == FileKind.DIRECTORY) {
            throw new FileSystemException(path.toString(), null, "is a directory; name a file in it");
        }
        if (kind != FileKind.REGULAR) {
            throw new FileSystemException(
                    path.toString(), null, "is a " + kind + ", which cannot be replaced; name a regular file");
        }
        if (!Files.isWritable(path)) {
            throw new AccessDeniedException(
                    path.toString(), null, "is not writable; change its mode or name another file");
        }
        if (HostMounts.isMountPoint(path)) {
            throw new FileSystemException(
                    path.toString(),
                    null,
                    "is a mount point (a file mounted alone, as docker -v FILE:FILE does), so it cannot be replaced; "
                            + "mount a directory and name a file in it, or write to standard output (-)");
        }
        LockRetryPolicy.attempt(() -> {
            ForeignUse use = ForeignUse.of(path);
            use.rejectFile(isLocked());
            return path;
        });
    }

    private boolean isLocked() throws IOException {
        return RegisteredFile.probe(path, () -> !LockCheck.canBeLocked(path))
                .orElseThrow(() -> RegisteredFile.alreadyOpen(path));
    }

    /** Returns the absolute path. */
    Path path() {
        return path;
    }

    /** Returns the directory that holds the target. */
    Path directory() {
        return Objects.requireNonNull(path.getParent());
    }

    /** Returns whether there is a file to replace. */
    boolean exists() {
        return Files.exists(path);
    }

    /**
     * Checks that no program has locked the file to be replaced: it would go on writing to a file without a name.
     *
     * @throws FileSystemException when one has; it names the process
     */
    void checkUnlocked() throws IOException {
        if (isLocked()) {
            ForeignUse.of(path).rejectFile(true);
        }
    }

    /** Gives mode and owner of the file to be replaced to the one that replaces it. */
    void giveModeAndOwnerTo(Path replacement) throws IOException {
        if (!path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return;
        }
        Map<String, Object> kept = Files.readAttributes(path, "unix:mode,uid,gid");
        try {
            Files.setAttribute(replacement, "unix:gid", kept.get("gid"), LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(replacement, "unix:uid", kept.get("uid"), LinkOption.NOFOLLOW_LINKS);
        } catch (FileSystemException onlyRootMay) {
            // Without root the new file belongs to the user of this process.
        }
        Files.setAttribute(
                replacement,
                "unix:mode",
                (Integer) Objects.requireNonNull(kept.get("mode")) & ~FileType.BITS,
                LinkOption.NOFOLLOW_LINKS);
    }
}
