// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the texts that an expression of Java can have: of a choice both sides, of a {@code switch} all cases, of a call
 * of a method of the same source what the method returns, of a constant of the source its text. Everything else becomes
 * {@link SourceTexts#VALUE}.
 */
final class TextExpression {

    /** So many texts of one expression are collected at most, and so deep are calls followed. */
    private static final int TEXTS = 60;

    private static final int DEPTH = 4;

    private static final Pattern LITERAL =
            Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"(?:\\s*\\.formatted\\(.*)?", Pattern.DOTALL);
    private static final Pattern CALL = Pattern.compile("(\\w+)\\(.*\\)", Pattern.DOTALL);
    private static final Pattern CONSTANT = Pattern.compile("[A-Z][A-Z_]*");
    private static final Pattern SWITCH = Pattern.compile("switch\\s*\\(.*?\\)\\s*\\{(.*)}", Pattern.DOTALL);
    private static final Pattern RESULT = Pattern.compile("\\breturn\\s");

    private final String source;

    /** @param source the whole source, in which called methods are searched */
    TextExpression(String source) {
        this.source = source;
    }

    /** Returns the texts of an expression; empty when it has no text of its own. */
    List<String> texts(String expression) {
        return alternatives(expression, 0).stream()
                .filter(text -> text.replace(SourceTexts.VALUE, "").chars().anyMatch(Character::isLetter))
                .distinct()
                .toList();
    }

    private List<String> alternatives(String expression, int depth) {
        String text = expression.strip();
        int question = topLevel(text, 0, "?");
        if (question >= 0) {
            int colon = colon(text, question + 1);
            List<String> both = new ArrayList<>(alternatives(text.substring(question + 1, colon), depth));
            both.addAll(alternatives(text.substring(colon + 1), depth));
            return both;
        }
        List<String> sums = List.of("");
        for (String term : split(text, "+")) {
            sums = products(sums, term(term.strip(), depth));
        }
        return sums;
    }

    private List<String> term(String term, int depth) {
        Matcher literal = LITERAL.matcher(term);
        if (literal.matches()) {
            return List.of(literal.group(1));
        }
        if (term.startsWith("(") && term.endsWith(")") && Brackets.end(term, 1) == term.length()) {
            return alternatives(term.substring(1, term.length() - 1), depth);
        }
        Matcher choice = SWITCH.matcher(term);
        if (choice.matches()) {
            return cases(choice.group(1), depth);
        }
        if (CONSTANT.matcher(term).matches()) {
            return constant(term, depth);
        }
        Matcher call = CALL.matcher(term);
        return call.matches() && depth < DEPTH ? results(call.group(1), depth + 1) : List.of(SourceTexts.VALUE);
    }

    /** Returns the text of a constant of the source; a value when the source does not have it. */
    private List<String> constant(String name, int depth) {
        Matcher declaration =
                Pattern.compile("\\bstatic final String " + name + "\\s*=").matcher(source);
        if (depth >= DEPTH || !declaration.find()) {
            return List.of(SourceTexts.VALUE);
        }
        return alternatives(source.substring(declaration.end(), topLevel(source, declaration.end(), ";")), depth + 1);
    }

    private List<String> cases(String body, int depth) {
        List<String> found = new ArrayList<>();
        for (String one : split(body, ";")) {
            int arrow = one.indexOf("->");
            if (arrow >= 0) {
                found.addAll(alternatives(one.substring(arrow + 2), depth));
            }
        }
        return found.isEmpty() ? List.of(SourceTexts.VALUE) : found;
    }

    /** Returns what a method of the source can return; a value when the source does not have it. */
    private List<String> results(String method, int depth) {
        Matcher declaration = Pattern.compile("\\bString " + method + "\\(").matcher(source);
        if (!declaration.find()) {
            return List.of(SourceTexts.VALUE);
        }
        int start = source.indexOf('{', Brackets.end(source, declaration.end())) + 1;
        String body = source.substring(start, Brackets.end(source, start) - 1);
        List<String> found = new ArrayList<>();
        Matcher result = RESULT.matcher(body);
        while (result.find()) {
            int end = topLevel(body, result.end(), ";");
            found.addAll(alternatives(body.substring(result.end(), end < 0 ? body.length() : end), depth));
        }
        return found.isEmpty() ? List.of(SourceTexts.VALUE) : found;
    }

    private static List<String> products(List<String> heads, List<String> tails) {
        return heads.stream()
                .flatMap(head -> tails.stream().map(tail -> head + tail))
                .map(collapse())
                .limit(TEXTS)
                .toList();
    }

    private static UnaryOperator<String> collapse() {
        return text -> text.replace(SourceTexts.VALUE + SourceTexts.VALUE, SourceTexts.VALUE);
    }

    /** Returns where the second side of a choice begins whose first side begins at {@code start}. */
    private static int colon(String text, int start) {
        int choices = 0;
        for (int at = start; at < text.length(); at = Brackets.next(text, at)) {
            char c = text.charAt(at);
            if (c == '?') {
                choices++;
            } else if (c == ':' && choices-- == 0) {
                return at;
            }
        }
        throw new AssertionError("no second side: " + text);
    }

    private static List<String> split(String text, String separator) {
        List<String> parts = new ArrayList<>();
        int begin = 0;
        for (int at = topLevel(text, 0, separator); at >= 0; at = topLevel(text, at + 1, separator)) {
            parts.add(text.substring(begin, at));
            begin = at + 1;
        }
        parts.add(text.substring(begin));
        return parts;
    }

    private static int topLevel(String text, int start, String character) {
        for (int at = start; at < text.length(); at = Brackets.next(text, at)) {
            if (text.charAt(at) == character.charAt(0)) {
                return at;
            }
        }
        return -1;
    }
}
