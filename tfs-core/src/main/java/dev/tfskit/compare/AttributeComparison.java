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
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Compares the attributes of two inodes by their meaning, not by their encoding. Not thread-safe. */
final class AttributeComparison {

    private final DeepEquality equality = new DeepEquality(Attributes.PARENT::equals);

    void compare(TreePath path, Inode first, Inode second, Consumer<Difference> differences) {
        Set<Symbol> names = new TreeSet<>();
        collectDiffering(first, second, names);
        collectDiffering(second, first, names);
        for (Symbol name : names) {
            Optional<Value> left = normalized(first, name);
            Optional<Value> right = normalized(second, name);
            boolean isSame =
                    left.isPresent() == right.isPresent() && (left.isEmpty() || equality.test(left.get(), right.get()));
            if (!isSame) {
                differences.accept(new Difference.AttributeDiffers(path, name, first, second));
            }
        }
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
