// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.h2.store.fs.FilePath;

/** A file system for H2 that has its files at paths of any file system of Java. It knows nothing of TFS. */
public final class PathFile extends FilePath {

    private static final String SCHEME = "path";

    private final FileSystem fileSystem;
    private final Path path;

    /** Creates the file system itself, or a file of it. */
    private PathFile(FileSystem fileSystem, Path path) {
        this.fileSystem = fileSystem;
        this.path = path;
        this.name = SCHEME + ":" + path;
    }

    static void register(FileSystem fileSystem) {
        FilePath.register(new PathFile(fileSystem, fileSystem.getPath("/")));
    }

    @FunctionalInterface
    private interface Action<T> {
        T run() throws IOException;
    }

    private static <T> T unchecked(Action<T> action) {
        try {
            return action.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private PathFile of(Path other) {
        return new PathFile(fileSystem, other);
    }

    @Override
    public FilePath getPath(String text) {
        return of(fileSystem.getPath(text.substring(text.indexOf(':') + 1)));
    }

    @Override
    public String getScheme() {
        return SCHEME;
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        return FileChannel.open(
                path,
                mode.equals("r")
                        ? Set.of(StandardOpenOption.READ)
                        : Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE));
    }

    @Override
    public long size() {
        return unchecked(() -> Files.size(path));
    }

    @Override
    public void moveTo(FilePath target, boolean atomic) {
        unchecked(() -> Files.move(path, ((PathFile) target).path, StandardCopyOption.ATOMIC_MOVE));
    }

    @Override
    public boolean createFile() {
        return unchecked(() -> {
            if (Files.exists(path)) {
                return false;
            }
            Files.createDirectories(path.getParent());
            Files.createFile(path);
            return true;
        });
    }

    @Override
    public boolean exists() {
        return Files.exists(path);
    }

    @Override
    public void delete() {
        unchecked(() -> Files.deleteIfExists(path));
    }

    @Override
    public List<FilePath> newDirectoryStream() {
        return unchecked(() -> {
            if (!isDirectory()) {
                return List.of();
            }
            try (Stream<Path> list = Files.list(path)) {
                return list.<FilePath>map(this::of).toList();
            }
        });
    }

    @Override
    public FilePath toRealPath() {
        return of(path.toAbsolutePath().normalize());
    }

    @Override
    public FilePath getParent() {
        Path parent = path.getParent();
        return parent == null ? null : of(parent);
    }

    @Override
    public boolean isDirectory() {
        return Files.isDirectory(path);
    }

    @Override
    public boolean isRegularFile() {
        return Files.isRegularFile(path);
    }

    @Override
    public boolean isAbsolute() {
        return path.isAbsolute();
    }

    @Override
    public long lastModified() {
        return unchecked(() -> Files.getLastModifiedTime(path).toMillis());
    }

    @Override
    public boolean canWrite() {
        return Files.isWritable(path);
    }

    @Override
    public void createDirectory() {
        unchecked(() -> Files.createDirectory(path));
    }

    @Override
    public boolean setReadOnly() {
        return false;
    }
}
