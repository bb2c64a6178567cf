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
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

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
    private final Map<TreePath, Difference> removed = new LinkedHashMap<>();
    private final Map<TreePath, Difference> added = new LinkedHashMap<>();

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
            if (scope.covers(difference.path()) && !isIgnored(difference) && !isHeld(difference)) {
                receiver.accept(difference);
            }
        }
        List<Difference.Moved> moves = Moves.between(first, removed.keySet(), second, added.keySet());
        leaveOut(moves.stream().map(Difference.Moved::path).collect(Collectors.toSet()), removed);
        leaveOut(moves.stream().map(Difference.Moved::target).collect(Collectors.toSet()), added);
        for (Difference.Moved move : moves) {
            receiver.accept(move);
        }
        for (Difference difference : removed.values()) {
            receiver.accept(difference);
        }
        for (Difference difference : added.values()) {
            receiver.accept(difference);
        }
    }

    /** Leaves out what has moved, with all that is below. A directory comes before its entries. */
    private static void leaveOut(Set<TreePath> moved, Map<TreePath, Difference> differences) {
        Set<TreePath> leftOut = new HashSet<>(moved);
        differences.keySet().removeIf(path -> {
            boolean isInside = path.parent().filter(leftOut::contains).isPresent();
            return leftOut.contains(path) || isInside && leftOut.add(path);
        });
    }

    private boolean isHeld(Difference difference) {
        if (removed.size() + added.size() >= MOST_HELD) {
            return false;
        }
        return switch (difference) {
            case Difference.OnlyInFirst only -> {
                removed.put(only.path(), only);
                yield true;
            }
            case Difference.OnlyInSecond only -> {
                added.put(only.path(), only);
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
        if (!attribute.name().equals(Attributes.PERMISSIONS)) {
            return false;
        }
        Set<Optional<Integer>> modes = new HashSet<>();
        modes.add(mode(attribute.first()));
        modes.add(mode(attribute.second()));
        return modes.size() == 1 && !modes.contains(Optional.<Integer>empty());
    }

    private static Optional<Integer> mode(Optional<Value> value) {
        return value.filter(Text.class::isInstance)
                .flatMap(text -> Permissions.parse((Text) text))
                .map(Permissions::mode);
    }
}
