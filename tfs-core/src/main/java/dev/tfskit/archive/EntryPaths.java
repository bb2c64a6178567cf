package dev.tfskit.archive;

import dev.tfskit.schema.TreePath;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.volume.Directory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Makes paths of the names in an archive. Those of entries in a row share the directories that they have in common. Not thread safe. */
final class EntryPaths {

    private static final Symbol UP = Symbol.of("..");

    private final String archive;
    /** The path that was made last, from its first name on. */
    private final List<TreePath> last = new ArrayList<>();

    EntryPaths(final String archive) {
        this.archive = archive;
    }

    /** The path of a name, without slashes at its start and end, empty names and dots. It can hold names that {@link #check} refuses. */
    TreePath of(final byte[] name) {
        TreePath path = TreePath.ROOT;
        int depth = 0;
        int start = 0;
        while (start < name.length) {
            int end = start;
            while (end < name.length && name[end] != '/') {
                end++;
            }
            if (end > start && !(end == start + 1 && name[start] == '.')) {
                path = child(path, depth++, name, start, end);
            }
            start = end + 1;
        }
        return path;
    }

    private TreePath child(final TreePath parent, final int depth, final byte[] bytes, final int start, final int end) {
        if (depth < last.size()) {
            final TreePath known = last.get(depth);
            if (known.parent().orElseThrow().equals(parent) && isName(known.name(), bytes, start, end)) {
                return known;
            }
            last.subList(depth, last.size()).clear();
        }
        final TreePath made = parent.child(Symbol.wrap(Arrays.copyOfRange(bytes, start, end)));
        last.add(made);
        return made;
    }

    private static boolean isName(final Symbol name, final byte[] bytes, final int start, final int end) {
        if (name.length() != end - start) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            if (name.byteAt(i) != (bytes[start + i] & 0xff)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Refuses paths that cannot be in a tree.
     *
     * @param name as it stands in the archive
     * @throws ArchiveException naming the archive and the entry
     */
    void check(final TreePath path, final byte[] name) throws ArchiveException {
        for (TreePath at = path; at.parent().isPresent(); at = at.parent().get()) {
            final Symbol part = at.name();
            if (part.equals(UP)) {
                throw refusal(name, "leads upwards with ..");
            }
            if (part.length() > Directory.MAX_NAME_BYTES) {
                throw refusal(name, "has a name of " + part.length() + " bytes, of which " + Directory.MAX_NAME_BYTES + " are possible");
            }
            if (part.contains('\0')) {
                throw refusal(name, "has a NUL in its name");
            }
        }
    }

    private ArchiveException refusal(final byte[] name, final String problem) {
        return new ArchiveException(archive, "the entry " + Text.wrap(name).quoted() + " " + problem
                + "; leave it out with --exclude, or make the archive without it");
    }
}
