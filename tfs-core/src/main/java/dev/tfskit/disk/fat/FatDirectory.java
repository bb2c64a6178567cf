// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.disk.fat;

import dev.tfskit.device.BlockDevice;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Builds a directory of one cluster with one entry besides {@code .} and {@code ..}. */
final class FatDirectory {

    private static final byte[] ITSELF = ".          ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PARENT = "..         ".getBytes(StandardCharsets.US_ASCII);

    private static final byte DIRECTORY = 0x10;
    private static final byte ARCHIVE = 0x20;
    private static final byte LONG_NAME = 0x0f;
    /** Marks the last part of a long name, which is stored first. */
    private static final int LAST_PART = 0x40;

    private static final int PART_LENGTH = 13;
    private static final short NO_CHARACTER = (short) 0xffff;

    private final ByteBuffer entries =
            ByteBuffer.allocate(BlockDevice.BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final FatTime time;

    private FatDirectory(FatTime time) {
        this.time = time;
    }

    /** Creates the root directory, which has neither {@code .} nor {@code ..}. */
    static FatDirectory root(FatTime time) {
        return new FatDirectory(time);
    }

    /**
     * Creates a directory inside another one.
     *
     * @param time the time of its entries
     * @param cluster the cluster of the new directory
     * @param parent the cluster of the other directory
     */
    static FatDirectory inside(FatTime time, int cluster, int parent) {
        FatDirectory directory = new FatDirectory(time);
        directory.putEntry(ITSELF, DIRECTORY, cluster, 0);
        // The format requires 0 for the root directory, whatever its cluster.
        directory.putEntry(PARENT, DIRECTORY, parent == FatGeometry.FIRST_CLUSTER ? 0 : parent, 0);
        return directory;
    }

    /** Adds an entry for a directory. */
    FatDirectory directory(FatName name, int cluster) {
        putLongName(name);
        putEntry(name.shortName(), DIRECTORY, cluster, 0);
        return this;
    }

    /** Adds an entry for a file. */
    FatDirectory file(FatName name, int cluster, long bytes) {
        putLongName(name);
        putEntry(name.shortName(), ARCHIVE, cluster, bytes);
        return this;
    }

    /** Returns the bytes of the cluster. */
    ByteBuffer bytes() {
        return entries.duplicate().clear();
    }

    private void putEntry(byte[] shortName, byte attributes, int cluster, long bytes) {
        entries.put(shortName).put(attributes).put((byte) 0);
        entries.put(time.hundredths()).putShort(time.time()).putShort(time.date());
        entries.putShort(time.date()).putShort((short) (cluster >>> Short.SIZE));
        entries.putShort(time.time())
                .putShort(time.date())
                .putShort((short) cluster)
                .putInt((int) bytes);
    }

    private void putLongName(FatName name) {
        if (name.isShort()) {
            return;
        }
        int parts = Math.ceilDiv(name.text().length(), PART_LENGTH);
        for (int part = parts; part > 0; part--) {
            int from = (part - 1) * PART_LENGTH;
            entries.put((byte) (part == parts ? part | LAST_PART : part));
            putCharacters(name, from, 5);
            entries.put(LONG_NAME).put((byte) 0).put(name.shortNameSum());
            putCharacters(name, from + 5, 6);
            entries.putShort((short) 0);
            putCharacters(name, from + 11, 2);
        }
    }

    /** Writes characters of the name, then a 0, then fill characters. */
    private void putCharacters(FatName name, int from, int count) {
        for (int at = from; at < from + count; at++) {
            int length = name.text().length();
            entries.putShort(at < length ? (short) name.text().charAt(at) : at == length ? 0 : NO_CHARACTER);
        }
    }
}
