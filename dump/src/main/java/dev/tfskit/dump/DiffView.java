// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import dev.tfskit.cli.DamageRemedy;
import dev.tfskit.cli.ExitCode;
import dev.tfskit.cli.ToolFailedException;
import dev.tfskit.cli.UsageException;
import dev.tfskit.disk.DiskImage;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.io.Handover;
import dev.tfskit.message.Messages;
import dev.tfskit.volume.PathLookup;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.OptionSpec;

/** {@code --diff}: prints the differences of two images. */
final class DiffView implements View {

    @Override
    public OptionSpec option() {
        return OptionSpec.builder("--diff")
                .paramLabel("OTHER")
                .type(String.class)
                .description("Print the differences from IMAGE to the newer image OTHER: paths, types, attributes, "
                        + "contents. Exit code 0: none; 1: some; 2: could not compare.")
                .build();
    }

    @Override
    public Set<String> details() {
        return Set.of(DumpOptions.PATHS, "--json", "--at", "--ignore");
    }

    @Override
    public ExitCode show(Session session) throws UsageException, IOException {
        ImageName other = ImageName.parse("--diff", session.options().argument(this));
        Volume first = session.image().volume();
        try (Volume second = openSecond(session, other)) {
            DifferenceWords words = DifferenceWords.of(session.options(), other);
            DifferenceList differences = new DifferenceList(
                    first, second, scope(session, second), session.options().ignored());
            return session.json()
                    ? writeJson(session, other.file(), second, differences, words)
                    : print(session, first, second, differences, words);
        }
    }

    /**
     * Finds each path in both volumes, because links can lead elsewhere, and then these differ. It need exist in one of
     * the volumes only.
     */
    private static PathScope scope(Session session, Volume second) throws IOException {
        if (session.options().paths().isEmpty()) {
            return PathScope.ALL;
        }
        List<PathLookup.Found> found = new ArrayList<>();
        for (String text : session.options().paths()) {
            Optional<PathLookup.Found> inSecond = inSecond(second, text);
            try {
                found.add(session.entries().find(text));
            } catch (FileSystemException | TfsFormatException e) {
                if (inSecond.isEmpty()) {
                    throw e;
                }
            }
            inSecond.ifPresent(found::add);
        }
        return PathScope.of(found);
    }

    private static Optional<PathLookup.Found> inSecond(Volume second, String path) throws IOException {
        try {
            return Optional.of(new NamedEntries(second).find(path));
        } catch (FileSystemException | TfsFormatException e) {
            return Optional.empty();
        }
    }

    /** Opens the volume of another image that the options choose, and warns as for the first image. */
    static Volume openSecond(Session session, ImageName other) throws IOException {
        try {
            DiskImage disk = DiskImage.of(ImageInput.open(other.file(), session.diagnostics()));
            try (Handover handover = new Handover(disk)) {
                return handover.to(new VolumeInput(other.file().toString(), other + ": ", session.diagnostics())
                        .open(disk.volume(session.options().volume()), other.record()));
            }
        } catch (TfsFormatException e) {
            throw new ToolFailedException(
                    other.file().toString(),
                    Messages.reasonOf(e),
                    DamageRemedy.of(e, session.options().volume()));
        }
    }

    private static ExitCode print(
            Session session, Volume first, Volume second, DifferenceList differences, DifferenceWords words)
            throws IOException {
        DifferenceCount count = new DifferenceCount(words);
        differences.forEach(difference -> {
            count.add(difference);
            session.output().println(difference.path() + ": " + words.of(difference));
        });
        if (session.isForPeople()) {
            session.output().println(count.summary(first.identity(), second.identity()));
        }
        return count.exitCode();
    }

    private static ExitCode writeJson(
            Session session, Path other, Volume second, DifferenceList differences, DifferenceWords words)
            throws IOException {
        DifferenceCount count = new DifferenceCount(words);
        try (JsonOutput json = session.beginJson()) {
            json.beginObject("other");
            json.field("image", other.toString());
            json.bytes("label", second.identity().label().text());
            json.field("uuid", second.identity().uuid().toString());
            json.endObject();
            json.beginArray("differences");
            differences.forEach(difference -> {
                count.add(difference);
                json.beginElement();
                DifferenceFields.write(json, difference);
                json.field("words", words.of(difference));
                json.endObject();
            });
            json.endArray();
            json.complete();
        }
        return count.exitCode();
    }
}
