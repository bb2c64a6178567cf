// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import dev.tfskit.cpio.CpioMember;
import dev.tfskit.message.Messages;
import dev.tfskit.schema.TreePath;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether the inode number 0 of a cpio archive is that of several inodes, so that it does not tell which
 * names are hard links. GNU cpio gives it to one inode with {@code --renumber-inodes}. Programs that know no numbers
 * write it for each entry. Names behind each other that have the same metadata, as many as their link count says, count
 * as one inode: nothing tells them from one. Not thread-safe.
 */
final class ZeroInodeNumber {

    private @Nullable CpioMember last;
    private long names;
    private boolean isOfSeveral;
    private boolean hasContents;
    private @Nullable TreePath firstWithoutContents;
    private long namesWithoutContents;

    /** Returns the last member with the number, unless the next one may be another name of the same inode. */
    Optional<CpioMember> endedBy(CpioMember next) {
        return last == null || isAlike(last, next) ? Optional.empty() : Optional.of(last);
    }

    /** Takes note of a member with the number. Its path in the image is empty when it stays out. */
    void add(CpioMember member, Optional<TreePath> path) {
        names++;
        isOfSeveral |= names > member.links() || last != null && !isAlike(last, member);
        last = member;
        if ((member.mode() & ModeBits.TYPE) != ModeBits.FILE || member.links() <= 1) {
            return;
        }
        if (member.size() > 0) {
            isOfSeveral |= hasContents;
            hasContents = true;
        } else if (path.isPresent()) {
            namesWithoutContents++;
            if (firstWithoutContents == null) {
                firstWithoutContents = path.get();
            }
        }
    }

    /**
     * Returns whether two members may be names of one inode. Their sizes may differ: the contents come with one name.
     */
    private static boolean isAlike(CpioMember one, CpioMember other) {
        return one.inode().equals(other.inode())
                && one.mode() == other.mode()
                && one.uid() == other.uid()
                && one.gid() == other.gid()
                && one.links() == other.links()
                && one.modifiedSeconds() == other.modifiedSeconds()
                && one.device().equals(other.device());
    }

    /** Returns a warning about names whose contents came with another name, but nothing tells with which. */
    Optional<String> warning() {
        if (!isOfSeveral || !hasContents || namesWithoutContents == 0) {
            return Optional.empty();
        }
        return Optional.of("gives several files the inode number 0, so the contents of "
                + Messages.of(namesWithoutContents, "hard link", "hard links") + ", the first at "
                + firstWithoutContents + ", may be missing or those of another file; make the archive again with "
                + "cpio -o -H newc");
    }
}
