// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The options that every tool has, and how its help looks. */
final class StandardOptions {

    private static final String DEBUG = "--debug";
    private static final int HELP_COLUMNS = 80;

    private StandardOptions() {}

    /** A parser for the tool's own options with the standard ones behind them. */
    static CommandLine commandLineOf(Tool tool) {
        // Converters for a dozen classes of java.sql and java.time are looked up by reflection at each
        // start; options are text or numbers, and what they mean is the tool's to say.
        System.setProperty("picocli.converters.excludes", ".*");
        return new CommandLine(specificationOf(tool), StandardOptions::createNothing);
    }

    private static CommandSpec specificationOf(Tool tool) {
        CommandSpec spec = CommandSpec.wrapWithoutInspection(null, StandardOptions::createNothing)
                .name(tool.name());
        // A file may be called @x and a text may hold ${x}: no argument is more than it says.
        spec.parser().expandAtFiles(false);
        spec.interpolateVariables(false);
        spec.usageMessage()
                .width(HELP_COLUMNS)
                .autoWidth(false)
                .sortOptions(false)
                .abbreviateSynopsis(true);
        tool.describe(spec);
        spec.addOption(Flag.named(DEBUG)
                .description("Print the stack trace of an error.")
                .build());
        spec.addOption(Flag.named("-h", "--help")
                .usageHelp(true)
                .description("Print this help.")
                .build());
        spec.addOption(Flag.named("-V", "--version")
                .versionHelp(true)
                .description("Print the version.")
                .build());
        return spec;
    }

    /**
     * Stands in for picocli's own factory, which looks through the whole class path for Groovy and so opens every jar:
     * a fifth of the time that a short command takes. A factory is only needed for annotations.
     */
    private static <T> T createNothing(Class<T> type) {
        throw new IllegalStateException("picocli is used without annotations, but asked for " + type);
    }

    /** Looks at the raw arguments, because it is asked when they could not be parsed, too. */
    static boolean isDebug(String... arguments) {
        for (String argument : arguments) {
            if (argument.equals(DEBUG)) {
                return true;
            }
            if (argument.equals("--")) {
                return false;
            }
        }
        return false;
    }
}
