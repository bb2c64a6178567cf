// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tfskit.device.BlockDevice;
import org.junit.jupiter.api.Test;

class ExtentTest {

    /** Neither package uses the other, so each has the number. */
    @Test
    void extentsCountTheBlocksOfDevices() {
        assertEquals(BlockDevice.BLOCK_BYTES, Extent.BLOCK_BYTES);
    }
}
