// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device;

import java.io.EOFException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The bytes of a device at one moment. It never changes: a write makes another image, which shares with this one all
 * but the path to the written block. So keeping an image of every moment is cheap, and so is a large one with few
 * blocks in it. Bytes behind the end are zero.
 */
public final class SparseImage {

    private static final int BLOCK = BlockDevice.BLOCK_BYTES;
    private static final int FAN_BITS = 6;
    private static final int FAN = 1 << FAN_BITS;
    private static final byte[] ZEROS = new byte[BLOCK];
    private static final Node HOLE = new Hole();

    private final long size;
    /** Levels above the leaves: the root stands for {@code FAN} to this power blocks. */
    private final int height;

    private final Node root;

    private SparseImage(long size, int height, Node root) {
        this.size = size;
        this.height = height;
        this.root = root;
    }

    private sealed interface Node {}

    private record Hole() implements Node {}

    private record Leaf(byte[] bytes) implements Node {}

    private record Branch(Node[] children) implements Node {}

    /** An image of zeros. */
    public static SparseImage zeros(long bytes) {
        return new SparseImage(bytes, 0, HOLE);
    }

    /** An image of these bytes, which are copied. */
    public static SparseImage of(byte[] bytes) {
        return zeros(bytes.length).written(0, ByteBuffer.wrap(bytes));
    }

    /** The size in bytes. */
    public long size() {
        return size;
    }

    /**
     * Fills the remaining room of a buffer.
     *
     * @throws EOFException when the image ends before
     */
    public void read(long offset, ByteBuffer target) throws EOFException {
        if (offset < 0 || target.remaining() > size - offset) {
            throw new EOFException("the image ends at byte " + size + ", but " + target.remaining()
                    + " bytes from byte " + offset + " are needed");
        }
        long at = offset;
        while (target.hasRemaining()) {
            int from = (int) (at % BLOCK);
            int count = Math.min(BLOCK - from, target.remaining());
            target.put(block(at / BLOCK), from, count);
            at += count;
        }
    }

    /** This image with all that remains in a buffer at a position; as much larger as that needs. */
    public SparseImage written(long offset, ByteBuffer source) {
        SparseImage image = this;
        if (source.hasRemaining()) {
            image = resized(Math.max(size, Math.addExact(offset, source.remaining())));
        }
        long at = offset;
        while (source.hasRemaining()) {
            int from = (int) (at % BLOCK);
            int count = Math.min(BLOCK - from, source.remaining());
            byte[] bytes = image.block(at / BLOCK).clone();
            source.get(bytes, from, count);
            image = image.with(at / BLOCK, bytes);
            at += count;
        }
        return image;
    }

    /** This image with another size: the rest is lost, or what is new is zero. */
    public SparseImage resized(long bytes) {
        if (bytes >= size) {
            return new SparseImage(bytes, height, root);
        }
        long kept = Math.ceilDiv(bytes, (long) BLOCK);
        SparseImage cut = new SparseImage(bytes, height, cut(root, height, kept));
        return bytes % BLOCK == 0 ? cut : cut.with(kept - 1, cut.block(kept - 1));
    }

    private static Node cut(Node node, int height, long kept) {
        if (kept <= 0) {
            return HOLE;
        }
        if (!(node instanceof Branch branch) || kept >= 1L << FAN_BITS * height) {
            return node;
        }
        long span = 1L << FAN_BITS * (height - 1);
        Node[] children = branch.children.clone();
        for (int i = 0; i < FAN; i++) {
            children[i] = cut(children[i], height - 1, kept - i * span);
        }
        return new Branch(children);
    }

    /** The bytes of a block, to be read only. Behind the end they are zero. */
    byte[] block(long block) {
        if (block >>> FAN_BITS * height != 0) {
            return ZEROS;
        }
        Node node = root;
        for (int level = height - 1; node instanceof Branch branch; level--) {
            node = branch.children[slot(block, level)];
        }
        return node instanceof Leaf leaf ? leaf.bytes : ZEROS;
    }

    private static int slot(long block, int level) {
        return (int) (block >>> FAN_BITS * level) & FAN - 1;
    }

    /** This image with another content of a block, whose bytes are taken over. What lies behind the end is lost. */
    SparseImage with(long block, byte[] bytes) {
        long room = size - block * BLOCK;
        if (room <= 0) {
            return this;
        }
        byte[] clipped = room < BLOCK ? Arrays.copyOf(Arrays.copyOf(bytes, (int) room), BLOCK) : bytes;
        Node above = root;
        int levels = height;
        while (block >>> FAN_BITS * levels != 0) {
            Node[] children = holes();
            children[0] = above;
            above = new Branch(children);
            levels++;
        }
        Node leaf = Arrays.equals(clipped, ZEROS) ? HOLE : new Leaf(clipped);
        return new SparseImage(size, levels, put(above, levels, block, leaf));
    }

    private static Node put(Node node, int height, long block, Node leaf) {
        if (height == 0) {
            return leaf;
        }
        Node[] children = node instanceof Branch branch ? branch.children.clone() : holes();
        int slot = slot(block, height - 1);
        children[slot] = put(children[slot], height - 1, block, leaf);
        return new Branch(children);
    }

    private static Node[] holes() {
        Node[] holes = new Node[FAN];
        Arrays.fill(holes, HOLE);
        return holes;
    }

    /** The blocks from one on that are not all zero, in order. */
    List<Long> filledFrom(long first) {
        List<Long> filled = new ArrayList<>();
        collect(root, height, 0, first, filled);
        return filled;
    }

    private static void collect(Node node, int height, long start, long first, List<Long> into) {
        switch (node) {
            case Hole _ -> {}
            case Leaf _ -> {
                if (start >= first) {
                    into.add(start);
                }
            }
            case Branch branch -> {
                long span = 1L << FAN_BITS * (height - 1);
                for (int i = 0; i < FAN; i++) {
                    if (start + (i + 1) * span > first) {
                        collect(branch.children[i], height - 1, start + i * span, first, into);
                    }
                }
            }
        }
    }

    /** A copy of all bytes, of which there may be at most 2 GiB. */
    public byte[] toByteArray() {
        byte[] bytes = new byte[Math.toIntExact(size)];
        for (long block : filledFrom(0)) {
            int at = Math.toIntExact(block * BLOCK);
            System.arraycopy(block(block), 0, bytes, at, Math.min(BLOCK, bytes.length - at));
        }
        return bytes;
    }
}
