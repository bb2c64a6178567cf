package dev.tfskit.dump;

import dev.tfskit.cli.ExitCode;
import dev.tfskit.cli.Tool;
import dev.tfskit.cli.ToolContext;
import dev.tfskit.cli.ToolFailedException;
import dev.tfskit.cli.ToolProcess;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** Shows what is in an image. */
public final class DumpMain implements Tool {

    public static void main(String[] arguments) {
        ToolProcess.main(new DumpMain(), arguments);
    }

    @Override
    public String name() {
        return "tfs-dump";
    }

    @Override
    public void describe(CommandSpec spec) {
        spec.usageMessage().description("Shows what is in a TFS image.");
        spec.addOption(OptionSpec.builder("-t", "--tree").description("List all files.").build());
        spec.addPositional(PositionalParamSpec.builder()
                .paramLabel("IMAGE")
                .index("0")
                .type(String.class)
                .required(true)
                .description("The image to read.")
                .build());
    }

    @Override
    public ExitCode run(ParseResult arguments, ToolContext context) throws ToolFailedException {
        throw new ToolFailedException("", "reading images is not there yet", "");
    }
}
