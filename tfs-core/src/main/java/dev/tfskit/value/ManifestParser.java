package dev.tfskit.value;

import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * Reads the text form of a tuple (docs/format.md, section 6). All atoms become texts. The text is bytes, by convention UTF-8;
 * nesting may be as deep as memory allows. Not thread safe.
 */
public final class ManifestParser {

    private static final int END = -1;

    private final byte[] text;
    private final Deque<Open> open = new ArrayDeque<>();
    private int position;
    private int line = 1;
    private int column = 1;

    private ManifestParser(final byte[] text) {
        this.text = text;
    }

    /** A tuple or vector whose closing bracket has not come yet, and where it was opened. */
    private record Open(Composite composite, int line, int column) {}

    /**
     * Parses a text that is one tuple, with white space and comments around it.
     *
     * @throws ManifestException when it is anything else
     */
    public static Tuple parseTuple(final byte[] text) throws ManifestException {
        return new ManifestParser(text).parse();
    }

    private Tuple parse() throws ManifestException {
        skipSpace();
        if (peek() != '(') {
            throw expected("'(' at the start of a tuple");
        }
        final Tuple whole = new Tuple();
        open(whole);
        while (!open.isEmpty()) {
            skipSpace();
            readMember(open.peek());
        }
        skipSpace();
        if (peek() != END) {
            throw expected("the end of the text, after the ')' that closes the tuple");
        }
        return whole;
    }

    private void readMember(final Open top) throws ManifestException {
        switch (top.composite) {
            case Tuple tuple -> {
                if (!closes(top, ')')) {
                    readAttribute(tuple);
                }
            }
            case Vector vector -> {
                if (!closes(top, ']')) {
                    vector.set(vector.size(), readValue());
                }
            }
        }
    }

    private boolean closes(final Open top, final char bracket) throws ManifestException {
        if (peek() == bracket) {
            advance();
            open.pop();
            return true;
        }
        if (peek() == END) {
            throw new ManifestException(top.line, top.column, "the bracket opened here is never closed by '" + bracket + "'");
        }
        return false;
    }

    private void readAttribute(final Tuple tuple) throws ManifestException {
        final int nameLine = line;
        final int nameColumn = column;
        final byte[] bytes = peek() == '"' ? readQuoted() : readBare("()[]:|/");
        if (bytes.length == 0) {
            throw new ManifestException(nameLine, nameColumn, "the name of an attribute or ')' is expected" + found());
        }
        final Symbol name = Symbol.wrap(bytes);
        if (tuple.has(name)) {
            throw new ManifestException(nameLine, nameColumn, "the attribute " + name + " stands here for the second time");
        }
        skipSpace();
        if (peek() != ':') {
            throw expected("':' after the name " + name);
        }
        advance();
        skipSpace();
        tuple.set(name, readValue());
    }

    private Value readValue() throws ManifestException {
        return switch (peek()) {
            case '(' -> open(new Tuple());
            case '[' -> open(new Vector());
            case '"' -> Text.wrap(readQuoted());
            default -> {
                final byte[] bare = readBare("()[]");
                if (bare.length == 0) {
                    throw expected("a value");
                }
                yield Text.wrap(bare);
            }
        };
    }

    private Composite open(final Composite composite) {
        open.push(new Open(composite, line, column));
        advance();
        return composite;
    }

    private byte[] readBare(final String terminators) {
        final int start = position;
        while (peek() != END && !isSpace(peek()) && terminators.indexOf(peek()) < 0) {
            advance();
        }
        return Arrays.copyOfRange(text, start, position);
    }

    private byte[] readQuoted() throws ManifestException {
        final int startLine = line;
        final int startColumn = column;
        advance();
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (peek() != '"') {
            if (peek() == '\\') {
                advance();
            }
            if (peek() == END) {
                throw new ManifestException(startLine, startColumn, "the quoted string that begins here never ends");
            }
            bytes.write(peek());
            advance();
        }
        advance();
        return bytes.toByteArray();
    }

    private void skipSpace() {
        while (isSpace(peek()) || peek() == '#') {
            if (peek() == '#') {
                while (peek() != '\n' && peek() != END) {
                    advance();
                }
            } else {
                advance();
            }
        }
    }

    private static boolean isSpace(final int character) {
        return character == ' ' || character >= '\t' && character <= '\r';
    }

    private int peek() {
        return position < text.length ? text[position] & 0xff : END;
    }

    private void advance() {
        final byte passed = text[position++];
        if (passed == '\n') {
            line++;
            column = 1;
        } else if ((passed & 0xc0) != 0x80 || position == 1) {
            column++;
        }
    }

    private ManifestException expected(final String what) {
        return new ManifestException(line, column, what + " is expected" + found());
    }

    private String found() {
        if (peek() == END) {
            return ", but the text ends";
        }
        return ", not " + (peek() < 0x80 ? "'" + Text.wrap(new byte[] {(byte) peek()}).quoted() + "'" : "another character");
    }
}
