// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import java.util.Locale;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The value of {@code --color}: when the output has colours. */
public enum ColorMode {

    /** On a terminal, unless the environment forbids it. */
    AUTO,
    /** Always, also in a file or a pipe. */
    ALWAYS,
    /** Never. */
    NEVER;

    private static final String OPTION = "--color";

    static OptionSpec option() {
        return OptionSpec.builder(OPTION)
                .paramLabel("WHEN")
                .type(String.class)
                .description("Colour the output: auto (on a terminal), always or never.")
                .build();
    }

    static ColorMode of(ParseResult arguments) throws UsageException {
        String text = arguments.matchedOptionValue(OPTION, "auto");
        for (ColorMode mode : values()) {
            if (mode.name().toLowerCase(Locale.ROOT).equals(text)) {
                return mode;
            }
        }
        throw new UsageException(OPTION + " " + text + ": auto, always or never is expected");
    }
}
