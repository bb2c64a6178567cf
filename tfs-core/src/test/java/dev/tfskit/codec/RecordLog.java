// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.codec;

import dev.tfskit.error.TfsFormatException;
import dev.tfskit.text.Canonical;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A log without a disk: takes records from an encoder and reads them back as another program would. */
public final class RecordLog implements Encoder.RecordSink {

    private final Dictionary readerNumbers = new Dictionary();
    private final Decoder decoder = new Decoder(readerNumbers);
    private final int runBytes;
    private final List<byte[]> records = new ArrayList<>();
    private Tuple root;

    /** A log whose reader gets its bytes in runs of this length. */
    RecordLog(int runBytes) {
        this.runBytes = runBytes;
    }

    /** A log whose reader gets each record in one piece. */
    public RecordLog() {
        this(Integer.MAX_VALUE);
    }

    @Override
    public void accept(Output record) throws IOException {
        byte[] bytes = record.toByteArray();
        records.add(bytes);
        Tuple read = decoder.decode(new MemoryInput(bytes, runBytes), Encoding.VERSION_5);
        root = root == null ? read : root;
    }

    List<byte[]> records() {
        return records;
    }

    /** What the first record made, as it is now. */
    public Tuple root() {
        return root;
    }

    /** How many numbers the reader has given. */
    int count() {
        return readerNumbers.count();
    }

    /** The symbols that were written out, with their repetitions. */
    List<Symbol> symbols() {
        List<Symbol> found = new ArrayList<>();
        for (int number = 1; number <= readerNumbers.count(); number++) {
            try {
                found.add(readerNumbers.symbol(number, 0));
            } catch (TfsFormatException composite) {
                continue;
            }
        }
        return found;
    }

    /** Reads records again, from the first on. */
    static Tuple replay(List<byte[]> records) throws IOException {
        RecordLog log = new RecordLog();
        for (byte[] record : records) {
            Output output = new Output();
            output.write(record, 0, record.length);
            log.accept(output);
        }
        return log.root;
    }

    @Override
    public String toString() {
        return Canonical.text(root);
    }
}
