// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.report;

import dev.tfskit.volume.Inode;
import java.time.Instant;

/** The columns of the tree. Each row is added in three calls: its position, its times, and its content. */
final class TreeColumns {

    private static final String TREE = "tree.";

    private final Column parents;
    private final Column names;
    private final Column kinds;
    private final Column modified;
    private final Column categories;
    private final Column lengths;
    private final Column extents;
    private final Column furtherNames;
    private final Column targets;
    private final Column rests;

    TreeColumns(PageData data) {
        parents = data.column(TREE + "parent");
        names = data.column(TREE + "name");
        kinds = data.column(TREE + "kind");
        modified = data.column(TREE + "modified");
        categories = data.column(TREE + "category");
        lengths = data.column(TREE + "length");
        extents = data.column(TREE + "extents");
        furtherNames = data.column(TREE + "names");
        targets = data.column(TREE + "target");
        rests = data.column(TREE + "rest");
    }

    TreeColumns add(int row, int parent, String name, int kind) {
        parents.number(row - parent);
        names.text(name);
        kinds.number(kind);
        return this;
    }

    TreeColumns times(Inode inode) {
        modified.signed(inode.storedModified().map(Instant::getEpochSecond).orElse(0L));
        return this;
    }

    TreeColumns noTimes() {
        modified.signed(0);
        return this;
    }

    void noFile() {
        file(FileCategory.DATA, 0, new ExtentRow());
    }

    void file(FileCategory category, long length, ExtentRow row) {
        categories.number(category.ordinal());
        lengths.number(length);
        row.writeTo(extents);
    }

    /** Notes that a row is a further name of the file of an earlier row. */
    void furtherName(int row, int first) {
        furtherNames.number(row).number(first);
    }

    void target(int row, String target) {
        targets.number(row).text(target);
    }

    /** Notes how many entries a row sums up. */
    void restEntries(int row, long entries) {
        rests.number(row).number(entries);
    }
}
