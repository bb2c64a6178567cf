// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.history;

import dev.tfskit.schema.Extent;
import dev.tfskit.schema.InodeKind;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A tree in the simplest form, which follows a history by what its changes say and nothing else. */
final class TreeModel {

    private final SortedMap<String, InodeKind> kinds = new TreeMap<>();
    private final Map<String, String> targets = new HashMap<>();
    private final Map<Integer, Long> lengths = new HashMap<>();
    private final Map<Integer, SortedMap<Long, Extent>> extents = new HashMap<>();

    /** Paths and what is there, with the targets of links. */
    SortedMap<String, String> tree() {
        SortedMap<String, String> tree = new TreeMap<>();
        kinds.forEach((path, kind) -> tree.put(
                path,
                kind + Optional.ofNullable(targets.get(path)).map(t -> " " + t).orElse("")));
        return tree;
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
                String path = path(created.place());
                removeTree(path);
                kinds.put(path, created.kind());
                created.target().ifPresent(target -> targets.put(path, target.quoted()));
                created.length().ifPresent(length -> lengths.put(created.place().tuple(), length));
            }
            case Change.Removed removed -> removeTree(path(removed.place()));
            case Change.Renamed renamed -> {
                SortedMap<String, InodeKind> moved = take(path(renamed.from()));
                removeTree(path(renamed.to()));
                put(path(renamed.from()), path(renamed.to()), moved);
            }
            case Change.Exchanged exchanged -> {
                SortedMap<String, InodeKind> first = take(path(exchanged.first()));
                SortedMap<String, InodeKind> second = take(path(exchanged.second()));
                put(path(exchanged.first()), path(exchanged.second()), first);
                put(path(exchanged.second()), path(exchanged.first()), second);
            }
            case Change.Completed _ -> {}
            case Change.Linked linked -> {
                removeTree(path(linked.name()));
                kinds.put(path(linked.name()), linked.kind());
                Optional.ofNullable(targets.get(path(linked.existing())))
                        .ifPresent(target -> targets.put(path(linked.name()), target));
            }
            case Change.ExtentChanged changed -> {
                SortedMap<Long, Extent> ofFile =
                        extents.computeIfAbsent(changed.place().tuple(), _ -> new TreeMap<>());
                // Extents that came with the creation are not known here.
                changed.before()
                        .ifPresent(extent -> check(
                                extent.equals(Optional.ofNullable(ofFile.remove(extent.fileBlock()))
                                        .orElse(extent)),
                                change));
                changed.after().ifPresent(extent -> ofFile.put(extent.fileBlock(), extent));
            }
            case Change.LengthSet set -> {
                check(set.before().orElse(0) == length(set.place().tuple()), change);
                lengths.put(set.place().tuple(), set.after().orElse(0));
            }
            case Change.AttributeSet _, Change.AttributeRemoved _ -> {}
        }
    }

    private static void check(boolean holds, Change change) {
        if (!holds) {
            throw new AssertionError("it was not so before: " + change);
        }
    }

    private static String path(ChangeLocation place) {
        return place.path().orElseThrow().toString();
    }

    /** The text behind a path when something is below it. */
    private static String below(String path) {
        return path.equals("/") ? path : path + "/";
    }

    private void removeTree(String path) {
        take(path);
    }

    private SortedMap<String, InodeKind> take(String path) {
        SortedMap<String, InodeKind> taken =
                new TreeMap<>(kinds.subMap(below(path), below(path) + Character.MAX_VALUE));
        Optional.ofNullable(kinds.get(path)).ifPresent(kind -> taken.put(path, kind));
        taken.keySet().forEach(kinds::remove);
        return taken;
    }

    private void put(String from, String to, SortedMap<String, InodeKind> tree) {
        Map<String, String> moved = new HashMap<>();
        tree.forEach((path, kind) -> {
            String place = to + path.substring(from.length());
            kinds.put(place, kind);
            Optional.ofNullable(targets.remove(path)).ifPresent(target -> moved.put(place, target));
        });
        targets.putAll(moved);
    }
}
