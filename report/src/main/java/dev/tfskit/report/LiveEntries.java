// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.report;

import dev.tfskit.codec.ChangeListener;
import dev.tfskit.codec.Decoder;
import dev.tfskit.codec.Dictionary;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.log.Frame;
import dev.tfskit.log.LogCursor;
import dev.tfskit.schema.Attributes;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import dev.tfskit.value.VectorValue;
import dev.tfskit.value.walk.CompositeWalk;
import java.io.IOException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Counts for each record of a log how many of its entries are still in effect (docs/format.md, section 9). Memory holds
 * the tuples of the log and the last record of each attribute. When a program writes the log meanwhile, the numbers may
 * be wrong. Not thread-safe.
 */
final class LiveEntries implements ChangeListener {

    private final Map<Symbol, Integer> symbols = new HashMap<>();
    private final RecordTable lastRecords;
    private @Nullable Tuple root;
    private int record;
    /** How many entries the table still has room for. */
    private int room;

    private LiveEntries(int most) {
        lastRecords = new RecordTable(most);
        room = most;
    }

    /**
     * Counts. A log can be longer by now, or another one after a compaction: no more of it is read.
     *
     * @param records how many records the log had when it was read before
     * @param entries how many entries it had
     * @return a number for each record
     */
    static int[] count(BlockDevice volume, int records, int entries) throws IOException {
        LiveEntries counter = new LiveEntries(entries);
        Decoder decoder = new Decoder(new Dictionary(), counter);
        LogCursor cursor = new LogCursor(volume);
        while (cursor.hasNext() && counter.record < records) {
            if (cursor.next() instanceof Frame.Record frame) {
                decoder.decode(cursor.open(frame), frame.encoding());
                counter.record++;
            }
        }
        return counter.perRecord(records);
    }

    @Override
    public void beforeSet(Tuple tuple, Symbol name, Value value) {
        if (root == null) {
            root = tuple;
        }
        if (room > 0) {
            room--;
            lastRecords.put(key(tuple, name), record);
        }
    }

    @Override
    public void beforeRemove(Tuple tuple, Symbol name) {
        // A removal is obsolete at once, and the attribute is no longer found.
    }

    private long key(Tuple tuple, Symbol name) {
        int symbol = symbols.computeIfAbsent(name, _ -> symbols.size());
        return (long) tuple.number() << Integer.SIZE | symbol;
    }

    private int[] perRecord(int records) {
        int[] live = new int[records];
        CompositeWalk walk = CompositeWalk.onceByNumber(new BitSet());
        if (root != null) {
            walk.add(root);
        }
        while (walk.hasNext()) {
            switch (walk.next()) {
                case Tuple tuple -> {
                    for (int i = 0; i < tuple.size(); i++) {
                        Symbol name = tuple.nameAt(i);
                        if (!name.equals(Attributes.PARENT)) {
                            live[lastRecords.get(key(tuple, name))]++;
                            walk.add(tuple.valueAt(i));
                        }
                    }
                }
                case VectorValue vector -> walk.addMembers(vector);
            }
        }
        return live;
    }

    /**
     * A table of numbers by keys that are not 0. The keys come from an image, so their places depend on a number that
     * the maker of an image cannot know.
     */
    private static final class RecordTable {
        private final long secret = new SplittableRandom().nextLong();
        private final long[] keys;
        private final int[] records;

        RecordTable(int most) {
            int room = Integer.highestOneBit(Math.max(16, most)) << 2;
            keys = new long[room];
            records = new int[room];
        }

        void put(long key, int record) {
            int at = position(key);
            keys[at] = key;
            records[at] = record;
        }

        int get(long key) {
            return records[position(key)];
        }

        private int position(long key) {
            int mask = keys.length - 1;
            int at = (int) mixed(key) & mask;
            while (keys[at] != 0 && keys[at] != key) {
                at = at + 1 & mask;
            }
            return at;
        }

        /** Spreads each bit of a key over all bits, with the finaliser of MurmurHash3. */
        private long mixed(long key) {
            long mixed = key ^ secret;
            mixed = (mixed ^ mixed >>> 33) * 0xff51afd7ed558ccdL;
            mixed = (mixed ^ mixed >>> 33) * 0xc4ceb9fe1a85ec53L;
            return mixed ^ mixed >>> 33;
        }
    }
}
