// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device;

import java.io.IOException;

/**
 * A device whose size can be set, such as a file but not a partition. A write behind the end makes the device larger.
 */
public interface ResizableDevice extends BlockDevice {

    /**
     * Sets the size. New bytes read as zeros; on hosts with sparse files they take no space.
     *
     * @param bytes the new size in bytes, at least 0
     * @throws IOException when the size cannot be changed
     */
    void resize(long bytes) throws IOException;

    /**
     * Returns whether the device can become larger. It may still find no room for that.
     *
     * @return false for a device whose size the host determines, such as a disk
     */
    default boolean canGrow() {
        return true;
    }
}
