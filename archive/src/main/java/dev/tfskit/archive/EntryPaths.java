// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import dev.tfskit.error.ArchiveException;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.Limits;
import dev.tfskit.schema.PathWalk;
import dev.tfskit.schema.TreePath;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes paths of the names in an archive. Those of entries in a row share the directories that they have in common. Not
 * thread safe.
 */
final class EntryPaths {

    private final String archive;
    /** The path that was made last, from its first name on. */
    private final List<TreePath> last = new ArrayList<>();

    EntryPaths(String archive) {
        this.archive = archive;
    }

    /**
     * The path of a name, without slashes at its start and end, empty names and dots. It can hold names that
     * {@link #check} refuses.
     */
    TreePath of(byte[] name) {
        TreePath path = TreePath.ROOT;
        int depth = 0;
        for (Symbol part : PathWalk.split(Text.wrap(name))) {
            if (!part.equals(Attributes.SELF)) {
                path = child(path, depth++, part);
            }
        }
        return path;
    }

    private TreePath child(TreePath parent, int depth, Symbol name) {
        if (depth < last.size()) {
            TreePath known = last.get(depth);
            if (known.parent().orElseThrow().equals(parent) && known.name().equals(name)) {
                return known;
            }
            last.subList(depth, last.size()).clear();
        }
        TreePath made = parent.child(name);
        last.add(made);
        return made;
    }

    /**
     * Refuses paths that cannot be in a tree.
     *
     * @param name as it stands in the archive
     * @throws ArchiveException naming the archive and the entry
     */
    void check(TreePath path, byte[] name) throws ArchiveException {
        for (TreePath at = path; at.parent().isPresent(); at = at.parent().get()) {
            Symbol part = at.name();
            if (part.equals(Attributes.PARENT)) {
                throw refusal(name, "leads upwards with ..");
            }
            if (part.length() > Limits.NAME_BYTES) {
                throw refusal(
                        name,
                        "has a name of " + part.length() + " bytes, of which " + Limits.NAME_BYTES + " are possible");
            }
            if (part.contains('\0')) {
                throw refusal(name, "has a NUL in its name");
            }
        }
    }

    /**
     * Refuses an entry that takes the path of the root and is no directory.
     *
     * @param name as it stands in the archive
     * @param kind what the entry is, such as {@code hard link}
     * @return the exception, naming the archive and the entry
     */
    ArchiveException notARoot(byte[] name, String kind) {
        return new ArchiveException(
                archive,
                name.length == 0
                        ? "there is an entry without a name; it is damaged"
                        : "the root cannot be a " + kind + ", as the entry "
                                + Text.wrap(name).quoted() + " is; make the archive without it");
    }

    /**
     * Refuses the target of a symbolic link that no link can have.
     *
     * @param name of the link, as it stands in the archive
     * @param target of the link
     * @throws ArchiveException naming the archive and the entry
     */
    void checkTarget(byte[] name, Text target) throws ArchiveException {
        if (target.length() == 0) {
            throw refusal(name, "is a symbolic link without a target");
        }
        if (target.contains('\0')) {
            throw refusal(name, "is a symbolic link with a NUL in its target");
        }
    }

    private ArchiveException refusal(byte[] name, String problem) {
        return new ArchiveException(
                archive,
                "the entry " + Text.wrap(name).quoted() + " " + problem
                        + "; leave it out with --exclude, or make the archive without it");
    }
}
