// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import dev.tfskit.cli.ExitCode;
import dev.tfskit.cli.PathArgument;
import dev.tfskit.cli.ToolFailedException;
import dev.tfskit.cli.UsageException;
import dev.tfskit.compare.Comparison;
import dev.tfskit.compare.Difference;
import dev.tfskit.disk.DiskImage;
import dev.tfskit.error.Messages;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import picocli.CommandLine.Model.OptionSpec;

/** {@code --diff}: prints the differences of two images. */
final class DiffView implements View {

    @Override
    public OptionSpec option() {
        return OptionSpec.builder("--diff")
                .paramLabel("OTHER")
                .type(String.class)
                .description("Print the differences from the image OTHER: paths, types, attributes, contents. Exit "
                        + "code 0: none; 1: some; 2: could not compare.")
                .build();
    }

    @Override
    public Set<String> details() {
        return Set.of("--json", "--at");
    }

    @Override
    public ExitCode show(Session session) throws UsageException, IOException {
        Path other = PathArgument.parse("--diff", session.options().argument(this));
        Volume first = session.volume();
        try (Volume second = openSecond(session, other)) {
            DifferenceWords words = DifferenceWords.of(session.options().image(), other);
            return session.json()
                    ? writeJson(session, other, first, second, words)
                    : print(session, new Comparison(first, second), words);
        }
    }

    /** Opens the volume of another image that the options choose. */
    static Volume openSecond(Session session, Path other) throws IOException {
        try {
            DiskImage disk = DiskImage.of(ImageInput.open(other, session.diagnostics()));
            try {
                return Volume.open(disk.volume(session.options().volume()));
            } catch (IOException | RuntimeException e) {
                try (disk) {
                    throw e;
                }
            }
        } catch (TfsFormatException e) {
            throw new ToolFailedException(
                    other.toString(), Messages.reasonOf(e), "check that it is a TFS image and that all of it is there");
        }
    }

    private static ExitCode print(Session session, Comparison comparison, DifferenceWords words) throws IOException {
        ExitCode code = ExitCode.OK;
        while (comparison.hasNext()) {
            Difference difference = comparison.next();
            code = worse(code, difference);
            session.output().println(difference.path() + ": " + words.of(difference));
        }
        return code;
    }

    private static ExitCode writeJson(Session session, Path other, Volume first, Volume second, DifferenceWords words)
            throws IOException {
        ExitCode code = ExitCode.OK;
        Comparison comparison = new Comparison(first, second);
        try (JsonOutput json = session.beginJson()) {
            json.beginObject("other");
            json.field("image", other.toString());
            json.bytes("label", second.identity().label().text());
            json.field("uuid", second.identity().uuid().toString());
            json.endObject();
            json.beginArray("differences");
            while (comparison.hasNext()) {
                Difference difference = comparison.next();
                code = worse(code, difference);
                json.beginElement();
                DifferenceFields.write(json, difference);
                json.field("words", words.of(difference));
                json.endObject();
            }
            json.endArray();
            json.complete();
        }
        return code;
    }

    /** Returns the exit code after a difference: an entry that cannot be compared outweighs one that differs. */
    private static ExitCode worse(ExitCode soFar, Difference difference) {
        return soFar == ExitCode.TROUBLE || difference instanceof Difference.Damaged
                ? ExitCode.TROUBLE
                : ExitCode.DIFFERENT;
    }
}
