// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.schema.Attributes;
import dev.tfskit.value.Symbol;
import jnr.constants.platform.Errno;

/** Who may see and set which extended attributes, as Linux file systems have it. */
final class AttributeRules {

    private static final long ROOT = 0;

    private AttributeRules() {}

    /** Refuses attributes that no mount has, or that are not for this user. */
    static void checkWritable(Symbol name, Replies.Caller caller) throws ErrnoException {
        checkPossible(name);
        if (isForRoot(name) && caller.user() != ROOT) {
            throw new ErrnoException(Errno.EPERM);
        }
    }

    /** Refuses attributes that no mount has, and does not tell this user of others. */
    static void checkReadable(Symbol name, Replies.Caller caller) throws ErrnoException {
        checkPossible(name);
        if (isForRoot(name) && caller.user() != ROOT) {
            throw new ErrnoException(missing(name));
        }
    }

    /** Access lists would have to be obeyed, and what begins with posix is ours. */
    private static void checkPossible(Symbol name) throws ErrnoException {
        if (!Attributes.isExtended(name) || begins(name, "posix.") || begins(name, "system.posix_acl_")) {
            throw new ErrnoException(Errno.EOPNOTSUPP);
        }
    }

    /** Whether a list of attributes shows one to a user. */
    static boolean isShown(Symbol name, Replies.Caller caller) {
        return !begins(name, "posix.")
                && !begins(name, "system.posix_acl_")
                && (!isForRoot(name) || caller.user() == ROOT);
    }

    /**
     * What to say of an attribute that is not there. Of the one of SELinux, which {@code ls -l} asks every file for, it
     * is that there are no such attributes: then it asks one file only.
     */
    static Errno missing(Symbol name) {
        return begins(name, "security.selinux") ? Errno.EOPNOTSUPP : Errno.ENODATA;
    }

    private static boolean isForRoot(Symbol name) {
        return begins(name, "trusted.") || begins(name, "security.");
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
