// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Seeds;
import dev.tfskit.value.Composite;
import dev.tfskit.value.RandomValues;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import java.io.IOException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** No change exceeds its size bound, and the bound is close to the real size. */
class EncodedSizeBoundTest {

    private static final Symbol NAME = Symbol.of("name");

    private final Dictionary dictionary = new Dictionary();
    private final RecordLog log = new RecordLog();
    private final Encoder encoder = new Encoder(dictionary, log);
    private final Tuple root = new Tuple();
    private long entriesBefore;

    /** Encodes one attribute of the root and compares what that needed with the bound. */
    private void assertBounds(EncodedSizeBound bound) throws IOException {
        int recordsBefore = log.records().size();
        encoder.encode(root, List.of(NAME));
        long bytes = 0;
        for (byte[] record : log.records().subList(recordsBefore, log.records().size())) {
            bytes += record.length;
        }
        long most = bound.bytes() + EncodedSizeBound.RECORD_BYTES;
        assertTrue(bytes <= most, bytes + " bytes, but at most " + most + " were expected");
        assertEquals(encoder.entries() - entriesBefore, bound.entries());
        entriesBefore = encoder.entries();
    }

    private void begin() throws IOException {
        encoder.encode(root, List.of());
    }

    @Test
    void boundHoldsForAnyValue() throws Exception {
        Seeds.repeat(300, EncodedSizeBoundTest::checkBoundOfAnyValue);
    }

    private static void checkBoundOfAnyValue(Random random) throws IOException {
        EncodedSizeBoundTest run = new EncodedSizeBoundTest();
        run.begin();
        RandomValues values = new RandomValues(random);
        for (int i = 0; i < 5; i++) {
            Value value = values.value();
            run.root.set(NAME, value);
            run.assertBounds(EncodedSizeBound.of(NAME, value));
        }
    }

    @Test
    void boundHoldsForReferenceAndRemoval() throws IOException {
        begin();
        Tuple held = new Tuple();
        held.set(Symbol.of("inner"), new Tuple());
        root.set(NAME, held);
        assertBounds(EncodedSizeBound.of(NAME, held));
        root.remove(NAME);
        assertBounds(EncodedSizeBound.ofRemoval(NAME));
        root.set(NAME, held);
        assertBounds(EncodedSizeBound.ofReference(NAME));
        assertBounds(EncodedSizeBound.of(NAME, held));
    }

    @Test
    void partThatValuesHaveInCommonCountsOnce() throws IOException {
        begin();
        Set<Composite> counted = Collections.newSetFromMap(new IdentityHashMap<>());
        Tuple common = new Tuple();
        common.set(Symbol.of("text"), Text.wrap(new byte[10_000]));
        root.set(NAME, common);
        EncodedSizeBound first = EncodedSizeBound.of(NAME, common, counted);
        Tuple own = new Tuple();
        own.set(Symbol.of("inner"), common);
        EncodedSizeBound second = EncodedSizeBound.of(NAME, own, counted);
        assertBounds(first);
        root.set(NAME, own);
        assertBounds(second);
        assertTrue(second.bytes() < 200, second.bytes() + " bytes");
    }

    /** Space that is set aside in vain makes a volume full too early. */
    @Test
    void boundOfLongTextIsCloseToItsLength() {
        Value text = Text.wrap(new byte[100_000]);
        long bytes = EncodedSizeBound.of(NAME, text).bytes();
        assertTrue(bytes >= 100_000 && bytes < 101_000, bytes + " bytes");
        assertEquals(1, EncodedSizeBound.of(NAME, text).entries());
    }

    @Test
    void longSymbolCountsInEachBound() {
        Symbol name = Symbol.of("n".repeat(200));
        assertTrue(EncodedSizeBound.ofRemoval(name).bytes() > 200);
        assertTrue(EncodedSizeBound.ofReference(name).bytes() > 200);
        Tuple tuple = new Tuple();
        tuple.set(name, new Tuple());
        assertTrue(EncodedSizeBound.of(NAME, tuple).bytes() > 200);
    }
}
