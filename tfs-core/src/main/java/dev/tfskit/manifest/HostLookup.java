// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.manifest;

import dev.tfskit.message.Messages;
import dev.tfskit.posix.HostError;
import dev.tfskit.posix.HostNames;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the files of the host that a manifest names: first inside the target root, then on the host itself
 * (docs/format.md, section 6.3). Immutable.
 */
public final class HostLookup {

    private final @Nullable Path targetRoot;
    private final Path workingDirectory;

    /**
     * Creates a lookup.
     *
     * @param targetRoot the target root; when it is null, all paths are those of the host
     * @param workingDirectory the directory to which relative paths of the host are relative
     */
    public HostLookup(@Nullable Path targetRoot, Path workingDirectory) {
        this.targetRoot = targetRoot;
        this.workingDirectory = workingDirectory;
    }

    /**
     * A file that was found.
     *
     * @param file a regular file, not a link
     * @param size its length in bytes
     */
    public record Found(Path file, long size) {}

    /**
     * Finds a regular file. An absolute link inside the target root is looked up there again; the host resolves a
     * relative one.
     *
     * @param path the path in the manifest
     * @return the file
     * @throws FileSystemException when there is none; the exception always has a reason
     */
    public Found find(Text path) throws FileSystemException {
        if (path.length() == 0 || path.contains('\0')) {
            throw new FileSystemException(
                    path.length() == 0 ? "\"\"" : path.quoted(),
                    null,
                    "is not possible: its path is empty or holds a NUL byte; correct its path");
        }
        Optional<Found> inside = targetRoot == null ? Optional.empty() : findInside(targetRoot, path);
        return inside.isPresent() ? inside.get() : findOnHost(path);
    }

    private Optional<Found> findInside(Path root, Text path) throws FileSystemException {
        Set<Text> passed = new LinkedHashSet<>();
        Text wanted = path;
        while (true) {
            if (!passed.add(wanted)) {
                throw new FileSystemException(
                        path.quoted(),
                        null,
                        "symbolic links in the target root go round in a circle: "
                                + passed.stream().map(Text::quoted).collect(Collectors.joining(" -> ")) + " -> "
                                + wanted.quoted());
            }
            Path file = workingDirectory.resolve(root).resolve(relative(wanted));
            try {
                BasicFileAttributes attributes =
                        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                if (!attributes.isSymbolicLink()) {
                    return Optional.of(regular(file, attributes));
                }
                Text target = Text.wrap(HostNames.linkTarget(Files.readSymbolicLink(file)));
                if (target.byteAt(0) != '/') {
                    return Optional.of(followed(file));
                }
                wanted = target;
            } catch (NoSuchFileException nothing) {
                return Optional.empty();
            } catch (IOException e) {
                throw explained(file, e);
            }
        }
    }

    /** Below the target root, all paths are relative. */
    private static Path relative(Text path) {
        byte[] bytes = path.toByteArray();
        int slashes = 0;
        while (slashes < bytes.length && bytes[slashes] == '/') {
            slashes++;
        }
        return slashes == bytes.length
                ? Path.of("")
                : HostNames.pathOf(Arrays.copyOfRange(bytes, slashes, bytes.length));
    }

    private Found findOnHost(Text path) throws FileSystemException {
        Path file = workingDirectory.resolve(HostNames.pathOf(path.toByteArray()));
        try {
            return followed(file);
        } catch (NoSuchFileException e) {
            String sought = targetRoot != null
                    ? "neither in the target root " + quoted(targetRoot) + " nor as " + quoted(file)
                    : "as " + quoted(file);
            throw new FileSystemException(path.quoted(), null, "is not there, " + sought + "; correct its path");
        } catch (IOException e) {
            throw explained(file, e);
        }
    }

    /** Returns the file at the end of all links, as the host follows them. */
    private static Found followed(Path file) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isSymbolicLink()) {
            return regular(file, attributes);
        }
        try {
            Path real = file.toRealPath();
            return regular(real, Files.readAttributes(real, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException e) {
            throw new FileSystemException(
                    quoted(file),
                    null,
                    "is a link to " + quoted(Files.readSymbolicLink(file)) + ", which leads nowhere; correct the link");
        } catch (FileSystemException e) {
            throw e.getReason() == null || !HostError.TOO_MANY_LINKS.isStartOf(e.getReason())
                    ? e
                    : new FileSystemException(
                            quoted(file),
                            null,
                            "is a link to " + quoted(Files.readSymbolicLink(file))
                                    + ", which leads through too many links, or in a circle; correct the link");
        }
    }

    private static Found regular(Path file, BasicFileAttributes attributes) throws FileSystemException {
        if (!attributes.isRegularFile()) {
            throw new FileSystemException(
                    quoted(file),
                    null,
                    "is " + (attributes.isDirectory() ? "a directory" : "a device, socket or fifo")
                            + ", and only a regular file has contents; name one");
        }
        if (!Files.isReadable(file)) {
            throw new FileSystemException(
                    quoted(file), null, "may not be read: permission denied; check its owner and mode");
        }
        return new Found(file, attributes.size());
    }

    private static FileSystemException explained(Path file, IOException problem) {
        if (problem instanceof FileSystemException e && e.getReason() != null && e.getFile() != null) {
            return new FileSystemException(e.getFile(), null, e.getReason());
        }
        String reason = problem instanceof AccessDeniedException
                ? "cannot be accessed: permission denied; check its owner and mode"
                : "cannot be accessed: " + Messages.reasonInSentence(problem);
        return new FileSystemException(quoted(file), null, reason);
    }

    private static String quoted(Path path) {
        return Text.of(path.toString()).quoted();
    }
}
