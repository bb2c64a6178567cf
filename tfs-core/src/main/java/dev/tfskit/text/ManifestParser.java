// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.text;

import dev.tfskit.value.Composite;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import dev.tfskit.value.VectorValue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Parses the text form of tuples (docs/format.md, section 6.1). All atoms become texts. The text is bytes, by
 * convention UTF-8; nesting may be as deep as memory allows. Any number of threads may parse.
 *
 * <p>One call finds all faults. After a fault, the parser resumes:
 *
 * <ul>
 *   <li>after an attribute without a name: behind this attribute;
 *   <li>after a name without a colon: at the next name that has one, or at the next bracket;
 *   <li>after a wrong closing bracket: behind it. The bracket closes the innermost open bracket of its kind, with all
 *       brackets inside; without such a bracket it is ignored.
 * </ul>
 *
 * <p>It does not resume when a bracket or a quoted string has no end, after {@value #MOST_FAULTS} faults, or at the
 * first fault after text that follows a closing quote at once: a quote is probably missing there, so no later fault
 * could be trusted.
 */
public final class ManifestParser {

    /** The most faults, and the most notices, that are reported for one text. */
    static final int MOST_FAULTS = 50;

    private final ManifestScanner scanner;
    private final ManifestLines lines;
    private final FaultList faults;
    private final Deque<Open> open = new ArrayDeque<>();
    private final List<Tuple> tuples = new ArrayList<>();
    private final Map<Value, Integer> offsets = new IdentityHashMap<>();
    /** Set once a bracket was wrong: brackets that are open at the end are then no fault of their own. */
    private boolean bracketsInDoubt;

    private boolean stopped;

    private ManifestParser(byte[] text, String name) {
        this.scanner = new ManifestScanner(text);
        this.lines = new ManifestLines(text, name);
        this.faults = new FaultList(lines);
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
        if (parser.tuples.size() > 1 && parser.faults.faults().isEmpty()) {
            parser.scanner.goTo(Objects.requireNonNull(parser.offsets.get(parser.tuples.get(1))));
            parser.demandEnd();
        }
        return parser.result().root();
    }

    private ManifestText result() throws ManifestException {
        if (!faults.faults().isEmpty()) {
            throw new ManifestException(faults.faults(), 0);
        }
        return new ManifestText(tuples, faults.notices(), offsets, lines);
    }

    private void readAll() {
        scanner.skipSpace();
        if (peek() != '(') {
            expected("'(' at the start of a tuple");
            return;
        }
        while (peek() == '(') {
            if (!tuples.isEmpty()) {
                faults.addNotice(
                        scanner.position(), "another tuple begins here; as a manifest, only the last one counts");
            }
            tuples.add((Tuple) readValue());
            while (!open.isEmpty()) {
                scanner.skipSpace();
                readMember(open.peek());
            }
            scanner.skipSpace();
        }
        if (!scanner.isAtEnd() && !bracketsInDoubt) {
            demandEnd();
        }
    }

    private void demandEnd() {
        expected("the end of the text, after the ')' that closes the tuple");
    }

    private void readMember(Open top) {
        switch (peek()) {
            case ManifestScanner.END -> {
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
            scanner.pass();
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
            scanner.pass();
            return;
        }
        while (open.element().closing() != peek()) {
            open.pop();
        }
    }

    private void readAttribute(Tuple tuple) {
        int start = scanner.position();
        boolean isQuoted = peek() == '"';
        byte[] bytes = isQuoted ? readQuoted() : scanner.readBareName();
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
        scanner.skipSpace();
        if (peek() != ':') {
            expected("':' after the name " + name);
            skipWords();
            stopAtEnd();
            return;
        }
        scanner.pass();
        scanner.skipSpace();
        if (peek() == ']' || scanner.isAtEnd()) {
            expected("a value");
            stopAtEnd();
            if (!stopped) {
                passWrongBracket();
            }
            return;
        }
        if (tuple.has(name)) {
            faults.addNotice(
                    start, "the attribute " + name + " stands here for the second time; only the last one counts");
        }
        tuple.set(name, peek() == ')' ? emptyValue(name) : readValue());
    }

    private Text emptyValue(Symbol name) {
        faults.addNotice(
                scanner.position(),
                "the attribute " + name + " has no value and gets an empty text; write \"\" where that is meant");
        return located(Text.of(""), scanner.position());
    }

    /** Skips an attribute that has no name. */
    private void skipAttribute() {
        boolean endsInColon = false;
        while (scanner.isInWord()) {
            endsInColon = peek() == ':';
            if (peek() == '"') {
                readQuoted();
            } else {
                scanner.pass();
            }
        }
        scanner.skipSpace();
        if (scanner.isAtOpening() || endsInColon && !scanner.isAtEnd() && !scanner.isAtClosing()) {
            readValue();
        }
    }

    /** Skips the words in place of a missing colon, up to the next name that has a colon, or a bracket. */
    private void skipWords() {
        while (!scanner.isAtEnd() && !scanner.isAtBracket()) {
            int start = scanner.position();
            byte[] word = peek() == '"' ? readQuoted() : scanner.readBareName();
            scanner.skipSpace();
            if (word.length == 0 && !scanner.isAtEnd()) {
                skipAttribute();
                return;
            }
            if (peek() == ':') {
                scanner.goTo(start);
                return;
            }
        }
        if (scanner.isAtOpening()) {
            readValue();
        }
    }

    private Value readValue() {
        int start = scanner.position();
        return switch (peek()) {
            case '(' -> open(new Tuple());
            case '[' -> open(new VectorValue());
            case '"' -> located(Text.wrap(readQuoted()), start);
            default -> located(Text.wrap(scanner.readBareValue()), start);
        };
    }

    private Composite open(Composite composite) {
        open.push(new Open(composite, scanner.position()));
        Composite opened = located(composite, scanner.position());
        scanner.pass();
        return opened;
    }

    private <V extends Value> V located(V value, int offset) {
        offsets.put(value, offset);
        return value;
    }

    /** Reads the bytes between quotes. A missing closing quote is a fault that ends the parsing. */
    private byte[] readQuoted() {
        int start = scanner.position();
        byte[] bytes = scanner.readQuoted();
        if (bytes == null) {
            fault(start, "the quoted string that begins here never ends");
            stop();
            return new byte[] {'?'};
        }
        if (scanner.isInWord() && peek() != ':') {
            faults.suspect(start);
        }
        return bytes;
    }

    private int peek() {
        return scanner.peek();
    }

    /** Stops at the end of the text, so that an early end is one fault, and not one for each open bracket. */
    private void stopAtEnd() {
        if (scanner.isAtEnd()) {
            stop();
        }
    }

    /** Skips the rest of the text; later faults are not recorded. */
    private void stop() {
        open.clear();
        scanner.goToEnd();
        stopped = true;
    }

    private void expected(String what) {
        String found =
                scanner.isAtEnd() ? ", but the text ends" : ", not '" + lines.character(scanner.position()) + "'";
        fault(scanner.position(), what + " is expected" + found);
    }

    private void fault(int offset, String problem) {
        if (!stopped && !faults.add(offset, problem)) {
            stop();
        }
    }
}
