// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.report;

import dev.tfskit.error.TfsFormatException;
import dev.tfskit.schema.InodeKind;
import dev.tfskit.schema.TreePath;
import dev.tfskit.value.Symbol;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.InodeResults;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.Socket;
import dev.tfskit.volume.SpecialFile;
import dev.tfskit.volume.SymbolicLink;
import dev.tfskit.volume.TreeWalk;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes the tree as columns. Each listed entry has a row; the root comes first, and each directory before its entries.
 * Behind these rows, each directory with entries that are not listed has a row with their sums. Names are quoted where
 * necessary, so that no name has control characters, characters that change the direction of text, or malformed bytes.
 * One instance serves one walk.
 */
final class TreeSection {

    private static final int DAMAGED = 5;
    private static final int REST = 6;

    private final Volume volume;
    private final EntryChoice choice;
    private final Duplicates duplicates;
    private final TreeColumns columns;
    private final PlaceInTree place = new PlaceInTree();
    private final InodeResults<Boolean> programs = new InodeResults<>();
    /** The row of the first name of each inode, by its number in the log. */
    private final Map<Integer, Integer> rows = new HashMap<>();
    /** The sums of the entries that are not listed, by the row of their directory. */
    private final Map<Integer, Rest> rests = new TreeMap<>();

    private int nextRow;

    private static final class Rest {
        private final ExtentRow extents = new ExtentRow();
        private long entries;
        private long length;

        void add(@Nullable RegularFile file) throws TfsFormatException {
            entries++;
            if (file != null) {
                length = Math.min(Column.MOST, length + Math.min(Column.MOST, file.length()));
                file.readableExtents(_ -> {}).forEach(extents::add);
            }
        }
    }

    TreeSection(Volume volume, EntryChoice choice, Duplicates duplicates, PageData data) {
        this.volume = volume;
        this.choice = choice;
        this.duplicates = duplicates;
        this.columns = new TreeColumns(data);
    }

    void write() throws IOException {
        int[] way = new int[64];
        columns.add(nextRow++, 0, "/", kind(InodeKind.DIRECTORY)).times(volume.root());
        columns.noFile();
        rows.put(volume.root().logNumber(), 0);
        TreeWalk walk = new TreeWalk(TreePath.ROOT, volume.root());
        for (int i = 0; walk.hasNext(); i++) {
            TreeWalk.Visit visit = walk.next();
            int depth = walk.depth();
            place.enter(depth, visit.path().name());
            if (depth == way.length) {
                way = Arrays.copyOf(way, 2 * depth);
            }
            if (choice.listed().get(i)) {
                way[depth] = nextRow;
                list(visit, way[depth - 1], place.usual(depth));
            } else {
                // Nothing below an entry that is not listed is listed.
                way[depth] = way[depth - 1];
                sumUp(visit, way[depth]);
            }
        }
        writeRests();
    }

    private void list(TreeWalk.Visit visit, int parent, FileCategory usual) throws IOException {
        int row = nextRow++;
        Symbol entryName = visit.path().name();
        String name = ShownName.of(entryName);
        if (!(visit instanceof TreeWalk.Visit.Entry entry)) {
            columns.add(row, parent, name, DAMAGED).noTimes().noFile();
            return;
        }
        Inode inode = entry.inode();
        int first = rows.getOrDefault(inode.logNumber(), row);
        rows.put(inode.logNumber(), first);
        columns.add(row, parent, name, kind(inode.kind())).times(inode);
        if (first != row) {
            columns.furtherName(row, first);
        }
        switch (inode) {
            case RegularFile file -> {
                ExtentRow extents = new ExtentRow();
                if (first == row) {
                    file.readableExtents(_ -> {}).forEach(extents::add);
                    duplicates.offer(row, file);
                }
                FileCategory category = FileCategory.of(
                        entryName, usual, () -> programs.get(file, () -> FileCategory.hasProgramMagic(file)));
                columns.file(category, length(file), extents);
            }
            case SymbolicLink link -> {
                columns.noFile();
                columns.target(row, target(link));
            }
            case Socket _, SpecialFile _, Directory _ -> columns.noFile();
        }
    }

    private static String target(SymbolicLink link) {
        try {
            return link.target().quoted(Column.MOST_TEXT_BYTES);
        } catch (TfsFormatException damaged) {
            return "?";
        }
    }

    private static long length(RegularFile file) {
        try {
            return file.length();
        } catch (TfsFormatException damaged) {
            return 0;
        }
    }

    private void sumUp(TreeWalk.Visit visit, int directory) {
        RegularFile file = visit instanceof TreeWalk.Visit.Entry entry
                        && entry.inode() instanceof RegularFile regular
                        && rows.putIfAbsent(regular.logNumber(), directory) == null
                ? regular
                : null;
        try {
            rests.computeIfAbsent(directory, _ -> new Rest()).add(file);
        } catch (TfsFormatException damaged) {
            // The length of a damaged file counts as 0; the findings name it.
        }
    }

    private void writeRests() {
        for (Map.Entry<Integer, Rest> each : rests.entrySet()) {
            Rest rest = each.getValue();
            int row = nextRow++;
            columns.add(row, each.getKey(), "", REST).noTimes();
            columns.file(FileCategory.DATA, rest.length, rest.extents);
            columns.restEntries(row, rest.entries);
        }
    }

    /** Returns the number that stands for a kind in the page. */
    static int kind(InodeKind kind) {
        return switch (kind) {
            case DIRECTORY -> 0;
            case FILE -> 1;
            case SYMBOLIC_LINK -> 2;
            case SOCKET -> 3;
            case FIFO -> 4;
            case CHARACTER_DEVICE -> 7;
            case BLOCK_DEVICE -> 8;
        };
    }
}
