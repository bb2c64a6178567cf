// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.codec.Dictionary;
import dev.tfskit.codec.Encoder;
import dev.tfskit.codec.Output;
import dev.tfskit.device.filter.TrackedDevice;
import dev.tfskit.error.NoSpaceException;
import dev.tfskit.log.Extension;
import dev.tfskit.log.LogWriter;
import dev.tfskit.numbering.Numbering;
import dev.tfskit.schema.Identity;
import dev.tfskit.space.BlockRun;
import dev.tfskit.value.Composite;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import java.io.Closeable;
import java.io.IOException;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes a new log for a volume, to other blocks (docs/format.md, section 9). The tree is written in steps, and other
 * threads may change it between two steps. A change of a tuple that is in the new log already is noted and written
 * again. The old log stays the log of the volume until block 0 is written, so a compaction can be given up before that.
 * The lock of the namespace guards it: {@link #writeTree} takes the lock for each step, and a method whose caller must
 * hold it for writing asserts this.
 */
final class Compaction implements Closeable {

    private static final int RECORDS_PER_STEP = 64;
    private static final int TUPLES_PER_STEP = 1000;

    private final Dictionary dictionary = Dictionary.ofNextLog();
    private final Changes changedSince = new Changes();
    /**
     * The tuples that were removed from the tree since the start. They keep their numbers until the end, because the
     * encoder may still have to write some of them.
     */
    private final Set<Tuple> removed = new HashSet<>();

    private final SharedLock names;
    private final LogWriter log;
    private final Encoder encoder;
    private final NextLogBlocks blocks;
    private boolean adopted;

    private Compaction(SharedLock names, Tuple root, LogWriter log, NextLogBlocks blocks) {
        this.names = names;
        this.log = log;
        this.blocks = blocks;
        this.encoder = new Encoder(dictionary, new Encoder.RecordSink() {
            @Override
            public void accept(Output record) throws IOException {
                log.accept(record);
            }

            @Override
            public void beforeCopy(Text text) throws IOException {
                blocks.checkCopy(text);
            }
        });
        encoder.begin(root, root.names());
    }

    /**
     * Begins a compaction.
     *
     * @param names the lock of the namespace
     * @param blocks allocates the extensions of the new log
     * @throws NoSpaceException when there is no room for even the first extension
     */
    static Compaction begin(SharedLock names, TrackedDevice device, Identity identity, Tuple root, NextLogBlocks blocks)
            throws IOException {
        names.assertHeldForWriting();
        return new Compaction(names, root, LogWriter.create(device, identity, blocks), blocks);
    }

    /** Notes that an attribute has changed. */
    void note(Tuple tuple, Symbol name) {
        names.assertHeldForWriting();
        if (tuple.nextNumber() != Composite.UNNUMBERED && !removed.contains(tuple)) {
            changedSince.noteSet(tuple, name, false);
        }
    }

    /** Drops the noted changes of a removed tuple. */
    void forget(Tuple tuple) {
        names.assertHeldForWriting();
        changedSince.forget(tuple);
        removed.add(tuple);
    }

    /** Writes all tuples that the root leads to, in steps. */
    void writeTree() throws IOException {
        while (names.read(this::writeSomeRecords)) {
            // Between two steps, other threads may change the tree.
        }
        while (names.write(this::writeSomeChanges)) {
            // The last changes are written while all threads wait, so there should be few of them.
        }
    }

    /** Writes records of the tree; returns true if there are more of them. */
    private boolean writeSomeRecords() throws IOException {
        for (int i = 0; i < RECORDS_PER_STEP && encoder.hasMore(); i++) {
            encoder.writeRecord();
        }
        return encoder.hasMore();
    }

    /** Writes noted changes; returns false if there are few of them. */
    private boolean writeSomeChanges() throws IOException {
        if (changedSince.size() <= TUPLES_PER_STEP) {
            return false;
        }
        writeChanges(TUPLES_PER_STEP);
        return true;
    }

    /** Writes all noted changes. The caller holds the lock for committing. */
    void writeRest() throws IOException {
        names.assertHeldForWriting();
        writeChanges(Integer.MAX_VALUE);
    }

    private void writeChanges(int most) throws IOException {
        Iterator<Map.Entry<Tuple, Map<Symbol, Boolean>>> changes =
                changedSince.entries().iterator();
        for (int i = 0; i < most && changes.hasNext(); i++) {
            Map.Entry<Tuple, Map<Symbol, Boolean>> change = changes.next();
            encoder.encode(change.getKey(), change.getValue().keySet());
            changes.remove();
        }
    }

    /** Returns the new log. */
    LogWriter log() {
        return log;
    }

    /** Gives the tuples their numbers in the new log, which becomes the log of the volume; returns its encoder. */
    Encoder adopt() {
        names.assertHeldForWriting();
        dictionary.adopt();
        removed.forEach(tuple -> Numbering.set(tuple, Composite.UNNUMBERED));
        blocks.adopt();
        adopted = true;
        return encoder;
    }

    /**
     * Returns the blocks of a log that has not become the log of the volume.
     *
     * @return the blocks; empty when it has
     */
    List<BlockRun> unusedRuns() {
        if (adopted) {
            return List.of();
        }
        return runsBehindFirst(log.extensions());
    }

    /** Returns the blocks of a log without block 0, which every log of a volume begins with. */
    static List<BlockRun> runsBehindFirst(List<Extension> extensions) {
        return extensions.stream()
                .skip(1)
                .map(extension -> new BlockRun(extension.startBlock(), extension.blocks()))
                .toList();
    }

    /** Drops the new numbers of a log that has not become the log of the volume. */
    @Override
    public void close() {
        names.assertHeldForWriting();
        if (!adopted) {
            dictionary.discard();
        }
    }
}
