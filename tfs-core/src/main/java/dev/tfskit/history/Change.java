// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.history;

import dev.tfskit.schema.Extent;
import dev.tfskit.schema.InodeKind;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Value;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A change of the file system by one record of the log. */
public sealed interface Change {

    /** The change in words, such as {@code rename file /a to /b}. */
    default String describe() {
        return ChangeWords.of(this);
    }

    /**
     * A new inode under a new name. Its attributes are not listed on their own.
     *
     * @param place where it is
     * @param kind what it is once the whole record is carried out
     * @param length of a file, if the record says
     * @param target of a symbolic link
     * @param replaces whether something else had the name
     */
    record Created(ChangeLocation place, InodeKind kind, OptionalLong length, Optional<Text> target, boolean replaces)
            implements Change {}

    /**
     * A name goes.
     *
     * @param place what had the name
     * @param kind what it is
     * @param last whether the inode has no other name
     */
    record Removed(ChangeLocation place, InodeKind kind, boolean last) implements Change {}

    /**
     * An inode gets a new name and loses an old one; in the same record, or in the next one, which then has
     * {@link Completed}.
     *
     * @param from the old name
     * @param to the new one
     * @param kind what it is
     * @param replaces whether something else had the new name
     */
    record Renamed(ChangeLocation from, ChangeLocation to, InodeKind kind, boolean replaces) implements Change {}

    /**
     * Two inodes take each other's names.
     *
     * @param first one of the names
     * @param second the other
     */
    record Exchanged(ChangeLocation first, ChangeLocation second) implements Change {}

    /**
     * The second half of a rename or an exchange that an earlier record began.
     *
     * @param change the whole
     * @param record the number of the other record
     */
    record Completed(Change change, long record) implements Change {}

    /**
     * An inode gets another name and keeps those that it has; or one again after its last was removed some records ago.
     *
     * @param existing one it had, or had last
     * @param name the new one
     * @param kind what it is
     * @param replaces whether something else had the name
     */
    record Linked(ChangeLocation existing, ChangeLocation name, InodeKind kind, boolean replaces) implements Change {}

    /**
     * Blocks of a file are added, given back, moved or marked.
     *
     * @param place the file
     * @param before the extent as it was, if there was one
     * @param after the extent as it is, if there is one; of the same block of the file
     */
    record ExtentChanged(ChangeLocation place, Optional<Extent> before, Optional<Extent> after) implements Change {}

    /**
     * The length of a file, in bytes.
     *
     * @param place the file
     * @param before empty when it had none, which counts as 0
     * @param after empty when it is removed
     */
    record LengthSet(ChangeLocation place, OptionalLong before, OptionalLong after) implements Change {}

    /**
     * An attribute gets another value.
     *
     * @param place the inode
     * @param attribute its name; then, for a value inside of it, the names that lead there
     * @param before the value it had; of a tuple or vector a copy, of a large one its beginning
     * @param after the value it has; copied likewise
     */
    record AttributeSet(ChangeLocation place, List<Symbol> attribute, Optional<Value> before, Value after)
            implements Change {}

    /**
     * An attribute goes.
     *
     * @param place the inode
     * @param attribute as in {@link AttributeSet}
     * @param before the value it had; copied likewise
     */
    record AttributeRemoved(ChangeLocation place, List<Symbol> attribute, Value before) implements Change {}
}
