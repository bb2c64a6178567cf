// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import dev.tfskit.cli.ExitCode;
import dev.tfskit.cli.Flag;
import dev.tfskit.schema.Attributes;
import dev.tfskit.text.ValuePrinter;
import java.io.IOException;
import java.util.Set;
import picocli.CommandLine.Model.OptionSpec;

/**
 * {@code --metadata}: prints the label, the UUID, and the root tuple with everything in it. In a file or pipe, this is
 * the view without an option.
 */
final class MetadataView implements View {

    @Override
    public OptionSpec option() {
        return Flag.named("--metadata")
                .description("Print label, UUID and all metadata. This is the default in a file or pipe.")
                .build();
    }

    @Override
    public Set<String> details() {
        return Set.of("--json", "--at");
    }

    @Override
    public ExitCode show(Session session) throws IOException {
        if (session.json()) {
            try (JsonOutput json = session.beginJson()) {
                json.value("metadata", session.image().volume().root().asValue());
                json.complete();
            }
        } else {
            session.printIdentity();
            session.output().println("metadata");
            new ValuePrinter(session.output(), Attributes.PARENT::equals)
                    .print(session.image().volume().root().asValue());
            session.output().println("");
        }
        return ExitCode.OK;
    }
}
