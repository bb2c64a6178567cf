package dev.tfskit.schema;

import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** A place in a tree: the names from the root down to it. Children share what they have in common with their parent. */
public final class TreePath {

    /** The path of the root. */
    public static final TreePath ROOT = new TreePath(Optional.empty(), Symbol.of("/"));

    private final Optional<TreePath> parent;
    private final Symbol name;

    private TreePath(final Optional<TreePath> parent, final Symbol name) {
        this.parent = parent;
        this.name = name;
    }

    /** The path of an entry of this directory. */
    public TreePath child(final Symbol entry) {
        return new TreePath(Optional.of(this), entry);
    }

    /** The directory that holds it; empty for the root. */
    public Optional<TreePath> parent() {
        return parent;
    }

    /** The last name; a slash for the root. */
    public Symbol name() {
        return name;
    }

    /** How many names it has; 0 for the root. */
    public int depth() {
        int depth = 0;
        for (Optional<TreePath> at = parent; at.isPresent(); at = at.get().parent) {
            depth++;
        }
        return depth;
    }

    /** The names from the root down. */
    public List<Symbol> names() {
        final Deque<Symbol> names = new ArrayDeque<>();
        for (TreePath at = this; at.parent.isPresent(); at = at.parent.get()) {
            names.addFirst(at.name);
        }
        return new ArrayList<>(names);
    }

    /** The path as bytes: a slash before each name; a slash alone for the root. */
    public Text toText() {
        if (parent.isEmpty()) {
            return Text.of("/");
        }
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (final Symbol part : names()) {
            bytes.write('/');
            bytes.writeBytes(part.toByteArray());
        }
        return Text.wrap(bytes.toByteArray());
    }

    /** The path for people: each name quoted where it needs to be. */
    @Override
    public String toString() {
        if (parent.isEmpty()) {
            return "/";
        }
        final StringBuilder text = new StringBuilder();
        for (final Symbol part : names()) {
            text.append('/').append(part.quoted());
        }
        return text.toString();
    }
}
