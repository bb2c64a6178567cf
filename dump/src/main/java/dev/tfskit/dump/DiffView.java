// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import dev.tfskit.cli.ExitCode;
import dev.tfskit.cli.PathArgument;
import dev.tfskit.cli.Printable;
import dev.tfskit.cli.ToolFailedException;
import dev.tfskit.cli.UsageException;
import dev.tfskit.compare.Comparison;
import dev.tfskit.compare.Difference;
import dev.tfskit.compare.Side;
import dev.tfskit.disk.DiskImage;
import dev.tfskit.error.Messages;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.DiskTime;
import dev.tfskit.schema.TreePath;
import dev.tfskit.text.ValuePrinter;
import dev.tfskit.value.Int;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Value;
import dev.tfskit.volume.Volume;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
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
            Names names = Names.of(session.options().image(), other);
            return session.json()
                    ? writeJson(session, other, first, second, names)
                    : print(session, new Comparison(first, second), names);
        }
    }

    private static Volume openSecond(Session session, Path other) throws IOException {
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

    private static ExitCode print(Session session, Comparison comparison, Names names) throws IOException {
        ExitCode code = ExitCode.OK;
        while (comparison.hasNext()) {
            Difference difference = comparison.next();
            code = worse(code, difference);
            session.output().println(difference.path() + ": " + names.words(difference));
        }
        return code;
    }

    private static ExitCode writeJson(Session session, Path other, Volume first, Volume second, Names names)
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
                json.field("words", names.words(difference));
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

    /** The names of the two images in sentences. */
    private record Names(String first, String second) {

        /** Returns the file names, or the whole paths when the file names are equal. */
        static Names of(Path first, Path second) {
            boolean differ = !first.getFileName().equals(second.getFileName());
            return new Names(
                    Printable.of((differ ? first.getFileName() : first).toString()),
                    Printable.of((differ ? second.getFileName() : second).toString()));
        }

        String words(Difference difference) throws IOException {
            return switch (difference) {
                case Difference.OnlyInFirst only -> "only in " + first + ", " + only.kind();
                case Difference.OnlyInSecond only -> "only in " + second + ", " + only.kind();
                case Difference.KindDiffers kinds ->
                    both(kinds.first().toString(), kinds.second().toString());
                case Difference.AttributeDiffers attribute ->
                    attribute.name().quoted() + " is "
                            + both(
                                    value(attribute.name(), attribute.first().orElse(null)),
                                    value(attribute.name(), attribute.second().orElse(null)));
                case Difference.LinkDiffers link ->
                    "the same file as "
                            + both(
                                    name(link.first().orElse(null)),
                                    "as " + name(link.second().orElse(null)));
                case Difference.ContentDiffers content -> "contents differ from byte " + content.position() + " on";
                case Difference.Damaged damaged ->
                    "cannot be compared, damaged in " + (damaged.side() == Side.FIRST ? first : second) + ": "
                            + Messages.reasonOf(damaged.reason());
            };
        }

        private String both(String inFirst, String inSecond) {
            return inFirst + " in " + first + ", " + inSecond + " in " + second;
        }

        private static String name(@Nullable TreePath path) {
            return Objects.toString(path, "no other");
        }

        private static String value(Symbol name, @Nullable Value value) throws IOException {
            if (value == null) {
                return "not set";
            }
            boolean isTime = name.equals(Attributes.MODIFIED) || name.equals(Attributes.ACCESSED);
            if (isTime && value instanceof Int time && !time.negative()) {
                return DiskTime.decode(time).toString();
            }
            ByteArrayOutputStream printed = new ByteArrayOutputStream();
            new ValuePrinter(printed, Attributes.PARENT::equals).print(value);
            return printed.toString(StandardCharsets.UTF_8).replaceAll("\n *", " ");
        }
    }
}
