// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.tfskit.codec.Dictionary;
import dev.tfskit.codec.Encoder;
import dev.tfskit.codec.RecordLog;
import dev.tfskit.text.Canonical;
import dev.tfskit.value.RandomValues;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** The decoder reads exactly the values that the encoder has written: a tree of values, and then changes of it. */
class ValuesFuzzTest {

    private static final int MOST_CHANGES = 100;

    static Stream<byte[]> seeds() {
        return Stream.of(100, 1000, 4000).map(length -> {
            byte[] bytes = new byte[length];
            new Random(length).nextBytes(bytes);
            return bytes;
        });
    }

    @MethodSource("seeds")
    @FuzzTest
    void decoderReadsWhatEncoderWrote(byte[] input) throws IOException {
        InputRandom random = new InputRandom(input);
        RandomValues values = new RandomValues(random);
        RecordLog log = new RecordLog();
        Encoder encoder = new Encoder(new Dictionary(), log);
        Tuple root = values.tuple();
        encoder.encode(root, names(root));
        assertEquals(Canonical.text(root), Canonical.text(log.root()));
        for (int i = 0; i < MOST_CHANGES && !random.isUsedUp(); i++) {
            change(root, random, values, encoder);
        }
        assertEquals(Canonical.text(root), Canonical.text(log.root()));
    }

    private static List<Symbol> names(Tuple tuple) {
        return tuple.sorted().stream().map(Tuple.Attribute::name).toList();
    }

    /** One record: some attributes of one tuple are set or removed. */
    private static void change(Tuple root, Random random, RandomValues values, Encoder encoder) throws IOException {
        Tuple tuple = random.nextInt(4) == 0 ? root : below(root, random);
        Set<Symbol> changed = new LinkedHashSet<>();
        for (int count = 1 + random.nextInt(3); count > 0; count--) {
            Symbol name = values.name();
            changed.add(name);
            if (random.nextInt(3) == 0) {
                tuple.remove(name);
            } else {
                tuple.set(name, values.value());
            }
        }
        encoder.encode(tuple, List.copyOf(changed));
    }

    /** A tuple that the log holds, because the root leads to it. */
    private static Tuple below(Tuple root, Random random) {
        Tuple tuple = root;
        for (int depth = random.nextInt(4); depth > 0; depth--) {
            List<Tuple> inner = tuple.sorted().stream()
                    .filter(attribute -> attribute.value() instanceof Tuple)
                    .map(attribute -> (Tuple) attribute.value())
                    .toList();
            if (inner.isEmpty()) {
                break;
            }
            tuple = inner.get(random.nextInt(inner.size()));
        }
        return tuple;
    }
}
