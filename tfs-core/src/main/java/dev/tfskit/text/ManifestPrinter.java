// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.text;

import dev.tfskit.value.ByteString;
import dev.tfskit.value.Flag;
import dev.tfskit.value.Int;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import dev.tfskit.value.VectorValue;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Prints a manifest, piece by piece (docs/format.md, section 6.1). {@link ManifestParser} reads names and texts back
 * byte for byte, and so does the parser of the C tools when all bytes are UTF-8. An integer becomes a decimal text, a
 * flag an empty text. The output is not safe for terminals. Not thread-safe.
 */
public final class ManifestPrinter {

    /** Deeper levels are not indented any further, or deep trees would become mostly blanks. */
    private static final int MOST_INDENTED = 40;

    private final OutputStream out;
    private int depth;
    private boolean needsBlank;

    /**
     * Prints to a stream.
     *
     * @param out takes the bytes; should be buffered, and stays open
     */
    public ManifestPrinter(OutputStream out) {
        this.out = out;
    }

    /**
     * Begins the tuple that is the manifest.
     *
     * @throws IOException when the stream cannot be written
     */
    public void begin() throws IOException {
        begin('(');
    }

    /**
     * Begins an attribute whose value is a tuple.
     *
     * @param name the name of the attribute
     * @throws IOException when the stream cannot be written
     */
    public void begin(Symbol name) throws IOException {
        print(name);
        begin('(');
    }

    /**
     * Ends the tuple that was begun last.
     *
     * @throws IOException when the stream cannot be written
     */
    public void end() throws IOException {
        end(')');
    }

    /**
     * Begins a line, indented by the tuples that are open.
     *
     * @throws IOException when the stream cannot be written
     */
    public void newLine() throws IOException {
        out.write('\n');
        for (int i = Math.min(depth, MOST_INDENTED); i > 0; i--) {
            out.write(' ');
        }
        needsBlank = false;
    }

    /**
     * Prints a comment on a line of its own. What follows must begin with {@link #newLine}.
     *
     * @param text printable ASCII
     * @throws IOException when the stream cannot be written
     */
    public void comment(String text) throws IOException {
        newLine();
        out.write(("# " + text).getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * Prints an attribute.
     *
     * @param name the name of the attribute
     * @param value the value of the attribute; no tuple or vector in it may contain itself
     * @throws IOException when the stream cannot be written
     */
    public void attribute(Symbol name, Value value) throws IOException {
        print(name);
        Deque<Level> levels = new ArrayDeque<>();
        print(value, levels);
        while (!levels.isEmpty()) {
            Level level = levels.peek();
            if (!level.members.hasNext()) {
                levels.pop();
                end(level.closing);
                continue;
            }
            switch (level.members.next()) {
                case Tuple.Attribute attribute -> {
                    print(attribute.name());
                    print(attribute.value(), levels);
                }
                case Value element -> {
                    blank();
                    print(element, levels);
                }
                default -> throw new IllegalStateException();
            }
        }
    }

    private record Level(Iterator<?> members, char closing) {}

    private void print(Value value, Deque<Level> levels) throws IOException {
        switch (value) {
            case Text text -> atom(text, "()[]\"\\#");
            case Int number -> atom(Text.of(number.toString()), "");
            case Flag _ -> atom(Text.of(""), "");
            case Tuple tuple -> {
                begin('(');
                levels.push(new Level(tuple.sorted().iterator(), ')'));
            }
            case VectorValue vector -> {
                begin('[');
                levels.push(new Level(vector.elements().iterator(), ']'));
            }
        }
    }

    private void print(Symbol name) throws IOException {
        blank();
        atom(name, "()[]:|/\"\\#");
        out.write(':');
        needsBlank = false;
    }

    private void begin(char bracket) throws IOException {
        out.write(bracket);
        depth++;
        needsBlank = false;
    }

    private void end(char bracket) throws IOException {
        out.write(bracket);
        depth--;
        needsBlank = true;
    }

    private void blank() throws IOException {
        if (needsBlank) {
            out.write(' ');
        }
    }

    private void atom(ByteString atom, String special) throws IOException {
        boolean isQuoted = !isBare(atom, special);
        if (isQuoted) {
            out.write('"');
        }
        for (int i = 0; i < atom.length(); i++) {
            int each = atom.byteAt(i);
            if (isQuoted && (each == '"' || each == '\\')) {
                out.write('\\');
            }
            out.write(each);
        }
        if (isQuoted) {
            out.write('"');
        }
        needsBlank = true;
    }

    private static boolean isBare(ByteString atom, String special) {
        for (int i = 0; i < atom.length(); i++) {
            if (atom.byteAt(i) <= ' ' || atom.byteAt(i) >= 0x7f || special.indexOf(atom.byteAt(i)) >= 0) {
                return false;
            }
        }
        return atom.length() > 0;
    }
}
