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

    /**
     * Returns the change in words, such as {@code rename file /a to /b}.
     *
     * @return a line of text without a line end
     */
    default String describe() {
        return ChangeWords.of(this);
    }

    /**
     * A record creates an inode under a new name. The attributes of the new inode are not listed on their own.
     *
     * @param location the location of the inode
     * @param kind the kind of the inode at the end of the record
     * @param length the length of a file in bytes, if the record sets it
     * @param target the target of a symbolic link
     * @param replaces whether another inode had the name
     */
    record Created(
            ChangeLocation location, InodeKind kind, OptionalLong length, Optional<Text> target, boolean replaces)
            implements Change {}

    /**
     * A record removes a name.
     *
     * @param location the location that had the name
     * @param kind the kind of the inode
     * @param last whether the inode has no other name
     */
    record Removed(ChangeLocation location, InodeKind kind, boolean last) implements Change {}

    /**
     * An inode gets a new name and loses an old one. When a later record does the second of the two, that record has
     * {@link Completed}.
     *
     * @param from the old name
     * @param to the new name
     * @param kind the kind of the inode
     * @param replaces whether another inode had the new name
     */
    record Renamed(ChangeLocation from, ChangeLocation to, InodeKind kind, boolean replaces) implements Change {}

    /**
     * Two inodes exchange their names.
     *
     * @param first one of the names
     * @param second the other name
     */
    record Exchanged(ChangeLocation first, ChangeLocation second) implements Change {}

    /**
     * The second half of a rename or an exchange that an earlier record began.
     *
     * @param change the whole change
     * @param record the number of the earlier record
     */
    record Completed(Change change, long record) implements Change {}

    /**
     * An inode gets another name and keeps the old ones, or gets a name again some records after it lost its last one.
     *
     * @param existing a name that the inode has, or its last name
     * @param name the new name
     * @param kind the kind of the inode
     * @param replaces whether another inode had the name
     */
    record Linked(ChangeLocation existing, ChangeLocation name, InodeKind kind, boolean replaces) implements Change {}

    /**
     * An extent of a file is added, removed, moved or marked.
     *
     * @param location the file
     * @param before the extent before the record, if there was one
     * @param after the extent after the record, if there is one; for the same block of the file
     */
    record ExtentChanged(ChangeLocation location, Optional<Extent> before, Optional<Extent> after) implements Change {}

    /**
     * The length of a file changes.
     *
     * @param location the file
     * @param before the old length in bytes; empty when the file had none, which counts as 0
     * @param after the new length in bytes; empty when the record removes it
     */
    record LengthSet(ChangeLocation location, OptionalLong before, OptionalLong after) implements Change {}

    /**
     * An attribute gets another value.
     *
     * @param location the inode
     * @param attribute the name of the attribute, followed by the names that lead to a value inside it
     * @param before the old value, if there was one; a copy of a tuple or vector, only the beginning of a large one
     * @param after the new value; a copy as above
     */
    record AttributeSet(ChangeLocation location, List<Symbol> attribute, Optional<Value> before, Value after)
            implements Change {}

    /**
     * A record removes an attribute.
     *
     * @param location the inode
     * @param attribute the names, as in {@link AttributeSet}
     * @param before the old value; a copy as in {@link AttributeSet}
     */
    record AttributeRemoved(ChangeLocation location, List<Symbol> attribute, Value before) implements Change {}
}
