// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device;

import java.io.IOException;

/** A device that grows when it is written behind its end, and whose size can be set: a file, not a partition. */
public interface ResizableDevice extends BlockDevice {

    /**
     * Sets the size; new bytes read as zeros and take no space where the host knows sparse files.
     *
     * @param bytes the size from now on
     * @throws IOException when the host refuses
     */
    void resize(long bytes) throws IOException;
}
