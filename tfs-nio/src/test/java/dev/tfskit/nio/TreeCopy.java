// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;

/** Copies a tree by java.nio.file alone, as any program may: between two file systems of any kind. */
final class TreeCopy extends SimpleFileVisitor<Path> {

    private final Path source;
    private final Path target;
    private final Map<Object, Path> linked = new HashMap<>();

    private TreeCopy(Path source, Path target) {
        this.source = source;
        this.target = target;
    }

    static void copy(Path source, Path target) throws IOException {
        Files.walkFileTree(source, new TreeCopy(source, target));
    }

    private Path counterpart(Path path) {
        Path at = target;
        for (Path name : source.relativize(path)) {
            at = at.resolve(name.toString());
        }
        return at;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) throws IOException {
        Files.createDirectories(counterpart(directory));
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        Path copy = counterpart(file);
        Path first = linked.putIfAbsent(attributes.fileKey(), copy);
        if (first != null) {
            Files.createLink(copy, first);
        } else if (attributes.isSymbolicLink()) {
            Files.createSymbolicLink(
                    copy,
                    copy.getFileSystem().getPath(Files.readSymbolicLink(file).toString()));
            copyAttributes(file, copy);
        } else {
            Files.copy(file, copy);
            copyAttributes(file, copy);
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
        copyAttributes(directory, counterpart(directory));
        return FileVisitResult.CONTINUE;
    }

    private static void copyAttributes(Path from, Path to) throws IOException {
        Map<String, Object> attributes = Files.readAttributes(from, "unix:uid,gid,mode", LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(to, "unix:uid", attributes.get("uid"), LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(to, "unix:gid", attributes.get("gid"), LinkOption.NOFOLLOW_LINKS);
        if (!Files.isSymbolicLink(from)) {
            Files.setAttribute(to, "unix:mode", attributes.get("mode"));
        }
        BasicFileAttributes times = Files.readAttributes(from, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        Files.getFileAttributeView(to, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setTimes(times.lastModifiedTime(), times.lastAccessTime(), null);
    }
}
