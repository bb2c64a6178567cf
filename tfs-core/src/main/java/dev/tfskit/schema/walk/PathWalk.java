// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.schema.walk;

import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.Limits;
import dev.tfskit.value.ByteString;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Follows paths through a tree, symbolic links included, without recursion. The walk starts at the root, or at a node
 * below it. {@code ..} leads to the directory that the walk came through and never out of the root. A link with an
 * absolute target leads back to the root. The view of the tree decides how a missing entry and an entry of the wrong
 * kind are handled. Not thread-safe.
 *
 * @param <N> a node of the tree
 * @param <E> the exception of the view when it cannot read the tree
 */
public final class PathWalk<N, E extends Exception> {

    private final N root;
    private final Nodes<N, E> nodes;

    /**
     * A view of the nodes of a tree.
     *
     * @param <N> a node of the tree
     * @param <E> the exception of the view when it cannot read the tree
     */
    public interface Nodes<N, E extends Exception> {

        /**
         * Checks that names can be looked up in a node, {@code .} and {@code ..} included.
         *
         * @param node the node
         * @throws E when the walk fails because the node is not a directory
         */
        void enter(N node) throws E;

        /**
         * Looks up an entry.
         *
         * @param node passed to {@link #enter} before
         * @param name neither {@code .} nor {@code ..}
         * @return empty when the walk is to end here
         * @throws E when the walk is to fail
         */
        Optional<N> child(N node, Symbol name) throws E;

        /**
         * Returns the target of a link to follow.
         *
         * @param node the node
         * @param isLast whether the path ends with this node
         * @return the target; empty when the node is not a link, or is a link that is not followed
         * @throws E when the walk fails
         */
        Optional<Text> linkTarget(N node, boolean isLast) throws E;
    }

    /**
     * How a walk ends.
     *
     * @param <N> a node of the tree
     */
    public sealed interface End<N> {

        /**
         * The path leads to a node.
         *
         * @param <N> a node of the tree
         * @param node the node
         * @param linksInARow the most links on the way of which each is the target of the one before
         */
        record Arrived<N>(N node, int linksInARow) implements End<N> {}

        /**
         * The view has no entry for the walk to continue with.
         *
         * @param <N> a node of the tree
         * @param node the node without the entry
         * @param name the name of the entry
         * @param isLast whether the path ends with this name
         */
        record Stopped<N>(N node, Symbol name, boolean isLast) implements End<N> {}

        /**
         * More than {@link Limits#LINKS} links lie on the way, perhaps in a circle.
         *
         * @param <N> a node of the tree
         */
        record TooManyLinks<N>() implements End<N> {}
    }

    /**
     * Creates a walk.
     *
     * @param root the node where paths begin
     * @param nodes the view of the tree
     */
    public PathWalk(N root, Nodes<N, E> nodes) {
        this.root = root;
        this.nodes = nodes;
    }

    /**
     * Follows a path.
     *
     * @param path the path from the root, with or without a leading slash; with a slash at its end it must lead to a
     *     directory
     * @return where the walk ends
     * @throws E when the view fails
     */
    public End<N> along(ByteString path) throws E {
        return along(namesOf(path));
    }

    /**
     * Follows a path.
     *
     * @param path the names from the root down, {@code .} and {@code ..} among them
     * @return where the walk ends
     * @throws E when the view fails
     */
    public End<N> along(List<Symbol> path) throws E {
        return along(List.of(root), path);
    }

    /**
     * Follows a path that begins at another node than the root.
     *
     * @param start the nodes from the root down to the one where the path begins
     * @param path the names from there, {@code .} and {@code ..} among them
     * @return where the walk ends
     * @throws E when the view fails
     */
    public End<N> along(List<N> start, List<Symbol> path) throws E {
        Deque<N> way = new ArrayDeque<>();
        Deque<Step> ahead = new ArrayDeque<>();
        path.forEach(name -> ahead.add(new Step(name, 0)));
        start.forEach(way::push);
        int links = 0;
        int linksInARow = 0;
        while (!ahead.isEmpty()) {
            N node = way.peek();
            Step step = ahead.pop();
            Symbol name = step.name;
            nodes.enter(node);
            if (name.equals(Attributes.SELF)) {
                continue;
            }
            if (name.equals(Attributes.PARENT)) {
                if (way.size() > 1) {
                    way.pop();
                }
                continue;
            }
            Optional<N> next = nodes.child(node, name);
            if (next.isEmpty()) {
                return new End.Stopped<>(node, name, ahead.isEmpty());
            }
            Optional<Text> target = nodes.linkTarget(next.get(), ahead.isEmpty());
            if (target.isEmpty()) {
                way.push(next.get());
                continue;
            }
            if (++links > Limits.LINKS) {
                return new End.TooManyLinks<>();
            }
            if (target.get().length() > 0 && target.get().byteAt(0) == '/') {
                way.clear();
                way.push(root);
            }
            // The last name of a target goes on with the row of the link.
            int row = step.linksBefore + 1;
            linksInARow = Math.max(linksInARow, row);
            for (Symbol each : namesOf(target.get()).reversed()) {
                ahead.push(new Step(each, row));
                row = 0;
            }
        }
        return new End.Arrived<>(way.peek(), linksInARow);
    }

    /**
     * A name that the walk comes to.
     *
     * @param name the name
     * @param linksBefore the links in a row that lead to the entry of this name
     */
    private record Step(Symbol name, int linksBefore) {}

    /**
     * Returns the names of a path, with a dot in place of a slash at its end, so that the node before the slash is
     * entered.
     */
    private static List<Symbol> namesOf(ByteString path) {
        List<Symbol> names = split(path);
        if (!names.isEmpty() && path.byteAt(path.length() - 1) == '/') {
            names.add(Attributes.SELF);
        }
        return names;
    }

    /**
     * Splits a path.
     *
     * @param path names between slashes
     * @return the names that are not empty, dots included; the caller may change the list
     */
    public static List<Symbol> split(ByteString path) {
        List<Symbol> names = new ArrayList<>();
        byte[] bytes = path.toByteArray();
        int start = 0;
        while (start < bytes.length) {
            int slash = path.indexOf('/', start);
            int end = slash < 0 ? bytes.length : slash;
            if (end > start) {
                names.add(Symbol.wrap(Arrays.copyOfRange(bytes, start, end)));
            }
            start = end + 1;
        }
        return names;
    }
}
