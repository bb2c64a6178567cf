// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import dev.tfskit.cli.StandardOutput;
import dev.tfskit.device.VolumeChoice;
import dev.tfskit.disk.DiskImage;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.RootAttributes;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import dev.tfskit.value.VectorValue;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.DirectoryEntry;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Prints the lines of {@code --info} about what an image runs: the root attributes that configure the kernel. */
final class RunLines {

    /** The most bytes of a string, and the most strings of a list: an image can refer to a long one many times. */
    private static final int MOST_BYTES = 1000;

    private static final int MOST_MEMBERS = 200;

    private static final Text IN_BOOT_VOLUME = Text.of("bootfs");
    private static final Symbol KLIB_DIRECTORY = Symbol.of("klib");
    private static final Set<Symbol> SHOWN = Set.of(
            RootAttributes.PROGRAM,
            RootAttributes.ARGUMENTS,
            RootAttributes.ENVIRONMENT,
            RootAttributes.WORKING_DIRECTORY,
            RootAttributes.MOUNTS,
            RootAttributes.KLIBS,
            Attributes.MODIFIED,
            Attributes.ACCESSED,
            Attributes.PERMISSIONS);

    private final DiskImage disk;
    private final Directory root;
    private final List<Line> lines = new ArrayList<>();

    private record Line(String name, String text) {}

    /**
     * Creates the lines.
     *
     * @param disk the image, whose boot volume may hold klibs
     * @param root the root directory of the volume that is shown
     */
    RunLines(DiskImage disk, Directory root) {
        this.disk = disk;
        this.root = root;
    }

    void print(StandardOutput output) throws IOException {
        root.attribute(RootAttributes.PROGRAM).ifPresentOrElse(this::noteProgram, () -> add("Program", "(none)"));
        root.attribute(RootAttributes.ARGUMENTS).ifPresent(this::noteArguments);
        root.attribute(RootAttributes.ENVIRONMENT).ifPresent(value -> addPairs("Environment", "=", value));
        root.attribute(RootAttributes.WORKING_DIRECTORY).ifPresent(value -> add("Directory", word(value)));
        root.attribute(RootAttributes.MOUNTS).ifPresent(value -> addPairs("Mount", " on ", value));
        Optional<Value> klibs = root.attribute(RootAttributes.KLIBS);
        if (klibs.isPresent()) {
            add("Klibs", klibs(klibs.get()));
        }
        List<String> further = StatView.shown(root).stream()
                .map(Tuple.Attribute::name)
                .filter(name -> !SHOWN.contains(name))
                .map(Symbol::quoted)
                .toList();
        if (!further.isEmpty()) {
            add("Attributes", String.join(", ", further) + "; --stat / prints them");
        }
        for (Line line : lines) {
            InfoView.line(output, line.name, line.text);
        }
    }

    private void add(String name, String text) {
        lines.add(new Line(name, text));
    }

    private void noteProgram(Value program) {
        add("Program", word(program));
    }

    private void noteArguments(Value arguments) {
        if (arguments instanceof VectorValue vector) {
            int more = vector.size() - MOST_MEMBERS;
            String words = vector.elements().stream()
                    .limit(MOST_MEMBERS)
                    .map(RunLines::word)
                    .collect(Collectors.joining(" "));
            add("Arguments", more > 0 ? words + " ... and " + more + " more" : words);
        } else {
            add("Arguments", word(arguments));
        }
    }

    private void addPairs(String name, String between, Value value) {
        if (value instanceof Tuple tuple) {
            List<Tuple.Attribute> pairs = tuple.sorted();
            for (Tuple.Attribute pair : pairs.subList(0, Math.min(pairs.size(), MOST_MEMBERS))) {
                add(name, pair.name().quoted(MOST_BYTES) + between + word(pair.value()));
            }
            if (pairs.size() > MOST_MEMBERS) {
                add(name, "... and " + (pairs.size() - MOST_MEMBERS) + " more");
            }
        } else {
            add(name, word(value));
        }
    }

    private static String word(Value value) {
        if (!(value instanceof Text text)) {
            return "(not a string)";
        }
        return text.length() <= MOST_BYTES ? ShellWord.shown(text.toByteArray()) : text.quoted(MOST_BYTES);
    }

    /** Names the klibs in the boot volume. A damaged boot volume is no reason to show nothing of the root volume. */
    private String klibs(Value value) throws IOException {
        if (!value.equals(IN_BOOT_VOLUME)) {
            return "in the directory " + word(value) + " of the root volume";
        }
        if (disk.bootPartition().isEmpty()) {
            return "in the boot volume, which is not here";
        }
        List<String> names = new ArrayList<>();
        try {
            // Not closed: closing the device would close the image.
            Volume boot = Volume.open(disk.volume(new VolumeChoice.Boot()));
            if (boot.root().find(KLIB_DIRECTORY).orElse(null) instanceof Directory directory) {
                for (DirectoryEntry entry : directory.entries()) {
                    names.add(entry.name().quoted());
                }
            }
        } catch (TfsFormatException damage) {
            return "in the boot volume, which is damaged; --check names the damage";
        }
        return "in the boot volume: " + (names.isEmpty() ? "none" : String.join(", ", names));
    }
}
