// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import dev.tfskit.io.IoConsumer;
import dev.tfskit.io.IoFunction;
import dev.tfskit.io.IoSupplier;
import dev.tfskit.volume.Inode;
import java.io.IOException;

/**
 * The inode of an attribute view. The view of a path looks the inode up anew with each call; the view of an open
 * directory keeps the inode of the directory.
 *
 * @param fileSystem the file system
 * @param lookup finds the inode
 * @param name the path that exceptions name
 */
record InodeReference(TfsFileSystem fileSystem, IoSupplier<Inode> lookup, PathResolver name) {

    static InodeReference of(PathResolver resolver, Follow follow) {
        return new InodeReference(resolver.fileSystem(), () -> resolver.inode(follow), resolver);
    }

    InodeAttributes attributes() throws IOException {
        return read(inode -> InodeAttributes.of(fileSystem, inode));
    }

    <T> T read(IoFunction<Inode, T> action) throws IOException {
        return fileSystem.working(() -> name.named(() -> action.apply(lookup.get())));
    }

    void change(IoConsumer<Inode> action) throws IOException {
        fileSystem.checkWritable();
        read(inode -> {
            action.accept(inode);
            return true;
        });
    }
}
