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
import java.util.Optional;

/**
 * Makes paths of the names in an archive. Paths of consecutive entries share their common directories. Not thread-safe.
 */
final class EntryPaths {

    private final String archive;
    private final int strippedNames;
    private final SharedPaths named = new SharedPaths();
    private final SharedPaths inImage = new SharedPaths();

    /**
     * Makes no paths yet.
     *
     * @param strippedNames how many names {@link #inImage} takes off the front of a path
     */
    EntryPaths(String archive, int strippedNames) {
        this.archive = archive;
        this.strippedNames = strippedNames;
    }

    /** The path that was made last, from its first name on. */
    private static final class SharedPaths {

        private final List<TreePath> last = new ArrayList<>();

        TreePath of(List<Symbol> names) {
            TreePath path = TreePath.ROOT;
            for (int depth = 0; depth < names.size(); depth++) {
                path = child(path, depth, names.get(depth));
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
    }

    /**
     * Returns the path of a name in the archive, without slashes at its start and end, empty names and dots. It can
     * hold names that {@link #check} refuses.
     */
    TreePath named(byte[] name) {
        List<Symbol> names = new ArrayList<>();
        for (Symbol part : PathWalk.split(Text.wrap(name))) {
            if (!part.equals(Attributes.SELF)) {
                names.add(part);
            }
        }
        return named.of(names);
    }

    /** Returns the path that an entry has in the image; empty when the names that are stripped are all that it has. */
    Optional<TreePath> inImage(TreePath path) {
        if (strippedNames == 0) {
            return Optional.of(path);
        }
        List<Symbol> names = path.names();
        return names.size() <= strippedNames
                ? Optional.empty()
                : Optional.of(inImage.of(names.subList(strippedNames, names.size())));
    }

    /**
     * Refuses a path that cannot be in a tree.
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
     * Refuses an entry that takes the path of the root and is not a directory.
     *
     * @param name as it stands in the archive
     * @param kind what the entry is, such as {@code hard link}
     * @return the exception, naming the archive and the entry
     */
    ArchiveException notARoot(byte[] name, String kind) {
        return new ArchiveException(
                archive,
                name.length == 0
                        ? "there is an entry without a name; it is damaged: copy or make it again"
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
