// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.history;

import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.Extent;
import dev.tfskit.schema.InodeKind;
import dev.tfskit.schema.TreePath;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A tree in the simplest form. It applies the changes of a history and uses no other information. */
final class TreeModel {

    private int root;
    /** The entries of each directory, by the number of its tuple. A directory without a name keeps its entries. */
    private final Map<Integer, SortedMap<Symbol, Integer>> children = new HashMap<>();

    private final Map<Integer, InodeKind> kinds = new HashMap<>();
    private final Map<Integer, String> targets = new HashMap<>();
    private final Map<Integer, Long> lengths = new HashMap<>();
    private final Map<Integer, SortedMap<Long, Extent>> extents = new HashMap<>();

    /** Paths with their inodes and the targets of links. */
    SortedMap<String, String> tree() {
        SortedMap<String, String> tree = new TreeMap<>();
        add(TreePath.ROOT, root, tree);
        return tree;
    }

    private void add(TreePath path, int inode, SortedMap<String, String> tree) {
        String target = kinds.get(inode) == InodeKind.SYMBOLIC_LINK ? " " + targets.get(inode) : "";
        tree.put(path.toString(), kinds.get(inode) + target);
        entries(inode).forEach((name, child) -> add(path.child(name), child, tree));
    }

    private SortedMap<Symbol, Integer> entries(int directory) {
        return children.computeIfAbsent(directory, _ -> new TreeMap<>());
    }

    /** The entries of the directory in which a path ends. */
    private SortedMap<Symbol, Integer> around(TreePath path) {
        int directory = root;
        for (Symbol name : path.parent().orElseThrow().names()) {
            directory = entries(directory).get(name);
        }
        return entries(directory);
    }

    /** Sets an entry. Nothing may be lost by that without a word. */
    private void put(ChangeLocation place, int inode, boolean replaces) {
        TreePath path = path(place);
        if (path.isRoot()) {
            root = inode;
        } else if ((around(path).put(path.name(), inode) != null) != replaces) {
            throw new AssertionError(place + (replaces ? " was free" : " was taken"));
        }
    }

    private boolean isAt(ChangeLocation place) {
        return Integer.valueOf(place.tuple())
                .equals(around(path(place)).get(path(place).name()));
    }

    private int take(ChangeLocation place) {
        return around(path(place)).remove(path(place).name());
    }

    /** The length that the changes gave to an inode, by number. */
    long length(int tuple) {
        return lengths.getOrDefault(tuple, 0L);
    }

    /** The extents that the changes gave to an inode, by number. */
    SortedMap<Long, Extent> extents(int tuple) {
        return extents.getOrDefault(tuple, new TreeMap<>());
    }

    void apply(Change change) {
        switch (change) {
            case Change.Created created -> {
                int inode = created.location().tuple();
                put(created.location(), inode, created.replaces());
                kinds.put(inode, created.kind());
                created.target().ifPresent(target -> targets.put(inode, target.quoted()));
                created.length()
                        .ifPresent(length -> lengths.put(created.location().tuple(), length));
            }
            case Change.Removed removed -> take(removed.location());
            case Change.Renamed renamed -> put(renamed.to(), take(renamed.from()), renamed.replaces());
            case Change.Exchanged exchanged -> {
                int first = take(exchanged.first());
                int second = take(exchanged.second());
                put(exchanged.second(), first, false);
                put(exchanged.first(), second, false);
            }
            case Change.Completed _ -> {}
            case Change.Linked linked -> {
                check(!linked.existing().present() || isAt(linked.existing()), change);
                put(linked.name(), linked.name().tuple(), linked.replaces());
                kinds.put(linked.name().tuple(), linked.kind());
            }
            case Change.ExtentChanged changed -> {
                SortedMap<Long, Extent> ofFile =
                        extents.computeIfAbsent(changed.location().tuple(), _ -> new TreeMap<>());
                // Extents that came with the creation are not known here.
                changed.before()
                        .ifPresent(extent -> check(
                                extent.equals(Optional.ofNullable(ofFile.remove(extent.fileBlock()))
                                        .orElse(extent)),
                                change));
                changed.after().ifPresent(extent -> ofFile.put(extent.fileBlock(), extent));
            }
            case Change.LengthSet set -> {
                check(set.before().orElse(0) == length(set.location().tuple()), change);
                lengths.put(set.location().tuple(), set.after().orElse(0));
            }
            case Change.AttributeSet set -> setKind(set);
            case Change.AttributeRemoved _ -> {}
        }
    }

    /**
     * A record that begins a large tree leaves inodes empty, which are files as long as they are; a later one fills
     * them.
     */
    private void setKind(Change.AttributeSet set) {
        int inode = set.location().tuple();
        Symbol attribute = set.attribute().getFirst();
        if (attribute.equals(Attributes.LINK_TARGET) && set.after() instanceof Text target) {
            kinds.put(inode, InodeKind.SYMBOLIC_LINK);
            targets.put(inode, target.quoted());
        } else if (attribute.equals(Attributes.SOCKET)) {
            kinds.put(inode, InodeKind.SOCKET);
        } else if (attribute.equals(Attributes.CHILDREN)) {
            kinds.put(inode, InodeKind.DIRECTORY);
        }
    }

    private static void check(boolean holds, Change change) {
        if (!holds) {
            throw new AssertionError("it was not so before: " + change);
        }
    }

    private static TreePath path(ChangeLocation place) {
        return place.path().orElseThrow();
    }
}
