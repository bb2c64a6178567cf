// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.program;

import dev.tfskit.check.Finding;
import dev.tfskit.check.FindingKind;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.elf.ElfFormatException;
import dev.tfskit.elf.Kernel;
import dev.tfskit.message.Messages;
import dev.tfskit.schema.Limits;
import dev.tfskit.schema.RootAttributes;
import dev.tfskit.schema.TreePath;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.PathLookup;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Checks whether the program that a root volume names (docs/format.md, section 3.2) can start. The program and its
 * interpreter must be in the tree, both must be ELF files for the machine of the kernel, the kernel must be able to
 * load the program, the libraries that it needs must be where the interpreter looks for them, and the working directory
 * must be there. A check also reports functions that the program uses and for which Nanos has no system calls; such a
 * program starts. A program on a mounted volume is not checked. A check only reads the volume.
 */
public final class ProgramCheck {

    /** The most mounts that count: no machine has so many disks, and each is compared with the path of the program. */
    private static final int MOST_MOUNTS = 256;

    private final @Nullable Kernel kernel;
    private final Volume volume;
    private final ElfLookup lookup;
    private final Consumer<ProgramFinding> findings;

    private ProgramCheck(Volume volume, @Nullable Kernel kernel, Consumer<ProgramFinding> findings) {
        this.kernel = kernel;
        this.volume = volume;
        this.lookup = new ElfLookup(volume);
        this.findings = findings;
    }

    /**
     * Checks the program of a root volume.
     *
     * @param volume the volume, with the whole tree in it
     * @param kernel the kernel that is to run the program; null when it is unknown
     * @return the reasons why the program may not run; empty when there are none, or when the volume names no program
     * @throws dev.tfskit.error.TfsFormatException when the volume is damaged where it is read
     * @throws IOException when the volume cannot be read
     */
    @SuppressWarnings("exports") // Callers need no annotations of JSpecify.
    public static List<ProgramFinding> of(Volume volume, @Nullable Kernel kernel) throws IOException {
        List<ProgramFinding> findings = new ArrayList<>();
        new ProgramCheck(volume, kernel, findings::add).run();
        return List.copyOf(findings);
    }

    /**
     * Examines the program of a volume as part of a {@link dev.tfskit.check.VolumeCheck}.
     *
     * @param device the device of a volume without errors; only read, and left open
     * @param findings receives each finding when it is found
     * @throws IOException when the volume cannot be read
     */
    public static void examine(BlockDevice device, Consumer<Finding> findings) throws IOException {
        // Not closed: that would close the device, which belongs to the caller.
        Volume volume = Volume.open(device);
        Optional<TreePath> entry = entry(volume);
        new ProgramCheck(volume, null, finding -> findings.accept(finding(finding, entry))).run();
    }

    private static Finding finding(ProgramFinding finding, Optional<TreePath> entry) {
        boolean isNamed =
                entry.filter(path -> path.toString().equals(finding.program())).isPresent();
        return new Finding(
                switch (finding.kind()) {
                    case NOT_LOADABLE -> FindingKind.PROGRAM_NOT_LOADABLE;
                    case UNCHECKED -> FindingKind.PROGRAM_UNCHECKED;
                    case MISSING_CALLS -> FindingKind.PROGRAM_USES_MISSING_CALLS;
                },
                isNamed ? finding.problem() : finding.program() + ": " + finding.problem(),
                OptionalInt.empty(),
                entry,
                OptionalLong.empty(),
                OptionalLong.empty());
    }

    /** Returns where the program is in the tree, with links followed; empty when it is not there. */
    private static Optional<TreePath> entry(Volume volume) throws IOException {
        Optional<Value> program = volume.root().attribute(RootAttributes.PROGRAM);
        if (!(program.orElse(null) instanceof Text path) || path.length() > Limits.PATH_BYTES) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new PathLookup(volume, PathLookup.Links.ALL).find(path).path());
        } catch (NoSuchFileException | NotDirectoryException | FileSystemLoopException missing) {
            return Optional.empty();
        }
    }

    private void run() throws IOException {
        Optional<Value> program = volume.root().attribute(RootAttributes.PROGRAM);
        if (program.isPresent()) {
            examine(program.get());
        }
    }

    private void examine(Value program) throws IOException {
        if (!(program instanceof Text path)) {
            about(RootAttributes.PROGRAM).notLoadable("must be the path of the program, as a string");
            return;
        }
        checkWorkingDirectory();
        if (path.length() == 0) {
            about(RootAttributes.PROGRAM).notLoadable("the name of the program is empty");
            return;
        }
        if (isTooLong(RootAttributes.PROGRAM, path)) {
            return;
        }
        String shown = ElfLookup.display(path);
        if (!isOnOtherVolume(shown)) {
            examine(path, new ProgramProblems(shown, findings));
        }
    }

    private void examine(Text path, ProgramProblems problems) throws IOException {
        Optional<ElfLookup.Found> found =
                lookup.find(path, objection -> problems.notLoadable("the program " + objection));
        if (found.isEmpty()) {
            return;
        }
        ExecutableCheck executable = new ExecutableCheck(found.get(), lookup, problems);
        executable.checkLinks();
        executable.checkMachine(kernel);
        try {
            executable.checkLoading();
            if (executable.checkInterpreter()) {
                new LibraryCheck(volume, problems).check(path);
            }
            executable.checkCalls();
        } catch (ElfFormatException e) {
            problems.notLoadable(
                    "the program " + found.get().way() + "is not a valid ELF file: " + Messages.reasonOf(e));
        }
    }

    private ProgramProblems about(Symbol attribute) {
        return new ProgramProblems(attribute.toString(), findings);
    }

    /** Reports a path that is not followed here. An image can have one of gigabytes; the kernel has no limit. */
    private boolean isTooLong(Symbol attribute, Text path) {
        if (path.length() <= Limits.PATH_BYTES) {
            return false;
        }
        about(attribute)
                .unchecked("the path has " + Messages.bytes(path.length()) + ", and at most " + Limits.PATH_BYTES
                        + " are checked");
        return true;
    }

    /** The kernel changes to the directory before it starts the program, and stops when it cannot. */
    private void checkWorkingDirectory() throws IOException {
        Optional<Value> directory = volume.root().attribute(RootAttributes.WORKING_DIRECTORY);
        if (directory.isPresent()
                && directory.get() instanceof Text path
                && !isTooLong(RootAttributes.WORKING_DIRECTORY, path)
                && !isOnOtherVolume(ElfLookup.display(path))
                && !leadsToDirectory(path)) {
            about(RootAttributes.WORKING_DIRECTORY)
                    .notLoadable(
                            "the working directory " + ElfLookup.display(path) + " is not a directory of the tree");
        }
    }

    private boolean leadsToDirectory(Text path) throws IOException {
        try {
            return new PathLookup(volume, PathLookup.Links.ALL).find(path).inode() instanceof Directory;
        } catch (NoSuchFileException | NotDirectoryException | FileSystemLoopException missing) {
            return false;
        }
    }

    /** Returns whether a path is below a mount point, where another volume holds the files. */
    private boolean isOnOtherVolume(String shown) {
        return volume.root().attribute(RootAttributes.MOUNTS).stream()
                .filter(Tuple.class::isInstance)
                .flatMap(mounts -> ((Tuple) mounts).sorted().stream())
                .limit(MOST_MOUNTS)
                .map(Tuple.Attribute::value)
                .filter(Text.class::isInstance)
                .map(point -> RootAttributes.mountPoint((Text) point))
                .filter(point -> point.length() <= Limits.PATH_BYTES)
                .map(ElfLookup::display)
                .anyMatch(point -> shown.startsWith(point + "/"));
    }
}
