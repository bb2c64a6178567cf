// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.value.Symbol;
import java.util.List;
import jnr.constants.platform.Errno;

/**
 * The namespaces of extended attributes. A mount has the same ones as other file systems of Linux, except access
 * control lists, which nothing here would enforce.
 *
 * <p>Before a request for an attribute arrives, the kernel has checked the permission of the caller, so the mount
 * checks it no further. A further check would do harm: when a user changes a file, the kernel sends a request to remove
 * {@code security.capability} as if from that user, and a mount that refused the request would keep the capability. The
 * kernel leaves only access control lists to the file system.
 */
final class AttributeRules {

    private static final long ROOT = 0;
    private static final String FOR_ROOT = "trusted.";
    private static final List<String> NAMESPACES = List.of("user.", "security.", FOR_ROOT);

    private AttributeRules() {}

    /**
     * Checks the name of an attribute that a caller asks for.
     *
     * @throws ErrnoException with EOPNOTSUPP when the name is in no namespace of a mount, with EINVAL when it is only
     *     the name of a namespace
     */
    static void check(Symbol name) throws ErrnoException {
        for (String namespace : NAMESPACES) {
            if (begins(name, namespace)) {
                if (name.length() == namespace.length()) {
                    throw new ErrnoException(Errno.EINVAL);
                }
                return;
            }
        }
        throw new ErrnoException(Errno.EOPNOTSUPP);
    }

    /** Returns whether the list of attributes that a caller gets contains this one. */
    static boolean isListed(Symbol name, Caller caller) {
        return NAMESPACES.stream().anyMatch(namespace -> begins(name, namespace))
                && (caller.user() == ROOT || !begins(name, FOR_ROOT));
    }

    /**
     * Returns the error for an attribute that an inode does not have. {@code ls -l} asks each file for the label of
     * SELinux, but only one file of a file system that answers EOPNOTSUPP.
     */
    static Errno missing(Symbol name) {
        return begins(name, "security.selinux") ? Errno.EOPNOTSUPP : Errno.ENODATA;
    }

    private static boolean begins(Symbol name, String ascii) {
        if (name.length() < ascii.length()) {
            return false;
        }
        for (int i = 0; i < ascii.length(); i++) {
            if (name.byteAt(i) != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
