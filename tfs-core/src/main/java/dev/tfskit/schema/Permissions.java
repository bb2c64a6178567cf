// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.schema;

import dev.tfskit.value.Text;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The mode, owner and group of an inode. TFS itself has no place for them, so this library stores them as an attribute
 * of its own, {@link Attributes#PERMISSIONS}. Its value is one text, {@code "MODE UID GID"}. An inode whose permissions
 * are the default of its kind has no such attribute. Other readers, the Nanos kernel included, ignore it
 * (docs/format.md, section 3.1).
 *
 * @param mode permission bits with setuid, setgid and sticky, 0 to 07777
 * @param uid owner, 0 to 2^32 - 1
 * @param gid group, 0 to 2^32 - 1
 */
public record Permissions(int mode, long uid, long gid) {

    /** The permissions of regular files, sockets and special files without the attribute. */
    public static final Permissions FILE = new Permissions(0644, 0, 0);
    /** The permissions of directories without the attribute. */
    public static final Permissions DIRECTORY = new Permissions(0755, 0, 0);
    /** The permissions of symbolic links without the attribute. */
    public static final Permissions LINK = new Permissions(0777, 0, 0);

    /** All bits of a mode: the permissions, setuid, setgid and sticky. The type of the file is no part of it. */
    public static final int MODE_BITS = 07777;

    private static final long MAX_ID = 0xffff_ffffL;
    /** More than any text of the attribute has; an image can refer to one of megabytes at each inode. */
    private static final int MOST_TEXT_BYTES = 32;

    /** The form of the text; loaded only when an image has such a text. */
    private static final class Form {
        static final Pattern PATTERN = Pattern.compile("([0-7]{1,6}) ([0-9]{1,10}) ([0-9]{1,10})");
    }

    /** Checks the ranges. */
    public Permissions {
        if ((mode & ~MODE_BITS) != 0 || uid < 0 || uid > MAX_ID || gid < 0 || gid > MAX_ID) {
            throw new IllegalArgumentException(
                    "no such permissions: " + Integer.toOctalString(mode) + " " + uid + " " + gid);
        }
    }

    /**
     * Compares by hand, because each new inode is compared: the JVM would have to make the equals of a record in each
     * run.
     */
    @Override
    public boolean equals(Object other) {
        return other instanceof Permissions(int otherMode, long otherUid, long otherGid)
                && mode == otherMode
                && uid == otherUid
                && gid == otherGid;
    }

    @Override
    public int hashCode() {
        return 31 * (31 * mode + Long.hashCode(uid)) + Long.hashCode(gid);
    }

    /**
     * Parses the text of the attribute.
     *
     * @param text the text
     * @return the permissions; empty when the text has another form
     */
    public static Optional<Permissions> parse(Text text) {
        if (text.length() > MOST_TEXT_BYTES) {
            return Optional.empty();
        }
        Matcher form = Form.PATTERN.matcher(text.decode());
        if (!form.matches()) {
            return Optional.empty();
        }
        int mode = Integer.parseInt(form.group(1), 8);
        long uid = Long.parseLong(form.group(2));
        long gid = Long.parseLong(form.group(3));
        return (mode & ~MODE_BITS) != 0 || uid > MAX_ID || gid > MAX_ID
                ? Optional.empty()
                : Optional.of(new Permissions(mode, uid, gid));
    }

    /**
     * Returns the text of the attribute.
     *
     * @return the text
     */
    public Text toText() {
        String octal = Integer.toOctalString(mode);
        return Text.of("0".repeat(Math.max(0, 4 - octal.length())) + octal + " " + uid + " " + gid);
    }
}
