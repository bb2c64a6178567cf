// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.schema.SpecialNode;
import jnr.constants.platform.Errno;

/** Determines whether programs may make fifos and devices on a mount. Existing ones are always shown. */
enum SpecialFilePolicy {
    /** They are refused. */
    REFUSE,
    /** They are kept as empty files with an attribute. */
    KEEP;

    /**
     * Returns the special file that {@code mknod} is to make.
     *
     * @param mode the mode, with the type bits
     * @param device the numbers of the device as one number
     * @throws ErrnoException when it may not be made, or cannot exist
     */
    SpecialNode allowed(int mode, long device) throws ErrnoException {
        if (this == REFUSE) {
            throw new ErrnoException(Errno.EPERM);
        }
        return NodeType.special(mode, device).orElseThrow(() -> new ErrnoException(Errno.EINVAL));
    }
}
