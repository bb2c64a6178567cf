// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import java.util.Objects;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * What the help says about an option or operand. Immutable.
 *
 * @param shortName the name of one letter with its dash; may be empty
 * @param separator what stands between the names: a comma, an equals sign or nothing
 * @param rest the other names and the value; may be empty
 * @param description what it does
 */
record HelpRow(StyledText shortName, String separator, StyledText rest, String description) {

    private static final int SHORT_NAME_LENGTH = 2;

    /** Checks that no part is null. */
    HelpRow {
        Objects.requireNonNull(shortName);
        Objects.requireNonNull(separator);
        Objects.requireNonNull(rest);
        Objects.requireNonNull(description);
    }

    /** Returns the row of an option, such as {@code -d, --extract=DIRECTORY}. */
    static HelpRow of(OptionSpec option, HelpColors colors) {
        String shortName = "";
        StringBuilder longNames = new StringBuilder();
        for (String name : option.names()) {
            if (name.length() == SHORT_NAME_LENGTH && shortName.isEmpty()) {
                shortName = name;
            } else {
                longNames.append(longNames.isEmpty() ? "" : ", ").append(name);
            }
        }
        StyledText value = option.arity().max() == 0
                ? StyledText.EMPTY
                : syntax(option, colors.value(option.paramLabel()), longNames.isEmpty() ? "" : "=");
        return new HelpRow(
                colors.name(shortName),
                separator(shortName, longNames, value),
                colors.name(longNames.toString()).then(value),
                description(option));
    }

    private static String separator(CharSequence shortName, CharSequence longNames, StyledText value) {
        if (shortName.isEmpty()) {
            return "";
        }
        if (longNames.isEmpty()) {
            return value.width() == 0 ? "" : "=";
        }
        return ",";
    }

    /** Returns the row of an operand, such as {@code [PATH...]}. */
    static HelpRow of(PositionalParamSpec operand, HelpColors colors) {
        return new HelpRow(StyledText.EMPTY, "", operand(operand, colors), description(operand));
    }

    /** Returns how an operand is written. */
    static StyledText operand(PositionalParamSpec operand, HelpColors colors) {
        StyledText name = colors.name(operand.paramLabel());
        return operand.hideParamSyntax() ? name : syntax(operand, name, "");
    }

    /** Adds the signs for a value that may be left out or repeated. */
    private static StyledText syntax(ArgSpec argument, StyledText name, String before) {
        StyledText repeated = argument.arity().isVariable() ? name.then(StyledText.plain("...")) : name;
        StyledText value = StyledText.plain(before).then(repeated);
        return argument.arity().min() == 0 ? StyledText.plain("[").then(value).then(StyledText.plain("]")) : value;
    }

    private static String description(ArgSpec argument) {
        return String.join(" ", argument.description());
    }
}
