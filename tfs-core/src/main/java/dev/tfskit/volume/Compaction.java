// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.codec.Dictionary;
import dev.tfskit.codec.Encoder;
import dev.tfskit.device.filter.TrackedDevice;
import dev.tfskit.error.NoSpaceException;
import dev.tfskit.log.Extension;
import dev.tfskit.log.LogWriter;
import dev.tfskit.numbering.Numbering;
import dev.tfskit.schema.Identity;
import dev.tfskit.space.BlockRun;
import dev.tfskit.value.Composite;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import java.io.Closeable;
import java.io.IOException;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;

/**
 * Writes the log of a volume anew, to other blocks (docs/format.md, section 9). The tree is walked in steps, between
 * which others may change it; what they change in tuples that the new log holds already is noted and written once more.
 * The new log begins to count when block 0 is written; until then the old one does, and this can be given up at any
 * time.
 */
final class Compaction implements Closeable {

    private static final long LEAST_OBSOLETE = 8192;
    private static final int RECORDS_PER_STEP = 64;
    private static final int TUPLES_PER_STEP = 1000;

    private final Dictionary dictionary = Dictionary.ofNextLog();
    private final Changes changedSince = new Changes();
    /**
     * What no longer belongs to the tree. It keeps its number until the end, because some of it may be still to be
     * written.
     */
    private final Set<Tuple> gone = new HashSet<>();

    private final LogWriter log;
    private final Encoder encoder;
    private final NextLogBlocks blocks;
    private final Consumer<BlockRun> giveBack;
    private boolean adopted;

    private Compaction(Tuple root, LogWriter log, NextLogBlocks blocks, Consumer<BlockRun> giveBack) {
        this.log = log;
        this.blocks = blocks;
        this.encoder = new Encoder(dictionary, log);
        this.giveBack = giveBack;
        encoder.begin(root, root.names());
    }

    /**
     * Whether a log holds so much that counts no longer that it should be written anew.
     *
     * @param settings how many it holds
     * @param live how many would be left
     */
    static boolean isWorth(long settings, long live) {
        long obsolete = settings - live;
        return obsolete >= LEAST_OBSOLETE && obsolete >= settings / 2;
    }

    /**
     * Begins; the caller holds the namespace for writing.
     *
     * @param blocks gives blocks for an extension
     * @param giveBack takes those back that are not needed in the end
     * @throws NoSpaceException when there is no room for even the first extension
     */
    static Compaction begin(
            TrackedDevice device, Identity identity, Tuple root, NextLogBlocks blocks, Consumer<BlockRun> giveBack)
            throws IOException {
        return new Compaction(root, LogWriter.create(device, identity, blocks), blocks, giveBack);
    }

    /** Notes that an attribute has changed; the caller holds the namespace for writing. */
    void note(Tuple tuple, Symbol name) {
        if (tuple.nextNumber() != Composite.UNNUMBERED && !gone.contains(tuple)) {
            changedSince.noteSet(tuple, name, false);
        }
    }

    /** Forgets what is noted of a tuple that is gone; the caller holds the namespace for writing. */
    void forget(Tuple tuple) {
        changedSince.forget(tuple);
        gone.add(tuple);
    }

    /** Writes all that can be reached, in steps. */
    void writeTree(ReentrantReadWriteLock names) throws IOException {
        while (encoder.hasMore()) {
            names.readLock().lock();
            try {
                for (int i = 0; i < RECORDS_PER_STEP && encoder.hasMore(); i++) {
                    encoder.writeRecord();
                }
            } finally {
                names.readLock().unlock();
            }
        }
        while (writeSomeChanges(names)) {
            // The rest is written while all changes wait, so it should be short.
        }
    }

    private boolean writeSomeChanges(ReentrantReadWriteLock names) throws IOException {
        names.writeLock().lock();
        try {
            if (changedSince.size() <= TUPLES_PER_STEP) {
                return false;
            }
            writeChanges(TUPLES_PER_STEP);
            return true;
        } finally {
            names.writeLock().unlock();
        }
    }

    /** Writes all changes that came meanwhile; the caller holds the namespace for writing, and no thread commits. */
    void writeRest() throws IOException {
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

    /** The new log, for which nothing more will be given back from now on. */
    LogWriter log() {
        return log;
    }

    /** Makes the numbers of the new log those of the tuples. */
    Encoder adopt() {
        dictionary.adopt();
        gone.forEach(tuple -> Numbering.set(tuple, Composite.UNNUMBERED));
        blocks.adopt();
        adopted = true;
        return encoder;
    }

    /** Gives everything back if it has not become the log of the volume; the caller holds the namespace for writing. */
    @Override
    public void close() {
        if (adopted) {
            return;
        }
        dictionary.discard();
        for (Extension extension : log.extensions().subList(1, log.extensions().size())) {
            giveBack.accept(new BlockRun(extension.startBlock(), extension.blocks()));
        }
    }
}
