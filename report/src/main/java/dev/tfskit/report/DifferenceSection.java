// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.report;

import dev.tfskit.compare.Difference;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.TreePath;
import dev.tfskit.value.Int;
import dev.tfskit.value.Value;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.EnteredDirectories;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.TreeWalk;
import java.util.Optional;

/**
 * Writes how a volume differs from an older one: for each difference its path, a description, and the growth in bytes.
 */
final class DifferenceSection {

    private final EnteredDirectories countedNow = new EnteredDirectories();
    private final EnteredDirectories countedBefore = new EnteredDirectories();
    private final Column rows;

    DifferenceSection(PageData data) {
        this.rows = data.column("differences");
    }

    void add(Difference difference, String words) {
        switch (difference) {
            case Difference.OnlyInFirst only ->
                row(only, "created", words, bytes(only.path(), only.inode(), countedNow));
            case Difference.OnlyInSecond only ->
                row(only, "removed", words, -bytes(only.path(), only.inode(), countedBefore));
            case Difference.AttributeDiffers attribute
            when attribute.name().equals(Attributes.FILE_LENGTH) -> {
                long more = length(attribute.first()) - length(attribute.second());
                row(attribute, more > 0 ? "grew" : "shrank", words, more);
            }
            case Difference.Moved _,
                    Difference.KindDiffers _,
                    Difference.AttributeDiffers _,
                    Difference.LinkDiffers _,
                    Difference.ContentDiffers _ -> row(difference, "changed", words, 0);
            case Difference.Damaged damaged -> row(damaged, "damaged", words, 0);
        }
    }

    private void row(Difference difference, String change, String words, long bytes) {
        rows.text(difference.path().toString()).text(change).text(words).signed(bytes);
    }

    private static long length(Optional<Value> value) {
        return value.flatMap(Int::from)
                .filter(Int::isNonNegativeLong)
                .map(number -> Math.min(number.magnitude(), Column.MOST))
                .orElse(0L);
    }

    /** Adds up the lengths of the files at and below a path, without the directories that are counted already. */
    private static long bytes(TreePath path, Inode inode, EnteredDirectories counted) {
        long bytes = length(inode);
        if (inode instanceof Directory directory && counted.add(directory).isEmpty()) {
            TreeWalk walk = new TreeWalk(path, directory, counted);
            while (walk.hasNext()) {
                if (walk.next() instanceof TreeWalk.Visit.Entry entry) {
                    bytes = Math.min(Column.MOST, bytes + length(entry.inode()));
                }
            }
        }
        return bytes;
    }

    private static long length(Inode inode) {
        try {
            return inode instanceof RegularFile file ? Math.min(file.length(), Column.MOST) : 0;
        } catch (TfsFormatException damaged) {
            return 0;
        }
    }
}
