// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tfskit.codec.Dictionary;
import dev.tfskit.codec.Encoder;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.device.filter.TrackedDevice;
import dev.tfskit.log.Replay;
import dev.tfskit.numbering.Numbering;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.space.BlockPool;
import dev.tfskit.space.BlockRun;
import dev.tfskit.space.FreeSpace;
import dev.tfskit.space.Growth;
import dev.tfskit.value.Composite;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Compaction while the tree changes between its steps. */
class CompactionTest {

    private static final int MIB = 1 << 20;
    private static final Symbol NAME = Symbol.of("big");

    private final MemoryDevice device = new MemoryDevice(new byte[64 * MIB]);
    private final AtomicLong next = new AtomicLong(1);

    private Optional<BlockRun> run() {
        return Optional.of(new BlockRun(next.getAndAdd(1024), 1024));
    }

    /** A lock that lets another thread in just before each step takes it for reading. */
    private static final class Door extends SharedLock {

        private Runnable visitor = () -> {};

        @Override
        <T, E extends Exception> T read(GuardedAction<T, E> action) throws E {
            visitor.run();
            return super.read(action);
        }
    }

    @Test
    void removalDuringCompactionIsHarmless() throws IOException {
        Tuple big = new Tuple();
        for (int i = 0; i < 3000; i++) {
            big.set(Symbol.of("user." + i), Text.of("v".repeat(1000)));
        }
        Tuple children = new Tuple();
        children.set(NAME, big);
        children.set(Symbol.of("other"), new Tuple());
        Tuple root = new Tuple();
        root.set(Attributes.CHILDREN, children);
        new Encoder(new Dictionary(), _ -> {}).encode(root, root.names());
        LogReservations room = new UnboundedLogReservations(new BlockPool(0, new FreeSpace(0), Growth.NONE, 1), "test");
        Door names = new Door();
        Compaction compaction = names.write(() -> Compaction.begin(
                names,
                new TrackedDevice(device),
                new Identity(new UUID(1, 2), Label.of("")),
                root,
                new NextLogBlocks(this::run, room, "test")));
        AtomicLong steps = new AtomicLong();
        names.visitor = () -> names.write(() -> {
            if (steps.incrementAndGet() == 2 && children.has(NAME)) {
                children.remove(NAME);
                compaction.note(children, NAME);
                compaction.forget(big);
                Numbering.set(big, Composite.UNNUMBERED);
            }
            return true;
        });
        compaction.writeTree();
        names.write(() -> {
            compaction.writeRest();
            return compaction.adopt();
        });
        compaction.log().commit();
        assertEquals(
                1,
                Replay.of(device)
                        .root()
                        .tuple(Attributes.CHILDREN)
                        .orElseThrow()
                        .size());
        assertEquals(Composite.UNNUMBERED, big.number());
    }
}
