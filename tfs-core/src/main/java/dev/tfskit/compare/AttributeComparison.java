// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.compare;

import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.DiskTime;
import dev.tfskit.schema.Permissions;
import dev.tfskit.schema.TreePath;
import dev.tfskit.value.Int;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import dev.tfskit.value.walk.DeepEquality;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.SharedInodes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Compares the attributes of two inodes by their meaning, not by their encoding. Not thread-safe. */
final class AttributeComparison {

    private final DeepEquality equality = new DeepEquality(Attributes.PARENT::equals);
    private final SharedInodes firstShared;
    private final SharedInodes secondShared;
    /** What differs between inodes with several names, so that no pair is compared for each of its names. */
    private final Map<Pair, List<Symbol>> compared = new HashMap<>();

    private record Pair(Inode first, Inode second) {}

    AttributeComparison(SharedInodes first, SharedInodes second) {
        firstShared = first;
        secondShared = second;
    }

    void compare(TreePath path, Inode first, Inode second, Consumer<Difference> differences) {
        boolean isShared = firstShared.contains(first) || secondShared.contains(second);
        List<Symbol> names = isShared
                ? compared.computeIfAbsent(new Pair(first, second), _ -> differing(first, second))
                : differing(first, second);
        for (Symbol name : names) {
            differences.accept(new Difference.AttributeDiffers(path, name, first, second));
        }
    }

    /** Returns the attributes that differ, in the order of their names. */
    private List<Symbol> differing(Inode first, Inode second) {
        Set<Symbol> names = new TreeSet<>();
        collectDiffering(first, second, names);
        collectDiffering(second, first, names);
        names.removeIf(name -> {
            Optional<Value> left = normalized(first, name);
            Optional<Value> right = normalized(second, name);
            return left.isPresent() == right.isPresent() && (left.isEmpty() || equality.test(left.get(), right.get()));
        });
        return List.copyOf(names);
    }

    /** Collects the attributes of one inode whose value the other inode does not have. */
    private static void collectDiffering(Inode inode, Inode other, Set<Symbol> names) {
        for (Tuple.Attribute attribute : inode.attributes()) {
            if (!isPartOfTree(inode, attribute.name(), attribute.value())
                    && !other.attribute(attribute.name())
                            .filter(attribute.value()::equals)
                            .isPresent()) {
                names.add(attribute.name());
            }
        }
    }

    /**
     * Returns whether an attribute makes the tree itself: the entries of a directory and the blocks of a file, which
     * are compared by their meaning, and the pointer to the parent, which two volumes never share.
     */
    private static boolean isPartOfTree(Inode inode, Symbol name, Value value) {
        return name.equals(Attributes.PARENT)
                || name.equals(Attributes.CHILDREN) && inode instanceof Directory && value instanceof Tuple
                || name.equals(Attributes.EXTENTS) && inode instanceof RegularFile;
    }

    /**
     * Returns the meaning of an attribute in one form; nothing for a value that equals the default of an absent one.
     */
    private static Optional<Value> normalized(Inode inode, Symbol name) {
        Optional<Value> value = inode.attribute(name).filter(stored -> !isPartOfTree(inode, name, stored));
        Optional<Int> number = value.flatMap(Int::from).filter(found -> !found.negative());
        if (name.equals(Attributes.PERMISSIONS)) {
            boolean isMalformed = value.isPresent()
                    && !(value.get() instanceof Text text
                            && Permissions.parse(text).isPresent());
            return isMalformed ? value : Optional.of(inode.permissions().toText());
        }
        if (number.isEmpty()) {
            return value;
        }
        if (name.equals(Attributes.MODIFIED) || name.equals(Attributes.ACCESSED)) {
            return withoutDefault(DiskTime.encode(DiskTime.decode(number.get())), 0);
        }
        if (name.equals(Attributes.FILE_LENGTH)) {
            return withoutDefault(number.get(), 0);
        }
        return name.equals(Attributes.LINK_COUNT) ? withoutDefault(number.get(), 1) : value;
    }

    private static Optional<Value> withoutDefault(Int number, long absent) {
        return number.equals(Int.of(absent)) ? Optional.empty() : Optional.of(number);
    }
}
