// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.HostTrees;
import dev.tfskit.RemoveTree;
import dev.tfskit.Tfs;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Debian arm64 root tree goes into images and out of them by programs that know nothing of TFS. */
@Tag("slow")
class TreesTest {

    private static final long BYTES = 128 << 20;

    @TempDir(deletionStrategy = RemoveTree.class)
    private static Path shared;

    private static Path tree;
    private static Path image;

    @TempDir(deletionStrategy = RemoveTree.class)
    private Path temp;

    @BeforeAll
    static void copyTreeIntoAnImage() throws IOException, InterruptedException {
        tree = shared.resolve("tree");
        HostTrees.makeArm64(tree);
        image = shared.resolve("tree.raw");
        Tfs.create(image, BYTES, "tree").close();
        try (FileSystem disk = FileSystems.newFileSystem(image, Map.of("mode", "rw"))) {
            TreeCopy.copy(tree, disk.getPath("/"));
        }
    }

    @Test
    void walkedTreeIsTheSameInsideAndOutside() throws IOException, InterruptedException {
        Path out = temp.resolve("out");
        try (FileSystem disk = FileSystems.newFileSystem(image)) {
            TreeCopy.copy(disk.getPath("/"), out);
        }
        HostTrees.assertSame(tree, out);
        assertTrue(Tfs.check(image, _ -> {}).isClean());
    }

    @Test
    void commonsCompressPacksAndUnpacksIt() throws IOException, InterruptedException {
        Path tar = temp.resolve("tree.tar");
        try (FileSystem disk = FileSystems.newFileSystem(image)) {
            pack(disk.getPath("/"), tar);
        }
        Path other = temp.resolve("other.raw");
        Tfs.create(other, BYTES, "other").close();
        Path out = temp.resolve("out");
        try (FileSystem disk = FileSystems.newFileSystem(other, Map.of("mode", "rw"))) {
            unpack(tar, disk.getPath("/"));
            TreeCopy.copy(disk.getPath("/"), out);
        }
        HostTrees.assertSame(tree, out);
        assertTrue(Tfs.check(other, _ -> {}).isClean());
    }

    private static void pack(Path root, Path tar) throws IOException {
        try (TarArchiveOutputStream archive =
                        new TarArchiveOutputStream(new BufferedOutputStream(Files.newOutputStream(tar)), "UTF-8");
                Stream<Path> walk = Files.walk(root)) {
            archive.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            archive.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            archive.setAddPaxHeadersForNonAsciiNames(true);
            Map<Object, String> linked = new TreeMap<>();
            for (Path path : (Iterable<Path>) walk::iterator) {
                String name = "./" + root.relativize(path);
                boolean isLink = Files.isSymbolicLink(path);
                Object inode = Files.getAttribute(path, "unix:ino", LinkOption.NOFOLLOW_LINKS);
                String first = Files.isDirectory(path) ? null : linked.putIfAbsent(inode, name);
                TarArchiveEntry entry;
                if (first != null) {
                    entry = new TarArchiveEntry(name, TarArchiveEntry.LF_LINK);
                    entry.setLinkName(first);
                } else if (isLink) {
                    entry = new TarArchiveEntry(name, TarArchiveEntry.LF_SYMLINK);
                    entry.setLinkName(Files.readSymbolicLink(path).toString());
                    entry.setLastModifiedTime(Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS));
                } else {
                    entry = new TarArchiveEntry(path, name);
                    entry.setMode((Integer) Files.getAttribute(path, "unix:mode"));
                }
                archive.putArchiveEntry(entry);
                if (entry.isFile() && first == null && !isLink) {
                    Files.copy(path, archive);
                }
                archive.closeArchiveEntry();
            }
        }
    }

    private static void unpack(Path tar, Path root) throws IOException {
        Map<Path, TarArchiveEntry> directories = new TreeMap<>();
        try (TarArchiveInputStream archive =
                new TarArchiveInputStream(new BufferedInputStream(Files.newInputStream(tar)), "UTF-8")) {
            for (TarArchiveEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
                Path path = root.resolve(entry.getName()).normalize();
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                    directories.put(path, entry);
                } else if (entry.isLink()) {
                    Files.createLink(path, root.resolve(entry.getLinkName()).normalize());
                } else if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(path, path.getFileSystem().getPath(entry.getLinkName()));
                    finish(path, entry);
                } else {
                    Files.copy(archive, path);
                    finish(path, entry);
                }
            }
        }
        for (Path directory : List.copyOf(directories.keySet()).reversed()) {
            finish(directory, directories.get(directory));
        }
    }

    private static void finish(Path path, TarArchiveEntry entry) throws IOException {
        if (!entry.isSymbolicLink()) {
            Files.setAttribute(path, "unix:mode", entry.getMode());
            Files.setAttribute(path, "unix:uid", (int) entry.getLongUserId());
            Files.setAttribute(path, "unix:gid", (int) entry.getLongGroupId());
        }
        Files.getFileAttributeView(path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setTimes(entry.getLastModifiedTime(), null, null);
    }
}
