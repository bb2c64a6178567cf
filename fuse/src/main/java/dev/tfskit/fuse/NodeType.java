// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.posix.DeviceNumber;
import dev.tfskit.posix.FileType;
import dev.tfskit.schema.InodeKind;
import dev.tfskit.schema.SpecialNode;
import java.util.Optional;

/**
 * Converts the kind of an inode and the numbers of a device to the fields of {@code stat}, and the arguments of
 * {@code mknod} to a special file. Stateless.
 */
final class NodeType {

    private NodeType() {}

    /** Returns the type bits of the mode of an inode. */
    static int of(InodeKind kind) {
        return switch (kind) {
            case DIRECTORY -> FileType.DIRECTORY;
            case FILE -> FileType.REGULAR;
            case SYMBOLIC_LINK -> FileType.SYMBOLIC_LINK;
            case SOCKET -> FileType.SOCKET;
            case FIFO -> FileType.FIFO;
            case CHARACTER_DEVICE -> FileType.CHARACTER_DEVICE;
            case BLOCK_DEVICE -> FileType.BLOCK_DEVICE;
        };
    }

    /** Returns the numbers of a device as one number; 0 for a fifo. */
    static int device(SpecialNode node) {
        return (int) new DeviceNumber(node.major(), node.minor()).encoded();
    }

    /**
     * Returns the special file that {@code mknod} is to make.
     *
     * @param mode the mode, with the type bits
     * @param device the numbers of the device as one number
     * @return the special file; empty for another type
     */
    static Optional<SpecialNode> special(int mode, long device) {
        DeviceNumber number = DeviceNumber.of(device);
        return switch (mode & FileType.BITS) {
            case FileType.FIFO -> Optional.of(SpecialNode.FIFO);
            case FileType.CHARACTER_DEVICE ->
                SpecialNode.device(InodeKind.CHARACTER_DEVICE, number.major(), number.minor());
            case FileType.BLOCK_DEVICE -> SpecialNode.device(InodeKind.BLOCK_DEVICE, number.major(), number.minor());
            default -> Optional.empty();
        };
    }
}
