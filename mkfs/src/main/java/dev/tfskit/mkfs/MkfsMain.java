package dev.tfskit.mkfs;

import dev.tfskit.cli.ExitCode;
import dev.tfskit.cli.Tool;
import dev.tfskit.cli.ToolContext;
import dev.tfskit.cli.ToolFailedException;
import dev.tfskit.cli.ToolProcess;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** Makes an image. */
public final class MkfsMain implements Tool {

    public static void main(String[] arguments) {
        ToolProcess.main(new MkfsMain(), arguments);
    }

    @Override
    public String name() {
        return "tfs-mkfs";
    }

    @Override
    public void describe(CommandSpec spec) {
        spec.usageMessage().description("Makes a TFS image from a directory, or an empty one.");
        spec.addOption(OptionSpec.builder("-e", "--empty").description("Make an empty image.").build());
        spec.addPositional(PositionalParamSpec.builder()
                .paramLabel("IMAGE")
                .index("0")
                .type(String.class)
                .required(true)
                .description("The image to make.")
                .build());
    }

    @Override
    public ExitCode run(ParseResult arguments, ToolContext context) throws ToolFailedException {
        throw new ToolFailedException("", "making images is not there yet", "");
    }
}
