// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.schema.Permissions;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** Fills a volume, and its model in the same way, until it has no room. */
final class ModelFilling {

    private static final int BLOCK = 512;
    private static final Symbol FILLER = Symbol.of("filler");
    private static final Symbol ATTRIBUTE = Symbol.of("user.filler");
    private static final int LONGEST_VALUE = 60_000;
    /** The most times that a value is set again, in case the log never gets full. */
    private static final int MOST_VALUES = 500;

    private final ModelSession session;
    private int values;

    ModelFilling(ModelSession session) {
        this.session = session;
    }

    /** Fills one file with all free blocks. */
    void fillBlocks() throws IOException {
        if (!session.top().children().containsKey(FILLER)) {
            Instant now = session.next();
            session.same(
                    "create filler",
                    true,
                    () -> ((Directory) session.view(session.top())).createFile(FILLER),
                    () -> session.top().add(FILLER, new ModelFile(Permissions.FILE, now), now),
                    session::pair);
        }
        if (!(Optional.ofNullable(session.top().children().get(FILLER)).orElse(session.top())
                instanceof ModelFile model)) {
            return;
        }
        try (OpenFile open = ((RegularFile) session.view(model)).open()) {
            long position = BLOCK * end(open.file());
            for (long blocks = session.volume().statistics().freeBlocks(); blocks > 0; ) {
                long refused = session.refusedForSpace();
                long from = position;
                long count = BLOCK * blocks;
                Instant now = session.next();
                session.same(
                        "fill " + blocks + " blocks",
                        true,
                        () -> open.allocate(from, count, SizeChange.KEEP),
                        () -> model.allocate(from, count, SizeChange.KEEP, now));
                if (session.refusedForSpace() == refused) {
                    position += count;
                }
                blocks = Math.min(blocks / 2, session.volume().statistics().freeBlocks());
            }
        }
    }

    private static long end(RegularFile file) throws IOException {
        return file.extents().isEmpty() ? 0 : file.extents().getLast().fileEnd();
    }

    /** Fills the log, until it has no room for the shortest entry that adds something. */
    void fillLog() throws IOException {
        values = 0;
        while (setValues() && values < MOST_VALUES) {
            session.volume().commit();
        }
    }

    /** Sets an attribute to values that get shorter; returns true if one of them found room. */
    private boolean setValues() throws IOException {
        boolean hasChanged = false;
        for (int length = LONGEST_VALUE; length > 0; length /= 4) {
            for (boolean hasRoom = true; hasRoom && values < MOST_VALUES; values++) {
                hasRoom = set(Text.of(Integer.toString(values % 10).repeat(length)));
                hasChanged |= hasRoom;
            }
        }
        return hasChanged;
    }

    private boolean set(Text value) throws IOException {
        long refused = session.refusedForSpace();
        Instant now = session.next();
        session.same(
                "fill log with " + value.length() + " bytes",
                true,
                () -> session.view(session.top()).setExtendedAttribute(ATTRIBUTE, value),
                () -> {
                    session.top().setAttribute(ATTRIBUTE, value, now);
                    return true;
                });
        return session.refusedForSpace() == refused;
    }
}
