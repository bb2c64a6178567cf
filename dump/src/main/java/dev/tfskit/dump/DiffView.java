package dev.tfskit.dump;

import dev.tfskit.Tfs;
import dev.tfskit.TfsFormatException;
import dev.tfskit.cli.ExitCode;
import dev.tfskit.cli.PathArgument;
import dev.tfskit.cli.Printable;
import dev.tfskit.cli.ToolFailedException;
import dev.tfskit.cli.UsageException;
import dev.tfskit.compare.Comparison;
import dev.tfskit.compare.Difference;
import dev.tfskit.compare.Side;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.DiskTime;
import dev.tfskit.schema.TreePath;
import dev.tfskit.value.Int;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Value;
import dev.tfskit.value.ValuePrinter;
import dev.tfskit.volume.Volume;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.OptionSpec;

/** {@code --diff}: in what two images differ. */
final class DiffView implements View {

    @Override
    public OptionSpec option() {
        return OptionSpec.builder("--diff").paramLabel("OTHER").type(String.class)
                .description("Print in what the image differs from OTHER: paths, types, attributes, contents. Exit code 0: they are"
                        + " the same; 1: they differ; 2: trouble.").build();
    }

    @Override
    public Set<String> details() {
        return Set.of("--json", "--at");
    }

    @Override
    public ExitCode show(final Session session) throws UsageException, IOException {
        final Path other = PathArgument.parse("--diff", session.options().argument(this));
        final Volume first = session.volume();
        try (Volume second = openSecond(session, other)) {
            final Names names = Names.of(session.options().image(), other);
            return session.json() ? writeJson(session, other, first, second, names)
                    : print(session, new Comparison(first, second), names);
        }
    }

    private static Volume openSecond(Session session, Path other) throws IOException {
        try {
            return Tfs.open(other, session.options().volume());
        } catch (TfsFormatException e) {
            throw new ToolFailedException(other.toString(), e.getMessage(), "check that it is a TFS image and that all of it is there");
        }
    }

    private static ExitCode print(final Session session, final Comparison comparison, final Names names) throws IOException {
        ExitCode code = ExitCode.OK;
        while (comparison.hasNext()) {
            final Difference difference = comparison.next();
            code = worse(code, difference);
            session.output().println(difference.path() + ": " + names.words(difference));
        }
        return code;
    }

    private static ExitCode writeJson(final Session session, final Path other, final Volume first, final Volume second,
            final Names names) throws IOException {
        ExitCode code = ExitCode.OK;
        final Comparison comparison = new Comparison(first, second);
        try (JsonOutput json = session.beginJson()) {
            json.beginObject("other");
            json.field("image", other.toString());
            json.bytes("label", second.identity().label().text());
            json.field("uuid", second.identity().uuid().toString());
            json.endObject();
            json.beginArray("differences");
            while (comparison.hasNext()) {
                final Difference difference = comparison.next();
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

    /** What cannot be compared is worse than what differs. */
    private static ExitCode worse(final ExitCode soFar, final Difference difference) {
        return soFar == ExitCode.TROUBLE || difference instanceof Difference.Damaged ? ExitCode.TROUBLE : ExitCode.DIFFERENT;
    }

    /** What the two images are called in sentences. */
    private record Names(String first, String second) {

        /** Their file names; the whole paths when those are the same. */
        static Names of(final Path first, final Path second) {
            final boolean differ = !first.getFileName().equals(second.getFileName());
            return new Names(Printable.of((differ ? first.getFileName() : first).toString()),
                    Printable.of((differ ? second.getFileName() : second).toString()));
        }

        String words(final Difference difference) throws IOException {
            return switch (difference) {
                case Difference.OnlyInFirst only -> "only in " + first + ", " + only.kind();
                case Difference.OnlyInSecond only -> "only in " + second + ", " + only.kind();
                case Difference.KindDiffers kinds -> both(kinds.first().toString(), kinds.second().toString());
                case Difference.AttributeDiffers attribute -> attribute.name().quoted() + " is "
                        + both(value(attribute.name(), attribute.first()), value(attribute.name(), attribute.second()));
                case Difference.LinkDiffers link -> "the same file as " + both(name(link.first()), "as " + name(link.second()));
                case Difference.ContentDiffers content -> "contents differ from byte " + content.position() + " on";
                case Difference.Damaged damaged -> "cannot be compared, damaged in " + (damaged.side() == Side.FIRST ? first : second)
                        + ": " + damaged.reason().getMessage();
            };
        }

        private String both(final String inFirst, final String inSecond) {
            return inFirst + " in " + first + ", " + inSecond + " in " + second;
        }

        private static String name(final Optional<TreePath> path) {
            return path.map(TreePath::toString).orElse("no other");
        }

        private static String value(final Symbol name, final Optional<Value> value) throws IOException {
            if (value.isEmpty()) {
                return "not set";
            }
            final boolean isTime = name.equals(Attributes.MODIFIED) || name.equals(Attributes.ACCESSED);
            if (isTime && value.get() instanceof Int time && !time.negative()) {
                return DiskTime.decode(time).toString();
            }
            final ByteArrayOutputStream printed = new ByteArrayOutputStream();
            new ValuePrinter(printed, Attributes.PARENT::equals).print(value.get());
            return printed.toString(StandardCharsets.UTF_8).replaceAll("\n *", " ");
        }
    }
}
