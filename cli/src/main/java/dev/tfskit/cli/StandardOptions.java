// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The options that every tool has, and the layout of its help. */
final class StandardOptions {

    private static final String DEBUG = "--debug";
    private static final int HELP_COLUMNS = 80;

    private StandardOptions() {}

    /** Returns a parser for the tool's own options, followed by the standard ones. */
    static CommandLine commandLineOf(Tool tool) {
        // By default, picocli looks up converters for a dozen classes of java.sql and java.time by reflection at each
        // start. Options here are text or numbers; the tools parse them.
        System.setProperty("picocli.converters.excludes", ".*");
        return new CommandLine(specificationOf(tool), StandardOptions::createNothing)
                // Without this it refuses also a flag that is repeated, but only outside of a group.
                .setOverwrittenOptionsAllowed(true);
    }

    private static CommandSpec specificationOf(Tool tool) {
        CommandSpec spec = CommandSpec.wrapWithoutInspection(null, StandardOptions::createNothing)
                .name(tool.name());
        // A file may be named @x and a text may hold ${x}: arguments are taken literally.
        spec.parser().expandAtFiles(false);
        spec.interpolateVariables(false);
        // An attached value may look like an option, as in --find=-d*; OptionValues refuses one that is not attached.
        spec.parser().allowOptionsAsOptionParameters(true);
        spec.usageMessage()
                .width(HELP_COLUMNS)
                .autoWidth(false)
                .sortOptions(false)
                .abbreviateSynopsis(true);
        tool.describe(spec);
        // Last, because the options of the tool itself are what users search for.
        spec.addArgGroup(OptionGroup.of(
                "Others:",
                List.of(
                        ColorMode.option(),
                        Flag.named("-h", "--help")
                                .usageHelp(true)
                                .description("Print this help.")
                                .build(),
                        Flag.named("-V", "--version")
                                .versionHelp(true)
                                .description("Print the version.")
                                .build(),
                        Flag.named(DEBUG)
                                .description("Print the stack trace of an error.")
                                .build())));
        ToolHelp.addExamples(spec.usageMessage(), tool.examples());
        return spec;
    }

    /**
     * Replaces picocli's own factory, which searches the whole class path for Groovy and so opens every jar: a fifth of
     * the time of a short command. A factory is only needed for annotations.
     */
    private static <T> T createNothing(Class<T> type) {
        throw new IllegalStateException("picocli is used without annotations, but requires " + type);
    }

    /** Searches the raw arguments, because they may have been impossible to parse. */
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
