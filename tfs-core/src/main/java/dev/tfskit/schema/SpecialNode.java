// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.schema;

import dev.tfskit.value.Int;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import java.util.List;
import java.util.Optional;

/**
 * The kind of a special file: a fifo, or a device with its numbers. TFS itself has no special files, so this library
 * stores one as an empty file with an attribute of its own, {@link Attributes#NODE}. Other readers, the Nanos kernel
 * included, see the empty file (docs/format.md, section 3.1). Immutable.
 *
 * @param kind the kind: {@link InodeKind#FIFO}, {@link InodeKind#CHARACTER_DEVICE} or {@link InodeKind#BLOCK_DEVICE}
 * @param major the number of the driver, 0 to {@value #MOST_MAJOR}; 0 for a fifo
 * @param minor the number of the device of that driver, 0 to {@value #MOST_MINOR}; 0 for a fifo
 */
public record SpecialNode(InodeKind kind, int major, int minor) {

    /** The largest number of a driver that Linux has. */
    public static final int MOST_MAJOR = 0xfff;

    /** The largest number of a device that Linux has. */
    public static final int MOST_MINOR = 0xfffff;

    /** A fifo. */
    public static final SpecialNode FIFO = new SpecialNode(InodeKind.FIFO, 0, 0);

    /** What a union file system leaves in its upper directory where it hides a name of a lower one. */
    public static final SpecialNode WHITEOUT = new SpecialNode(InodeKind.CHARACTER_DEVICE, 0, 0);

    private static final String FIFO_WORD = "fifo";
    private static final String CHARACTER_WORD = "char";
    private static final String BLOCK_WORD = "block";

    /** The digits of {@link #MOST_MINOR}. */
    private static final int MOST_DIGITS = 7;
    /**
     * More than any valid text has. A longer one is not parsed, because an image can store a text of megabytes once and
     * refer to it at each inode.
     */
    private static final int MOST_TEXT_BYTES = 32;

    /** Checks the kind and the ranges. */
    public SpecialNode {
        boolean isPossible = kind == InodeKind.FIFO
                ? major == 0 && minor == 0
                : isDevice(kind) && isInRange(major, MOST_MAJOR) && isInRange(minor, MOST_MINOR);
        if (!isPossible) {
            throw new IllegalArgumentException("no such special file: " + kind + " " + major + " " + minor);
        }
    }

    private static boolean isDevice(InodeKind kind) {
        return kind == InodeKind.CHARACTER_DEVICE || kind == InodeKind.BLOCK_DEVICE;
    }

    private static boolean isInRange(long number, long most) {
        return number >= 0 && number <= most;
    }

    /**
     * Returns a device.
     *
     * @param kind {@link InodeKind#CHARACTER_DEVICE} or {@link InodeKind#BLOCK_DEVICE}
     * @param major the number of the driver
     * @param minor the number of the device
     * @return the device; empty when Linux has no such numbers
     * @throws IllegalArgumentException when the kind is another one
     */
    public static Optional<SpecialNode> device(InodeKind kind, long major, long minor) {
        if (!isDevice(kind)) {
            throw new IllegalArgumentException("not a kind of device: " + kind);
        }
        return isInRange(major, MOST_MAJOR) && isInRange(minor, MOST_MINOR)
                ? Optional.of(new SpecialNode(kind, (int) major, (int) minor))
                : Optional.empty();
    }

    /**
     * Parses the text of the attribute.
     *
     * @param text the text
     * @return the special file; empty when the text has another form
     */
    public static Optional<SpecialNode> parse(Text text) {
        if (text.length() > MOST_TEXT_BYTES) {
            return Optional.empty();
        }
        List<String> words = List.of(text.decode().split(" ", -1));
        if (words.equals(List.of(FIFO_WORD))) {
            return Optional.of(FIFO);
        }
        if (words.size() != 3 || !isNumber(words.get(1)) || !isNumber(words.get(2))) {
            return Optional.empty();
        }
        int major = Integer.parseInt(words.get(1));
        int minor = Integer.parseInt(words.get(2));
        return switch (words.getFirst()) {
            case CHARACTER_WORD -> device(InodeKind.CHARACTER_DEVICE, major, minor);
            case BLOCK_WORD -> device(InodeKind.BLOCK_DEVICE, major, minor);
            default -> Optional.empty();
        };
    }

    private static boolean isNumber(String word) {
        return !word.isEmpty()
                && word.length() <= MOST_DIGITS
                && word.chars().allMatch(c -> c >= '0' && c <= '9')
                && (word.length() == 1 || word.charAt(0) != '0');
    }

    /**
     * Reads which special file an inode is. The caller has made sure that the inode is not a directory, a link or a
     * socket.
     *
     * @param inode the tuple of the inode
     * @return the special file; empty without the attribute, for a malformed one, and for a file that has bytes or
     *     blocks, because the Nanos kernel may have written to it
     */
    public static Optional<SpecialNode> of(Tuple inode) {
        return inode.get(Attributes.NODE)
                .filter(_ -> isEmpty(inode))
                .flatMap(value -> value instanceof Text text ? parse(text) : Optional.empty());
    }

    /**
     * Returns whether an inode has neither bytes nor blocks, as a special file must.
     *
     * @param inode the tuple of the inode
     * @return true when its length and its extents are absent or empty
     */
    public static boolean isEmpty(Tuple inode) {
        boolean hasLength = inode.get(Attributes.FILE_LENGTH)
                .filter(length -> !Int.from(length).equals(Optional.of(Int.of(0))))
                .isPresent();
        boolean hasExtents = inode.get(Attributes.EXTENTS)
                .filter(extents -> !(extents instanceof Tuple tuple) || tuple.size() > 0)
                .isPresent();
        return !hasLength && !hasExtents;
    }

    /**
     * Returns the text of the attribute.
     *
     * @return {@code fifo}, {@code char MAJOR MINOR} or {@code block MAJOR MINOR}
     */
    public Text toText() {
        return Text.of(
                kind == InodeKind.FIFO
                        ? FIFO_WORD
                        : (kind == InodeKind.BLOCK_DEVICE ? BLOCK_WORD : CHARACTER_WORD) + " " + major + " " + minor);
    }
}
