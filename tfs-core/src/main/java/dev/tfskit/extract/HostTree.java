// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.extract;

import dev.tfskit.schema.TreePath;
import dev.tfskit.value.Text;
import dev.tfskit.volume.Inode;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A directory of the host that a tree is written into. Nothing is made outside it, nothing is made through a link, and
 * nothing that exists is changed unless it is to be removed. Paths are those of the tree; directories are made before
 * what is in them. Every method throws {@link java.nio.file.FileAlreadyExistsException} when the name is taken and
 * {@link IOException} when the host refuses for another reason. For one thread.
 */
interface HostTree extends Closeable {

    /**
     * Makes a directory, or accepts one that is there.
     *
     * @return whether it was made
     * @throws java.nio.file.NotDirectoryException when something else is there, also a link that leads to a directory
     */
    boolean makeDirectory(TreePath path) throws IOException;

    /** Makes a regular file. */
    HostOutput createFile(TreePath path) throws IOException;

    /** Makes a symbolic link, with the attributes of an inode. */
    void makeSymbolicLink(TreePath path, Text target, Inode inode) throws IOException;

    /** Gives an entry that was made before another name. */
    void makeLink(TreePath path, TreePath first) throws IOException;

    /** Makes a socket node, with the attributes of an inode. */
    void makeSocket(TreePath path, Inode inode) throws IOException;

    /**
     * Removes a file, a link itself, or an empty directory.
     *
     * @throws java.nio.file.DirectoryNotEmptyException when there is something in it
     */
    void remove(TreePath path) throws IOException;

    /** Gives a directory its attributes, once nothing will be made in it any more. */
    void finishDirectory(TreePath path, Inode inode) throws IOException;

    /** A new file of the host. Closing it without {@link #finish} removes it. */
    interface HostOutput extends Closeable {

        /** Writes all that remains in a direct buffer at a position in bytes. */
        void write(ByteBuffer source, long position) throws IOException;

        /** Sets the length in bytes; what was not written is a hole. */
        void setLength(long length) throws IOException;

        /** Gives the file the attributes of an inode, and keeps it. */
        void finish(Inode inode) throws IOException;

        @Override
        void close() throws IOException;
    }
}
