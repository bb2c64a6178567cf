// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.device.Sampling;
import dev.tfskit.schema.Permissions;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The power is cut around each operation alone: everything is as before it or as after it (docs/format.md, section 8).
 */
class OperationCutsTest {

    private static final long BYTES = 4 << 20;
    private static final Symbol A = Symbol.of("a");
    private static final Symbol B = Symbol.of("b");
    private static final Symbol NEW = Symbol.of("new");
    private static final Symbol ATTRIBUTE = Symbol.of("user.x");

    /** Has a file of two and a half blocks, another, an empty directory and one with a file. */
    private static final class Tree {
        private final Story story;
        private final Journal journal;
        private final RegularFile a;
        private final RegularFile b;
        private final Directory empty;
        private final Directory full;

        Tree(FreedBlocks freedBlocks) throws IOException {
            story = Story.of(Story.empty(BYTES), freedBlocks);
            journal = story.journal();
            a = journal.create("a", 1300);
            b = journal.create("b", 700);
            empty = journal.directory("empty");
            full = journal.directory("full");
            journal.create(full, "c");
            story.commit();
        }
    }

    /** One operation, or some of one batch. */
    @FunctionalInterface
    private interface Operation {
        void run(Tree tree) throws IOException;
    }

    private enum Case {
        CREATE(t -> t.journal.create("new")),
        MAKE_DIRECTORY(t -> t.journal.directory("new")),
        SYMLINK(t -> t.journal.step(() -> t.empty.createSymbolicLink(NEW, Text.of("a")))),
        SOCKET(t -> t.journal.step(() -> t.empty.createSocket(NEW))),
        LINK(t -> t.journal.step(() -> t.full.link(NEW, t.a))),
        LINK_AND_UNLINK(t -> {
            t.journal.step(() -> t.full.link(NEW, t.a));
            t.journal.step(() -> t.journal.top().unlink(A));
        }),
        UNLINK(t -> t.journal.step(() -> t.journal.top().unlink(A))),
        UNLINK_OPEN(t -> {
            OpenFile open = t.a.open();
            t.journal.step(() -> t.journal.top().unlink(A));
            t.story.commit();
            t.journal.create("new", 3000);
            t.journal.write(t.a, 0, 2000);
            open.close();
            t.story.commit();
            t.journal.append(t.b, 3000);
        }),
        LINK_UNNAMED(t -> {
            OpenFile open = t.journal.createUnnamed(t.empty, new Permissions(0600, 1, 2));
            t.journal.write(open.file(), 0, 2000);
            t.story.commit();
            t.journal.truncate(open.file(), 1100);
            t.journal.step(() -> t.full.link(NEW, open.file()));
            t.journal.append(open.file(), 900);
            open.close();
        }),
        CLOSE_UNNAMED(t -> {
            OpenFile open = t.journal.createUnnamed(t.empty, Permissions.FILE);
            t.journal.write(open.file(), 0, 2000);
            t.story.commit();
            open.close();
            t.journal.create("new", 3000);
        }),
        REMOVE_DIRECTORY(t -> t.journal.step(() -> t.journal.top().removeDirectory(Symbol.of("empty")))),
        RENAME(t -> t.journal.step(() -> t.journal.top().rename(A, t.full, NEW, RenameMode.KEEP))),
        RENAME_REPLACING(t -> t.journal.step(() -> t.journal.top().rename(A, t.journal.top(), B, RenameMode.REPLACE))),
        RENAME_EXCHANGING(
                t -> t.journal.step(() -> t.journal.top().rename(A, t.full, Symbol.of("c"), RenameMode.EXCHANGE))),
        RENAME_LEAVING_WHITEOUT(t -> t.journal.step(() ->
                t.journal.top().renameLeavingWhiteout(A, t.journal.top(), B, RenameMode.REPLACE, Permissions.FILE))),
        RENAME_DIRECTORY(
                t -> t.journal.step(() -> t.journal.top().rename(Symbol.of("full"), t.empty, NEW, RenameMode.REPLACE))),
        RENAME_DIRECTORY_REPLACING(t -> t.journal.step(() ->
                t.journal.top().rename(Symbol.of("full"), t.journal.top(), Symbol.of("empty"), RenameMode.REPLACE))),
        APPEND(t -> t.journal.append(t.a, 900)),
        APPEND_IN_BLOCK(t -> t.journal.append(t.a, 10)),
        APPEND_TWICE_REOPENED(t -> {
            t.journal.append(t.a, 10);
            t.journal.append(t.a, 10);
        }),
        OVERWRITE(t -> t.journal.write(t.a, 100, 900)),
        OVERWRITE_AND_APPEND(t -> t.journal.write(t.a, 100, 3000)),
        WRITE_BEHIND_END(t -> t.journal.write(t.a, 5000, 100)),
        WRITE_INTO_HOLE(t -> {
            t.journal.truncate(t.a, 9000);
            t.story.commit();
            t.journal.write(t.a, 4000, 1000);
        }),
        WRITE_INTO_UNINITIALISED(t -> {
            t.journal.step(() -> t.journal.top().unlink(B));
            t.story.commit();
            t.journal.allocate(t.a, 0, 9000, SizeChange.GROW);
            t.story.commit();
            t.journal.write(t.a, 4000, 1000);
            t.journal.write(t.a, 2000, 17);
        }),
        TRUNCATE_DOWN(t -> t.journal.truncate(t.a, 100)),
        TRUNCATE_TO_NOTHING(t -> t.journal.truncate(t.a, 0)),
        TRUNCATE_UP(t -> t.journal.truncate(t.a, 5000)),
        TRUNCATE_DOWN_AND_UP(t -> {
            t.journal.truncate(t.a, 1100);
            t.journal.truncate(t.a, 5000);
        }),
        TRUNCATE_DOWN_AND_UP_OPEN(t -> {
            OpenFile open = t.a.open();
            t.journal.truncate(t.a, 1100);
            t.journal.truncate(t.a, 5000);
            open.close();
        }),
        TRUNCATE_DOWN_AND_APPEND(t -> {
            t.journal.truncate(t.a, 1100);
            t.journal.append(t.a, 30);
            t.journal.truncate(t.a, 1110);
            t.journal.append(t.a, 700);
        }),
        TRUNCATE_DOWN_THEN_UP_LATER(t -> {
            t.journal.truncate(t.a, 1100);
            t.story.commit();
            t.journal.truncate(t.a, 5000);
        }),
        ALLOCATE(t -> t.journal.allocate(t.a, 1000, 5000, SizeChange.GROW)),
        ALLOCATE_KEEPING(t -> {
            t.journal.allocate(t.a, 1000, 5000, SizeChange.KEEP);
            t.story.commit();
            t.journal.append(t.a, 700);
        }),
        PUNCH_HOLE(t -> t.journal.punchHole(t.a, 100, 1000)),
        PUNCH_HOLE_OVER_AN_EDGE(t -> t.journal.punchHole(t.a, 500, 20)),
        PUNCH_HOLE_AND_REFILL(t -> {
            t.journal.punchHole(t.a, 512, 512);
            t.journal.write(t.a, 500, 300);
        }),
        ZERO_RANGE(t -> t.journal.zeroRange(t.a, 100, 5000, SizeChange.GROW)),
        ZERO_RANGE_OVER_AN_EDGE(t -> t.journal.zeroRange(t.a, 500, 20, SizeChange.KEEP)),
        ZERO_RANGE_AND_REFILL(t -> {
            t.journal.zeroRange(t.a, 512, 600, SizeChange.KEEP);
            t.journal.write(t.a, 700, 50);
        }),
        ZERO_RANGE_TO_A_NEW_END_AND_WRITE(t -> {
            t.journal.truncate(t.a, 1100);
            t.journal.zeroRange(t.a, 1000, 100, SizeChange.KEEP);
            t.journal.write(t.a, 1050, 20);
        }),
        ZERO_RANGE_TO_A_NEW_END_AND_APPEND(t -> {
            t.journal.truncate(t.a, 100);
            t.journal.zeroRange(t.a, 0, 100, SizeChange.KEEP);
            t.journal.append(t.a, 50);
        }),
        SET_ATTRIBUTE(t -> t.journal.step(() -> t.a.setExtendedAttribute(ATTRIBUTE, Text.of("y".repeat(2000))))),
        REMOVE_ATTRIBUTE(t -> {
            t.journal.step(() -> t.a.setExtendedAttribute(ATTRIBUTE, Text.of("y")));
            t.story.commit();
            t.journal.step(() -> t.a.removeExtendedAttribute(ATTRIBUTE));
        }),
        PERMISSIONS(t -> t.journal.step(() -> t.full.setPermissions(new Permissions(0700, 1, 2)))),
        REUSE(t -> {
            t.journal.step(() -> t.journal.top().unlink(A));
            t.journal.create("new", 1300);
            t.story.commit();
            t.journal.create("next", 1300);
        }),
        SYNC_DATA(t -> {
            t.journal.write(t.a, 100, 900);
            t.journal.sync(t.a, SyncScope.DATA);
            t.journal.write(t.b, 100, 300);
        }),
        SYNC_DATA_OF_APPENDED(t -> {
            t.journal.append(t.a, 900);
            t.journal.sync(t.a, SyncScope.DATA);
        }),
        SYNC_ALL(t -> {
            t.journal.create("new", 600);
            t.journal.append(t.a, 900);
            t.journal.sync(t.a, SyncScope.ALL);
        }),
        COMPACTION(t -> {
            t.journal.append(t.a, 900);
            t.journal.step(() -> t.journal.top().unlink(B));
            t.story.land(() -> assertTrue(t.story.volume().compact()));
            t.journal.append(t.a, 900);
        });

        private final Operation operation;

        Case(Operation operation) {
            this.operation = operation;
        }
    }

    @TestFactory
    Stream<DynamicTest> everyDiskIsAsBeforeOrAsAfter() {
        return Arrays.stream(FreedBlocks.values())
                .flatMap(freedBlocks -> Arrays.stream(Case.values())
                        .map(each -> DynamicTest.dynamicTest(
                                each + ", freed blocks: " + freedBlocks, () -> check(each, freedBlocks))));
    }

    private static void check(Case each, FreedBlocks freedBlocks) throws IOException {
        Tree tree = new Tree(freedBlocks);
        each.operation.run(tree);
        tree.story.commit();
        assertTrue(tree.story.check(new Sampling(1 << 10, 200, 1)) > 2);
    }
}
