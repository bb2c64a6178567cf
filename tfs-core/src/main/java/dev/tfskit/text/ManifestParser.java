// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.text;

import dev.tfskit.value.Composite;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import dev.tfskit.value.VectorValue;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Reads the text form of a tuple (docs/format.md, section 6). All atoms become texts. The text is bytes, by convention
 * UTF-8; nesting may be as deep as memory allows. After a fault the parser goes on where the text makes sense again, so
 * that one run finds all faults. Not thread-safe.
 */
public final class ManifestParser {

    /** The most faults, and the most notices, that are reported for one text. */
    static final int MOST_FAULTS = 50;

    private static final int END = -1;
    private static final int NONE = -1;
    private static final String BRACKETS = "()[]";
    private static final String NAME_ENDS = BRACKETS + ":|/";

    private final byte[] text;
    private final ManifestLines lines;
    private final Deque<Open> open = new ArrayDeque<>();
    private final List<Tuple> tuples = new ArrayList<>();
    private final Map<Value, Integer> offsets = new IdentityHashMap<>();
    private final List<ManifestFault> faults = new ArrayList<>();
    private final List<ManifestFault> notices = new ArrayList<>();
    private int position;
    /** Set once a bracket was wrong: brackets that are open at the end are then no fault of their own. */
    private boolean bracketsInDoubt;

    private boolean stopped;
    /** The offset of a quoted string whose closing quote looks like the opening quote of another string. */
    private int suspectQuote = NONE;

    private ManifestParser(byte[] text, String name) {
        this.text = text;
        this.lines = new ManifestLines(text, name);
    }

    /** A tuple or vector whose closing bracket is still to come, and the offset of its opening bracket. */
    private record Open(Composite composite, int offset) {

        int closing() {
            return composite instanceof Tuple ? ')' : ']';
        }
    }

    /**
     * Parses a text that is one tuple or several, with white space and comments around them.
     *
     * @param text the bytes of the text; not copied, so the caller must not change them
     * @param name the name of the text, for messages; may be empty
     * @return the tuples, at least one
     * @throws ManifestException when the text is anything else; holds all faults, but at most {@value #MOST_FAULTS}
     */
    public static ManifestText parse(byte[] text, String name) throws ManifestException {
        ManifestParser parser = new ManifestParser(text, name);
        parser.readAll();
        return parser.result();
    }

    /**
     * Parses a text that is one tuple, with white space and comments around it.
     *
     * @param text the bytes of the text
     * @return the tuple
     * @throws ManifestException when the text is anything else; holds all faults, but at most {@value #MOST_FAULTS}
     */
    public static Tuple parseTuple(byte[] text) throws ManifestException {
        ManifestParser parser = new ManifestParser(text, "");
        parser.readAll();
        if (parser.tuples.size() > 1 && parser.faults.isEmpty()) {
            parser.position = Objects.requireNonNull(parser.offsets.get(parser.tuples.get(1)));
            parser.demandEnd();
        }
        return parser.result().root();
    }

    private ManifestText result() throws ManifestException {
        if (!faults.isEmpty()) {
            throw new ManifestException(faults, 0);
        }
        return new ManifestText(tuples, notices, offsets, lines);
    }

    private void readAll() {
        skipSpace();
        if (peek() != '(') {
            expected("'(' at the start of a tuple");
            return;
        }
        while (peek() == '(') {
            if (!tuples.isEmpty()) {
                notice(position, "another tuple begins here; as a manifest, only the last one counts");
            }
            tuples.add((Tuple) readValue());
            while (!open.isEmpty()) {
                skipSpace();
                readMember(open.peek());
            }
            skipSpace();
        }
        if (peek() != END && !bracketsInDoubt) {
            demandEnd();
        }
    }

    private void demandEnd() {
        expected("the end of the text, after the ')' that closes the tuple");
    }

    private void readMember(Open top) {
        switch (peek()) {
            case END -> {
                if (!bracketsInDoubt) {
                    fault(top.offset, "the bracket opened here is never closed by '" + (char) top.closing() + "'");
                }
                stop();
            }
            case ')', ']' -> close(top);
            default -> {
                switch (top.composite) {
                    case Tuple tuple -> readAttribute(tuple);
                    case VectorValue vector -> vector.set(vector.size(), readValue());
                }
            }
        }
    }

    private void close(Open top) {
        if (peek() == top.closing()) {
            position++;
            open.pop();
        } else {
            expected(top.composite instanceof Tuple ? "the name of an attribute or ')'" : "a value or ']'");
            passWrongBracket();
        }
    }

    /**
     * Passes a closing bracket that does not fit. If an outer bracket fits it, everything up to that bracket is closed;
     * otherwise the bracket is skipped.
     */
    private void passWrongBracket() {
        bracketsInDoubt = true;
        if (open.stream().noneMatch(each -> each.closing() == peek())) {
            position++;
            return;
        }
        while (open.element().closing() != peek()) {
            open.pop();
        }
    }

    private void readAttribute(Tuple tuple) {
        int start = position;
        boolean isQuoted = peek() == '"';
        byte[] bytes = isQuoted ? readQuoted() : readBare(NAME_ENDS);
        if (bytes.length == 0) {
            if (isQuoted) {
                fault(start, "an attribute cannot have an empty name");
            } else {
                expected("the name of an attribute or ')'");
            }
            skipAttribute();
            return;
        }
        Symbol name = Symbol.wrap(bytes);
        skipSpace();
        if (peek() != ':') {
            expected("':' after the name " + name);
            skipWords();
            stopAtEnd();
            return;
        }
        position++;
        skipSpace();
        if (peek() == ']' || peek() == END) {
            expected("a value");
            stopAtEnd();
            if (!stopped) {
                passWrongBracket();
            }
            return;
        }
        if (tuple.has(name)) {
            notice(start, "the attribute " + name + " stands here for the second time; only the last one counts");
        }
        tuple.set(name, peek() == ')' ? emptyValue(name) : readValue());
    }

    private Text emptyValue(Symbol name) {
        notice(
                position,
                "the attribute " + name + " has no value and gets an empty text; write \"\" where that is meant");
        return located(Text.of(""), position);
    }

    /** Skips an attribute that has no name. */
    private void skipAttribute() {
        boolean endsInColon = false;
        while (peek() != END && !isSpace(peek()) && BRACKETS.indexOf(peek()) < 0) {
            endsInColon = peek() == ':';
            if (peek() == '"') {
                readQuoted();
            } else {
                position++;
            }
        }
        skipSpace();
        if (isOpening(peek()) || endsInColon && peek() != END && !isClosing(peek())) {
            readValue();
        }
    }

    /** Skips the words in place of a missing colon, up to the next name that has a colon, or a bracket. */
    private void skipWords() {
        while (peek() != END && BRACKETS.indexOf(peek()) < 0) {
            int start = position;
            byte[] word = peek() == '"' ? readQuoted() : readBare(NAME_ENDS);
            skipSpace();
            if (word.length == 0 && peek() != END) {
                skipAttribute();
                return;
            }
            if (peek() == ':') {
                position = start;
                return;
            }
        }
        if (isOpening(peek())) {
            readValue();
        }
    }

    private Value readValue() {
        int start = position;
        return switch (peek()) {
            case '(' -> open(new Tuple());
            case '[' -> open(new VectorValue());
            case '"' -> located(Text.wrap(readQuoted()), start);
            default -> located(Text.wrap(readBare(BRACKETS)), start);
        };
    }

    private Composite open(Composite composite) {
        open.push(new Open(composite, position));
        return located(composite, position++);
    }

    private <V extends Value> V located(V value, int offset) {
        offsets.put(value, offset);
        return value;
    }

    private byte[] readBare(String terminators) {
        int start = position;
        while (peek() != END && !isSpace(peek()) && terminators.indexOf(peek()) < 0) {
            position++;
        }
        return Arrays.copyOfRange(text, start, position);
    }

    /** Reads the bytes between quotes. A missing closing quote is a fault that ends the parsing. */
    private byte[] readQuoted() {
        int start = position;
        position++;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (peek() != '"') {
            if (peek() == '\\') {
                position++;
            }
            if (peek() == END) {
                fault(start, "the quoted string that begins here never ends");
                stop();
                return new byte[] {'?'};
            }
            bytes.write(peek());
            position++;
        }
        position++;
        boolean isFollowed = peek() != END && !isSpace(peek()) && BRACKETS.indexOf(peek()) < 0 && peek() != ':';
        if (isFollowed && suspectQuote == NONE) {
            suspectQuote = start;
        }
        return bytes.toByteArray();
    }

    private void skipSpace() {
        while (isSpace(peek()) || peek() == '#') {
            if (peek() == '#') {
                while (peek() != '\n' && peek() != END) {
                    position++;
                }
            } else {
                position++;
            }
        }
    }

    private static boolean isSpace(int character) {
        return character == ' ' || character == '\t' || character == '\n' || character == '\r';
    }

    private static boolean isOpening(int character) {
        return character == '(' || character == '[';
    }

    private static boolean isClosing(int character) {
        return character == ')' || character == ']';
    }

    private int peek() {
        return position < text.length ? text[position] & 0xff : END;
    }

    /** Stops at the end of the text, so that an early end is one fault, and not one for each open bracket. */
    private void stopAtEnd() {
        if (peek() == END) {
            stop();
        }
    }

    /** Skips the rest of the text; later faults are not recorded. */
    private void stop() {
        open.clear();
        position = text.length;
        stopped = true;
    }

    private void expected(String what) {
        String found = peek() == END ? ", but the text ends" : ", not '" + lines.character(position) + "'";
        fault(position, what + " is expected" + found);
    }

    private void fault(int offset, String problem) {
        if (stopped) {
            return;
        }
        if (suspectQuote != NONE) {
            // Behind a missing quote, quoted and bare text are mistaken for each other, so no later fault can be
            // trusted.
            faults.add(lines.fault(
                    suspectQuote,
                    "the quoted string that begins here is followed by other text without a space, as if a"
                            + " quote were missing; what comes of it in line " + lines.lineOf(offset) + ": "
                            + problem));
        } else {
            faults.add(lines.fault(offset, problem));
        }
        if (suspectQuote != NONE || faults.size() == MOST_FAULTS) {
            stop();
        }
    }

    private void notice(int offset, String problem) {
        if (notices.size() < MOST_FAULTS) {
            notices.add(lines.fault(offset, problem));
        }
    }
}
