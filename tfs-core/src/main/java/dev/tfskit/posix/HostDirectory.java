// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.posix;

import dev.tfskit.io.Handover;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * An open directory of the host. Every operation on an entry applies to this directory only: names contain no slash,
 * and symbolic links are not followed. Names are bytes. Only the thread that created the {@link PosixHost} may use it.
 */
public final class HostDirectory extends HostInode {

    private static final int OWNER_ONLY_DIRECTORY = 0700;
    private static final int OWNER_ONLY_FILE = 0600;
    /** What the host reports for entries that are no devices. */
    private static final DeviceNumber NO_DEVICE = new DeviceNumber(0, 0);
    /** Has a path for each descriptor of this process. */
    private static final Path DESCRIPTOR_PATHS = Path.of("/proc/self/fd");

    private final OpenFlags flags;

    HostDirectory(NativeCalls calls, OpenFlags flags, int descriptor, Object shown) {
        super(calls, descriptor, shown);
        this.flags = flags;
    }

    /** The path for messages. Built only when a message needs it, and without recursion at any depth. */
    private record DisplayPath(Object directory, byte[] name) {
        @Override
        public String toString() {
            Deque<String> names = new ArrayDeque<>();
            Object at = this;
            while (at instanceof DisplayPath(Object outer, byte[] inner)) {
                names.addFirst(new String(inner, StandardCharsets.UTF_8));
                at = outer;
            }
            return at + "/" + String.join("/", names);
        }
    }

    /**
     * Opens a directory in this one.
     *
     * @param name the name of the entry
     * @return the open directory
     * @throws java.nio.file.NotDirectoryException when the entry is not a directory; a symbolic link to one is not
     * @throws IOException when it cannot be opened for another reason
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
     * Returns a path that leads to this directory, however long its own path is.
     *
     * @return a path that is valid in this process while the directory is open; it needs {@code /proc}
     */
    public Path descriptorPath() {
        return DESCRIPTOR_PATHS.resolve(Integer.toString(descriptor));
    }

    /**
     * Opens this directory a second time; closing one leaves the other open.
     *
     * @return the second open directory
     * @throws IOException when it cannot be opened
     */
    public HostDirectory duplicate() throws IOException {
        return openDirectory(new byte[] {'.'});
    }

    /**
     * Creates a directory with mode 0700.
     *
     * @param name the name of the new entry
     * @throws java.nio.file.FileAlreadyExistsException when the name exists
     * @throws IOException when it cannot be created for another reason
     */
    public void makeDirectory(byte[] name) throws IOException {
        calls.makeDirectory(descriptor, name, OWNER_ONLY_DIRECTORY, shown(name));
    }

    /**
     * Creates a regular file with mode 0600 and opens it for writing.
     *
     * @param name the name of the new entry
     * @return the open file
     * @throws java.nio.file.FileAlreadyExistsException when the name exists
     * @throws IOException when it cannot be created for another reason
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
     * Creates a symbolic link.
     *
     * @param name the name of the new entry
     * @param target the target, stored unchanged
     * @throws java.nio.file.FileAlreadyExistsException when the name exists
     * @throws IOException when it cannot be created for another reason, for example because the target is empty
     */
    public void makeSymbolicLink(byte[] name, byte[] target) throws IOException {
        calls.symbolicLink(target, descriptor, name, shown(name));
    }

    /**
     * Creates a hard link to a file or symbolic link.
     *
     * @param name the name of the new entry
     * @param oldDirectory the directory of the existing entry
     * @param oldName the name of the existing entry
     * @throws java.nio.file.FileAlreadyExistsException when the new name exists
     * @throws IOException when it cannot be created for another reason
     */
    public void makeLink(byte[] name, HostDirectory oldDirectory, byte[] oldName) throws IOException {
        calls.link(oldDirectory.descriptor, oldName, descriptor, name, shown(name));
    }

    /**
     * Creates a socket node without a listener, with mode 0600.
     *
     * @param name the name of the new entry
     * @return the node, which the caller closes
     * @throws java.nio.file.FileAlreadyExistsException when the name exists
     * @throws IOException when it cannot be created for another reason, such as a missing {@code /proc}, or another
     *     process has replaced it meanwhile
     */
    public HostNode makeSocket(byte[] name) throws IOException {
        return makeNode(name, FileType.SOCKET, NO_DEVICE);
    }

    /**
     * Creates a fifo with mode 0600.
     *
     * @param name the name of the new entry
     * @return the node, which the caller closes
     * @throws java.nio.file.FileAlreadyExistsException when the name exists
     * @throws IOException when it cannot be created for another reason, such as a missing {@code /proc}, or another
     *     process has replaced it meanwhile
     */
    public HostNode makeFifo(byte[] name) throws IOException {
        return makeNode(name, FileType.FIFO, NO_DEVICE);
    }

    /**
     * Creates a character device with mode 0600. Only root can do that.
     *
     * @param name the name of the new entry
     * @param device the numbers of the device
     * @return the node, which the caller closes
     * @throws java.nio.file.FileAlreadyExistsException when the name exists
     * @throws IOException when it cannot be created for another reason, such as a missing {@code /proc}, or another
     *     process has replaced it meanwhile
     */
    public HostNode makeCharacterDevice(byte[] name, DeviceNumber device) throws IOException {
        return makeNode(name, FileType.CHARACTER_DEVICE, device);
    }

    /**
     * Creates a block device with mode 0600. Only root can do that.
     *
     * @param name the name of the new entry
     * @param device the numbers of the device
     * @return the node, which the caller closes
     * @throws java.nio.file.FileAlreadyExistsException when the name exists
     * @throws IOException when it cannot be created for another reason, such as a missing {@code /proc}, or another
     *     process has replaced it meanwhile
     */
    public HostNode makeBlockDevice(byte[] name, DeviceNumber device) throws IOException {
        return makeNode(name, FileType.BLOCK_DEVICE, device);
    }

    private HostNode makeNode(byte[] name, int type, DeviceNumber device) throws IOException {
        Object file = shown(name);
        demandDescriptorPaths(file);
        calls.makeNode(descriptor, name, type, device.encoded(), file);
        int opened = calls.open(descriptor, name, OpenFlags.PATH | flags.noFollow() | OpenFlags.CLOSE_ON_EXEC, 0, file);
        HostNode node = new HostNode(calls, opened, file);
        try (Handover handover = new Handover(node)) {
            node.checkKind(type, device);
            return handover.to(node);
        }
    }

    /**
     * Changes owner and group of an entry; a symbolic link is not followed.
     *
     * @param name the name of the entry
     * @param uid the owner, 0 to 2^32 - 1; the host refuses the last of these numbers
     * @param gid the group, 0 to 2^32 - 1; the host refuses the last of these numbers
     * @throws IOException when the host refuses
     */
    public void setOwner(byte[] name, long uid, long gid) throws IOException {
        calls.changeOwner(descriptor, name, uid, gid, shown(name));
    }

    /**
     * Sets the mtime of an entry; a symbolic link is not followed.
     *
     * @param name the name of the entry
     * @param time the new mtime
     * @throws IOException when the host refuses
     */
    public void setModified(byte[] name, Instant time) throws IOException {
        calls.setModified(descriptor, name, time, shown(name));
    }

    /**
     * Sets an extended attribute of an entry; a symbolic link is not followed.
     *
     * @param name the name of the entry
     * @param attribute the name of the attribute, with its namespace
     * @param value the value
     * @throws IOException when the host refuses, its file system does not support the attribute, or {@code /proc} is
     *     missing
     */
    public void setExtendedAttribute(byte[] name, byte[] attribute, byte[] value) throws IOException {
        Object file = shown(name);
        demandDescriptorPaths(file);
        calls.setExtendedAttribute(descriptor, name, attribute, value, file);
    }

    /** Demands that there are paths of descriptors, without which an attribute could reach another entry. */
    private static void demandDescriptorPaths(Object file) throws FileSystemException {
        if (!Files.isDirectory(DESCRIPTOR_PATHS)) {
            throw new FileSystemException(
                    file.toString(), null, "this needs " + DESCRIPTOR_PATHS + ", which the host lacks; mount /proc");
        }
    }

    /**
     * Renames an entry within this directory. An entry with the new name is replaced in one step. When both names are
     * of one file, nothing changes.
     *
     * @param name the name of the entry
     * @param newName the new name
     * @throws java.nio.file.NotDirectoryException when the entry is a directory, and the one to replace is not
     * @throws java.nio.file.DirectoryNotEmptyException when the entry is a directory, and the one to replace has
     *     entries
     * @throws IOException when the host refuses for another reason, for example because only the one to replace is a
     *     directory
     */
    public void rename(byte[] name, byte[] newName) throws IOException {
        calls.rename(descriptor, name, newName, shown(newName));
    }

    /**
     * Removes an entry that is not a directory.
     *
     * @param name the name of the entry
     * @throws IOException when the host refuses
     */
    public void remove(byte[] name) throws IOException {
        calls.unlink(descriptor, name, shown(name));
    }

    /**
     * Removes an empty directory.
     *
     * @param name the name of the entry
     * @throws java.nio.file.NotDirectoryException when the entry is not a directory; a symbolic link to one is not
     * @throws java.nio.file.DirectoryNotEmptyException when the directory is not empty
     * @throws IOException when the host refuses for another reason
     */
    public void removeDirectory(byte[] name) throws IOException {
        calls.removeDirectory(descriptor, name, shown(name));
    }

    /**
     * Returns which file an entry is; a symbolic link is not followed.
     *
     * @param name the name of the entry
     * @return its identity; empty where the C library has no portable call for it
     * @throws java.nio.file.NoSuchFileException when the directory has no such entry
     * @throws IOException when the host refuses
     */
    public Optional<FileIdentity> identity(byte[] name) throws IOException {
        return calls.identity(descriptor, name, NativeCalls.AT_SYMLINK_NOFOLLOW, shown(name));
    }

    private Object shown(byte[] name) {
        return new DisplayPath(shown, name);
    }

    @Override
    public void close() {
        calls.release(descriptor);
    }
}
