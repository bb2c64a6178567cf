// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.disk;

import dev.tfskit.device.BlockDevice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Recognises disks with a GUID partition table (GPT). Nanos does not use such disks, so this toolkit does not read the
 * table.
 */
final class GuidPartitionTable {

    private static final String SIGNATURE = "EFI PART";

    /** The header is in the second block, which has 512 bytes on most disks and 4,096 on others. */
    private static final long[] OFFSETS = {512, 4096};

    private GuidPartitionTable() {}

    /** Returns whether a disk has a header of such a table. */
    static boolean isOn(BlockDevice disk) throws IOException {
        for (long offset : OFFSETS) {
            if (offset + SIGNATURE.length() <= disk.size()) {
                ByteBuffer start = ByteBuffer.allocate(SIGNATURE.length());
                disk.read(offset, start);
                if (new String(start.array(), StandardCharsets.ISO_8859_1).equals(SIGNATURE)) {
                    return true;
                }
            }
        }
        return false;
    }
}
