package dev.tfskit.fuse;

import dev.tfskit.cli.ExitCode;
import dev.tfskit.cli.Tool;
import dev.tfskit.cli.ToolContext;
import dev.tfskit.cli.ToolFailedException;
import dev.tfskit.cli.ToolProcess;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** Will mount an image; says so until it can. */
public final class FuseMain implements Tool {

    /** Starts the process. */
    public static void main(final String[] arguments) {
        ToolProcess.main(new FuseMain(), arguments);
    }

    @Override
    public String name() {
        return "tfs-fuse";
    }

    @Override
    public void describe(final CommandSpec spec) {
        spec.usageMessage().description("Mounts a TFS image. Mounting is not there yet.");
        spec.addPositional(PositionalParamSpec.builder()
                .paramLabel("IMAGE DIRECTORY")
                .index("0..*")
                .type(String[].class)
                .description("The image, and the directory to mount it on.")
                .build());
    }

    @Override
    public ExitCode run(final ParseResult arguments, final ToolContext context) throws ToolFailedException {
        throw new ToolFailedException("", "mounting is not there yet in this version",
                "take out what is in the image with 'tfs-dump -d'");
    }
}
