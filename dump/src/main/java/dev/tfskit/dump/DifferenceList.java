// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import dev.tfskit.compare.Comparison;
import dev.tfskit.compare.Difference;
import dev.tfskit.compare.Moves;
import dev.tfskit.io.IoConsumer;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.Permissions;
import dev.tfskit.schema.TreePath;
import dev.tfskit.value.Text;
import dev.tfskit.value.Value;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The differences of two volumes that a user wants to see. Ignored differences are left out, and a file or directory
 * that has moved is one difference. An entry that only one volume has may follow in the other volume at a later path,
 * so up to {@value #MOST_HELD} such entries are held back and come last. Further such entries come in the order of the
 * walk, and are not recognised as moved.
 */
final class DifferenceList {

    /** More entries than this are not held in memory to find moves. */
    private static final int MOST_HELD = 100_000;

    private final Volume first;
    private final Volume second;
    private final PathScope scope;
    private final Set<String> ignored;
    private final Map<TreePath, Inode> removed = new LinkedHashMap<>();
    private final Map<TreePath, Inode> added = new LinkedHashMap<>();

    /**
     * Creates a list.
     *
     * @param scope the part of the trees that is compared
     * @param ignored the kinds of differences to ignore: {@code times}, {@code owner}
     */
    DifferenceList(Volume first, Volume second, PathScope scope, Set<String> ignored) {
        this.first = first;
        this.second = second;
        this.scope = scope;
        this.ignored = ignored;
    }

    /** Passes on each difference, in the order of a walk; moves, and what only one volume has, come last. */
    void forEach(IoConsumer<Difference> receiver) throws IOException {
        Comparison comparison = new Comparison(first, second, scope::reaches);
        while (comparison.hasNext()) {
            Difference difference = comparison.next();
            if (isWanted(difference) && !isHeld(difference)) {
                receiver.accept(difference);
            }
        }
        Set<TreePath> sources = new HashSet<>();
        Set<TreePath> targets = new HashSet<>();
        for (Difference difference : Moves.between(first, second, removed, added)) {
            if (difference instanceof Difference.Moved move) {
                sources.add(move.path());
                targets.add(move.target());
            }
            if (isWanted(difference)) {
                receiver.accept(difference);
            }
        }
        leaveOut(sources, removed);
        leaveOut(targets, added);
        for (Map.Entry<TreePath, Inode> only : removed.entrySet()) {
            receiver.accept(new Difference.OnlyInFirst(only.getKey(), only.getValue()));
        }
        for (Map.Entry<TreePath, Inode> only : added.entrySet()) {
            receiver.accept(new Difference.OnlyInSecond(only.getKey(), only.getValue()));
        }
    }

    private boolean isWanted(Difference difference) {
        return isInScope(difference) && !isIgnored(difference);
    }

    private boolean isInScope(Difference difference) {
        return switch (difference) {
            // The scope may lie below this name. Then these say why an image lacks it, or why it cannot be compared.
            case Difference.KindDiffers _, Difference.Damaged _ -> scope.reaches(difference.path());
            // A link that was followed counts only for where it leads.
            case Difference.AttributeDiffers attribute
            when scope.links().contains(attribute.path()) ->
                attribute.name().equals(Attributes.LINK_TARGET) || scope.covers(attribute.path());
            default -> scope.covers(difference.path()) || scope.links().contains(difference.path());
        };
    }

    /** Leaves out what has moved, with all that is below. A directory comes before its entries. */
    private static void leaveOut(Set<TreePath> moved, Map<TreePath, Inode> entries) {
        entries.keySet().removeIf(path -> {
            boolean isInside = path.parent().filter(moved::contains).isPresent();
            return moved.contains(path) || isInside && moved.add(path);
        });
    }

    private boolean isHeld(Difference difference) {
        if (removed.size() + added.size() >= MOST_HELD) {
            return false;
        }
        return switch (difference) {
            case Difference.OnlyInFirst only -> {
                removed.put(only.path(), only.inode());
                yield true;
            }
            case Difference.OnlyInSecond only -> {
                added.put(only.path(), only.inode());
                yield true;
            }
            default -> false;
        };
    }

    private boolean isIgnored(Difference difference) {
        if (!(difference instanceof Difference.AttributeDiffers attribute)) {
            return false;
        }
        boolean isTime =
                attribute.name().equals(Attributes.MODIFIED) || attribute.name().equals(Attributes.ACCESSED);
        return isTime && ignored.contains("times") || ignored.contains("owner") && isOwnerAlone(attribute);
    }

    private static boolean isOwnerAlone(Difference.AttributeDiffers attribute) {
        return attribute.name().equals(Attributes.PERMISSIONS)
                && isAbsentOrSound(attribute.first())
                && isAbsentOrSound(attribute.second())
                && attribute.firstInode().permissions().mode()
                        == attribute.secondInode().permissions().mode();
    }

    /** Returns whether permissions have their form, or are the default, which is not stored. */
    private static boolean isAbsentOrSound(Optional<Value> permissions) {
        return permissions.isEmpty()
                || permissions.get() instanceof Text text
                        && Permissions.parse(text).isPresent();
    }
}
