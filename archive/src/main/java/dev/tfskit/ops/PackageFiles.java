// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.ops;

import dev.tfskit.schema.TreePath;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.lookup.SourcePathWalk;
import dev.tfskit.source.lookup.SourceTree;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Optional;

/**
 * Finds the files of a package that its configuration names. Neither a path nor a link leads out of the package.
 *
 * @param files the files beside the manifest, where relative paths begin
 * @param sysroot the tree in which absolute paths are looked up
 * @param name the name of the package in messages
 */
record PackageFiles(SourceTree files, SourceTree sysroot, String name) implements NamedFiles {

    @Override
    public boolean isDirectory(String path) throws IOException {
        return find(path).filter(SourceEntry.Directory.class::isInstance).isPresent();
    }

    @Override
    public SourceEntry.File file(String path, TreePath target) throws IOException {
        SourceEntry found = find(path).orElseThrow(() -> missing(path));
        if (found instanceof SourceEntry.File file) {
            return new SourceEntry.File(target, file.metadata(), file.size(), file.content());
        }
        throw new FileSystemException(
                path, null, "is not a regular file in the package " + name + "; name another one");
    }

    @Override
    public SourceTree directory(String path) throws IOException {
        SourceEntry found = find(path).orElseThrow(() -> missing(path));
        if (found instanceof SourceEntry.Directory) {
            return new Subtree(tree(path), found.path());
        }
        throw new FileSystemException(path, null, "is not a directory in the package " + name + "; name another one");
    }

    private FileSystemException missing(String path) {
        return new FileSystemException(path, null, "is not in the package " + name + "; correct the name");
    }

    private SourceTree tree(String path) {
        return path.startsWith("/") ? sysroot : files;
    }

    /** Returns what a path leads to. */
    Optional<SourceEntry> find(String path) throws IOException {
        return new SourcePathWalk(tree(path)::find).along(Text.of(path)).map(SourceTree.Found::entry);
    }
}
