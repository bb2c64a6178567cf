// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.posix;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * An open directory of the host. Whatever is made through it is made in it and nowhere else: names hold no slash, and
 * no link is followed.
 */
public final class HostDirectory extends HostInode {

    private static final int OWNER_ONLY_DIRECTORY = 0700;
    private static final int OWNER_ONLY_FILE = 0600;

    private final OpenFlags flags;

    HostDirectory(NativeCalls calls, OpenFlags flags, int descriptor, Object shown) {
        super(calls, descriptor, shown);
        this.flags = flags;
    }

    /**
     * A name in messages: put together only when there is something to say, and without recursion however deep it is.
     */
    private record Shown(Object folder, byte[] name) {
        @Override
        public String toString() {
            Deque<String> names = new ArrayDeque<>();
            Object at = this;
            while (at instanceof Shown(Object outer, byte[] inner)) {
                names.addFirst(new String(inner, StandardCharsets.UTF_8));
                at = outer;
            }
            return at + "/" + String.join("/", names);
        }
    }

    /**
     * Opens a directory in this one.
     *
     * @throws java.nio.file.NotDirectoryException also when a link stands there
     * @throws IOException when it cannot be opened otherwise
     */
    public HostDirectory openDirectory(byte[] name) throws IOException {
        Object file = shown(name);
        int opened = calls.open(
                descriptor,
                name,
                OpenFlags.READ_ONLY | flags.directory() | flags.noFollow() | OpenFlags.CLOSE_ON_EXEC,
                0,
                file);
        return new HostDirectory(calls, flags, opened, file);
    }

    /**
     * Opens this directory a second time; closing one leaves the other open.
     *
     * @throws IOException when it cannot be opened again
     */
    public HostDirectory duplicate() throws IOException {
        return openDirectory(new byte[] {'.'});
    }

    /**
     * Makes a directory that only its owner can use.
     *
     * @throws java.nio.file.FileAlreadyExistsException when something of that name is there
     * @throws IOException when it cannot be made otherwise
     */
    public void makeDirectory(byte[] name) throws IOException {
        calls.makeDirectory(descriptor, name, OWNER_ONLY_DIRECTORY, shown(name));
    }

    /**
     * Makes a regular file that only its owner can read, and opens it for writing.
     *
     * @throws java.nio.file.FileAlreadyExistsException when something of that name is there
     * @throws IOException when it cannot be made otherwise
     */
    public HostFile createFile(byte[] name) throws IOException {
        Object file = shown(name);
        int opened = calls.open(
                descriptor,
                name,
                OpenFlags.WRITE_ONLY
                        | OpenFlags.CREATE
                        | OpenFlags.EXCLUSIVE
                        | flags.noFollow()
                        | OpenFlags.CLOSE_ON_EXEC,
                OWNER_ONLY_FILE,
                file);
        return new HostFile(calls, opened, file);
    }

    /**
     * Makes a symbolic link to exactly these bytes.
     *
     * @throws java.nio.file.FileAlreadyExistsException when something of that name is there
     * @throws IOException when it cannot be made otherwise, for example because the target is empty
     */
    public void makeSymbolicLink(byte[] name, byte[] target) throws IOException {
        calls.symbolicLink(target, descriptor, name, shown(name));
    }

    /**
     * Gives a file, or a link itself, another name here.
     *
     * @throws java.nio.file.FileAlreadyExistsException when something of that name is there
     * @throws IOException when it cannot be made otherwise
     */
    public void makeLink(byte[] name, HostDirectory oldFolder, byte[] oldName) throws IOException {
        calls.link(oldFolder.descriptor, oldName, descriptor, name, shown(name));
    }

    /**
     * Makes a socket node that nobody listens on.
     *
     * @throws java.nio.file.FileAlreadyExistsException when something of that name is there
     * @throws IOException when it cannot be made otherwise
     */
    public void makeSocket(byte[] name) throws IOException {
        calls.makeSocket(descriptor, name, shown(name));
    }

    /**
     * Changes the permission bits of a socket that was made here.
     *
     * @throws IOException when the host refuses
     */
    public void setMode(byte[] name, int mode) throws IOException {
        calls.changeMode(descriptor, name, mode, shown(name));
    }

    /**
     * Changes owner and group of an entry; of a link itself, when it is one.
     *
     * @throws IOException when the host refuses
     */
    public void setOwner(byte[] name, long uid, long gid) throws IOException {
        calls.changeOwner(descriptor, name, uid, gid, shown(name));
    }

    /**
     * Sets the time of the last change of an entry; of a link itself, when it is one.
     *
     * @throws IOException when the host refuses
     */
    public void setModified(byte[] name, Instant time) throws IOException {
        calls.setModified(descriptor, name, time, shown(name));
    }

    /**
     * Sets an extended attribute of an entry; of a link itself, when it is one.
     *
     * @throws IOException when the host refuses, or its file system has none for such entries
     */
    public void setExtendedAttribute(byte[] name, byte[] attribute, byte[] value) throws IOException {
        calls.setExtendedAttribute(descriptor, name, attribute, value, shown(name));
    }

    /**
     * Removes a file, for example one that could not be finished.
     *
     * @throws IOException when the host refuses
     */
    public void remove(byte[] name) throws IOException {
        calls.unlink(descriptor, name, shown(name));
    }

    /**
     * Removes an empty directory.
     *
     * @throws java.nio.file.NotDirectoryException when it is something else, also a link to a directory
     * @throws java.nio.file.DirectoryNotEmptyException when there is something in it
     * @throws IOException when the host refuses otherwise
     */
    public void removeDirectory(byte[] name) throws IOException {
        calls.removeDirectory(descriptor, name, shown(name));
    }

    private Object shown(byte[] name) {
        return new Shown(shown, name);
    }
}
