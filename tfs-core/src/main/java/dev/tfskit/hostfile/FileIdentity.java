// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.hostfile;

import dev.tfskit.posix.DeviceNumber;
import dev.tfskit.posix.FileType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * The identity of what a path leads to. All names of a regular file have the same identity, and so have all nodes of a
 * block device. Immutable.
 *
 * @param key the number of a block device in the form {@code MAJOR:MINOR}, and the file key of any other file
 * @param inode the inode number, as {@code /proc} shows it for an open file; empty for block devices and where it is
 *     not known. The key identifies the file without it
 */
record FileIdentity(Object key, OptionalLong inode) {

    private static final String OVERLAY = "overlay";

    /** Returns the identity of an existing file. */
    static FileIdentity of(Path file) throws IOException {
        return file.getFileSystem().supportedFileAttributeViews().contains("unix") ? unix(file) : portable(file);
    }

    private static FileIdentity unix(Path file) throws IOException {
        Map<String, Object> found = Files.readAttributes(file, "unix:mode,rdev,ino,fileKey");
        FileIdentity identity = unix(found);
        boolean hasInode = !isBlockDevice(found) && showsInodes(file);
        return hasInode ? new FileIdentity(identity.key, OptionalLong.of(number(found, "ino"))) : identity;
    }

    /**
     * Returns the identity of an open file, without its inode number. Asks only for its attributes: its path may lead
     * into a file system that does not answer.
     *
     * @param link the link to the open file in {@code /proc}
     */
    static FileIdentity ofOpenFile(Path link) throws IOException {
        return unix(Files.readAttributes(link, "unix:mode,rdev,fileKey"));
    }

    private static FileIdentity unix(Map<String, Object> found) {
        return isBlockDevice(found)
                ? ofDevice(DeviceNumber.of(number(found, "rdev")).toString())
                : new FileIdentity(Objects.requireNonNull(found.get("fileKey")), OptionalLong.empty());
    }

    private static boolean isBlockDevice(Map<String, Object> found) {
        int mode = (Integer) Objects.requireNonNull(found.get("mode"));
        return (mode & FileType.BITS) == FileType.BLOCK_DEVICE;
    }

    private static long number(Map<String, Object> found, String name) {
        return (Long) Objects.requireNonNull(found.get(name));
    }

    /** Returns whether open files have the numbers of their attributes; overlayfs has others for some hard links. */
    private static boolean showsInodes(Path file) {
        try {
            return !Files.getFileStore(file).type().equals(OVERLAY);
        } catch (IOException unknownFileSystem) {
            return false;
        }
    }

    private static FileIdentity portable(Path file) throws IOException {
        Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        return new FileIdentity(key != null ? key : file.toRealPath(), OptionalLong.empty());
    }

    /** Returns the identity of the block device with a number, in the form {@code MAJOR:MINOR}. */
    static FileIdentity ofDevice(String number) {
        return new FileIdentity(number, OptionalLong.empty());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FileIdentity(Object otherKey, OptionalLong _) && key.equals(otherKey);
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }

    /** Returns whether an open file with an inode number can be this one. */
    boolean canHaveInode(long number) {
        return inode.isEmpty() || inode.getAsLong() == number;
    }
}
