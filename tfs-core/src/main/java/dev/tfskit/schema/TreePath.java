// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.schema;

import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A path in a tree: the names from the root down.
 * {@code TreePath.ROOT.child(Symbol.of("etc")).child(Symbol.of("hosts"))} is {@code /etc/hosts}. Paths with the same
 * names are equal. The order compares name by name, by unsigned bytes, so a directory comes before its entries. Paths
 * that were made from the same parent object are compared in the same time at any depth. A {@code HashMap} of paths
 * stays fast even if an image chooses names with equal hashes, because the map then uses the order of the paths.
 * Immutable.
 */
public final class TreePath implements Comparable<TreePath> {

    /** The path of the root. */
    public static final TreePath ROOT = new TreePath(null, Symbol.of("/"));

    private final @Nullable TreePath parent;
    /** A path above this one, far enough that each {@link #ancestor} takes few steps; null for the root. */
    private final @Nullable TreePath jump;

    private final Symbol name;
    private final int depth;
    private final int hash;

    private TreePath(@Nullable TreePath parent, Symbol name) {
        this.parent = parent;
        this.jump = parent == null ? null : jumpBelow(parent);
        this.name = name;
        this.depth = parent == null ? 0 : parent.depth + 1;
        this.hash = parent == null ? 0 : 31 * parent.hash + name.hashCode();
    }

    /**
     * Returns the path to which a child of a path jumps. The lengths of the jumps are those of a skew binary number:
     * two of the same length are joined to one of twice the length and one more.
     */
    private static TreePath jumpBelow(TreePath parent) {
        TreePath once = parent.jump;
        TreePath twice = once == null ? null : once.jump;
        return once != null && twice != null && parent.depth - once.depth == once.depth - twice.depth ? twice : parent;
    }

    /**
     * Returns the path of an entry of this directory.
     *
     * @param entry the name of the entry
     * @return the path
     */
    public TreePath child(Symbol entry) {
        return new TreePath(this, entry);
    }

    /**
     * Returns the path of the directory that holds the last name.
     *
     * @return the path; empty for the root
     */
    public Optional<TreePath> parent() {
        return Optional.ofNullable(parent);
    }

    /**
     * Returns the last name.
     *
     * @return the name; a slash for the root
     */
    public Symbol name() {
        return name;
    }

    /**
     * Returns the number of names.
     *
     * @return the number, 0 for the root
     */
    public int depth() {
        return depth;
    }

    /**
     * Returns whether this is the root.
     *
     * @return true if the path has no names
     */
    public boolean isRoot() {
        return parent == null;
    }

    /**
     * Returns the names from the root down.
     *
     * @return the names; an empty list for the root
     */
    public List<Symbol> names() {
        Deque<Symbol> names = new ArrayDeque<>();
        for (TreePath at = this; at.parent != null; at = at.parent) {
            names.addFirst(at.name);
        }
        return new ArrayList<>(names);
    }

    /**
     * Returns the path as bytes, with a slash before each name.
     *
     * @return the path; a single slash for the root
     */
    public Text toText() {
        if (parent == null) {
            return Text.of("/");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (Symbol part : names()) {
            bytes.write('/');
            bytes.writeBytes(part.toByteArray());
        }
        return Text.wrap(bytes.toByteArray());
    }

    /** Two paths that share a parent are compared only up to it, so comparing neighbours is fast at any depth. */
    @Override
    public boolean equals(Object other) {
        if (!(other instanceof TreePath path) || path.hash != hash || path.depth != depth) {
            return false;
        }
        TreePath mine = this;
        TreePath theirs = path;
        while (mine != theirs && mine.name.equals(theirs.name)) {
            mine = Objects.requireNonNull(mine.parent);
            theirs = Objects.requireNonNull(theirs.parent);
        }
        return mine == theirs;
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public int compareTo(TreePath other) {
        TreePath mine = ancestor(Math.min(depth, other.depth));
        TreePath theirs = other.ancestor(Math.min(depth, other.depth));
        int highest = 0;
        while (mine != theirs) {
            int order = mine.name.compareTo(theirs.name);
            highest = order != 0 ? order : highest;
            mine = Objects.requireNonNull(mine.parent);
            theirs = Objects.requireNonNull(theirs.parent);
        }
        return highest != 0 ? highest : Integer.compare(depth, other.depth);
    }

    /**
     * Returns the directory of some depth on the way to this path. That takes steps in proportion to the logarithm of
     * the depth of this path.
     *
     * @param ofDepth the number of names, from 0 to {@link #depth()}
     * @return the first names of this path
     */
    public TreePath ancestor(int ofDepth) {
        Objects.checkIndex(ofDepth, depth + 1);
        TreePath at = this;
        while (at.depth > ofDepth) {
            TreePath far = Objects.requireNonNull(at.jump);
            at = far.depth >= ofDepth ? far : Objects.requireNonNull(at.parent);
        }
        return at;
    }

    /**
     * Returns the whole path for listings: each name as {@link Symbol#quoted()} has it, with a slash in front.
     *
     * @return the text; a single slash for the root
     */
    public String quoted() {
        if (parent == null) {
            return "/";
        }
        StringBuilder text = new StringBuilder();
        for (Symbol part : names()) {
            text.append('/').append(part.quoted());
        }
        return text.toString();
    }

    /**
     * Returns the path for messages: as {@link #quoted()} does, but of a longer name than Linux takes only its start
     * and its length, and of a longer path only its last names, after three dots. An image can nest directories without
     * end, and refer to a long name in many places.
     */
    @Override
    public String toString() {
        if (parent == null) {
            return "/";
        }
        Deque<String> shown = new ArrayDeque<>();
        int room = Limits.PATH_BYTES;
        TreePath at = this;
        while (at.parent != null && room > Math.min(at.name.length(), Limits.NAME_BYTES)) {
            room -= 1 + Math.min(at.name.length(), Limits.NAME_BYTES);
            shown.addFirst("/" + at.name.quoted(Limits.NAME_BYTES));
            at = at.parent;
        }
        return (at.parent == null ? "" : "...") + String.join("", shown);
    }
}
