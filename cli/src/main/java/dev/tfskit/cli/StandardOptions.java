// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The options that every tool has. */
final class StandardOptions {

    private static final String DEBUG = "--debug";

    private StandardOptions() {}

    /** Returns a parser of command lines. */
    static CommandLine parserOf(ToolSyntax syntax) {
        // By default, picocli looks up converters for a dozen classes of java.sql and java.time by reflection at each
        // start. Options here are text or numbers; the tools parse them.
        System.setProperty("picocli.converters.excludes", ".*");
        return new CommandLine(syntax.command(), StandardOptions::createNothing)
                // Without this it refuses also a flag that is repeated.
                .setOverwrittenOptionsAllowed(true);
    }

    /** Returns the tool's own options, followed by the standard ones. */
    static ToolSyntax syntaxOf(Tool tool) {
        CommandSpec spec = CommandSpec.wrapWithoutInspection(null, StandardOptions::createNothing)
                .name(tool.name());
        // A file may be named @x and a text may hold ${x}: arguments are taken literally.
        spec.parser().expandAtFiles(false);
        spec.interpolateVariables(false);
        // An attached value may look like an option, as in --find=-d*; OptionValues refuses one that is not attached.
        spec.parser().allowOptionsAsOptionParameters(true);
        ToolSyntax syntax = new ToolSyntax(spec);
        tool.describe(syntax);
        // Last, because the options of the tool itself are what users search for.
        syntax.addGroup(
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
                                .build()));
        return syntax;
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
