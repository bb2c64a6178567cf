// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.packaging;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Draws the text of a terminal as an SVG picture: the text comes on standard input, with the escape sequences for
 * colours, and the picture goes to standard output.
 */
public final class TerminalPicture {

    private static final Pattern ESCAPE = Pattern.compile("\u001b\\[([0-9;]*)([A-Za-z])");
    private static final int COLUMNS = 80;
    private static final double COLUMN_WIDTH = 8.4;
    private static final int LINE_HEIGHT = 19;
    private static final int BASE_LINE = 14;
    private static final int MARGIN = 16;
    private static final String BACKGROUND = "#1b1f24";
    private static final String FOREGROUND = "#d7dde4";
    /** The colours of a terminal, from 30 on. */
    private static final List<String> COLOURS =
            List.of("#4d5560", "#ff7b72", "#7ee787", "#e3b341", "#79c0ff", "#d2a8ff", "#76e3ea", FOREGROUND);

    private static final int FIRST_COLOUR = 30;
    private static final int FIRST_BRIGHT_COLOUR = 90;

    private final StringBuilder texts = new StringBuilder();
    private int row;
    private int column;
    private String colour = FOREGROUND;
    private boolean isBold;

    private TerminalPicture() {}

    /**
     * Draws standard input.
     *
     * @param arguments what the picture shows, for those who cannot see it
     * @throws IOException when standard input cannot be read
     */
    public static void main(String[] arguments) throws IOException {
        String text = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
        PrintStream output = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        output.print(new TerminalPicture().draw(visibleLines(text), arguments[0]));
        output.flush();
    }

    /** Returns the lines as they are at the end: a carriage return begins a line anew, as progress does. */
    private static List<String> visibleLines(String text) {
        return Stream.of(text.replace("\r\n", "\n").split("\n"))
                .map(line -> line.substring(line.lastIndexOf('\r') + 1))
                .toList();
    }

    private String draw(List<String> lines, String title) {
        lines.forEach(this::drawLine);
        return """
                <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" role="img">
                <title>%s</title>
                <rect width="100%%" height="100%%" rx="8" fill="%s"/>
                <g font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="14">
                %s</g>
                </svg>
                """.formatted(
                        (int) (COLUMNS * COLUMN_WIDTH) + 2 * MARGIN,
                        row * LINE_HEIGHT + 2 * MARGIN,
                        escaped(title),
                        BACKGROUND,
                        texts);
    }

    private void drawLine(String line) {
        Matcher escape = ESCAPE.matcher(line);
        int at = 0;
        while (escape.find()) {
            drawText(line.substring(at, escape.start()));
            if (escape.group(2).equals("m")) {
                change(escape.group(1));
            }
            at = escape.end();
        }
        drawText(line.substring(at));
        row++;
        column = 0;
    }

    /** Draws text of one colour. It goes on in the next line where the terminal ends. */
    private void drawText(String text) {
        String rest = text;
        while (column + rest.length() > COLUMNS) {
            int fitting = COLUMNS - column;
            drawPiece(rest.substring(0, fitting));
            rest = rest.substring(fitting);
            row++;
            column = 0;
        }
        drawPiece(rest);
    }

    /** Gives each piece its place and width, as the fonts of viewers differ. */
    private void drawPiece(String piece) {
        if (!piece.isBlank()) {
            texts.append("<text x=\"%.1f\" y=\"%d\" textLength=\"%.1f\" fill=\"%s\"%s>%s</text>\n"
                    .formatted(
                            MARGIN + column * COLUMN_WIDTH,
                            MARGIN + row * LINE_HEIGHT + BASE_LINE,
                            piece.length() * COLUMN_WIDTH,
                            colour,
                            isBold ? " font-weight=\"bold\"" : "",
                            // Blanks at the ends or in a row would be dropped.
                            escaped(piece).replace(' ', '\u00a0')));
        }
        column += piece.length();
    }

    private void change(String codes) {
        for (String code : codes.split(";")) {
            int number = code.isEmpty() ? 0 : Integer.parseInt(code);
            if (number == 0) {
                colour = FOREGROUND;
                isBold = false;
            } else if (number == 1) {
                isBold = true;
            } else if (number >= FIRST_COLOUR && number < FIRST_COLOUR + COLOURS.size()) {
                colour = COLOURS.get(number - FIRST_COLOUR);
            } else if (number >= FIRST_BRIGHT_COLOUR && number < FIRST_BRIGHT_COLOUR + COLOURS.size()) {
                colour = COLOURS.get(number - FIRST_BRIGHT_COLOUR);
            } else if (number == FIRST_COLOUR + COLOURS.size() + 1) {
                colour = FOREGROUND;
            }
        }
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
