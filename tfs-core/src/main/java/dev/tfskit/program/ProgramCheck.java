// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.program;

import dev.tfskit.check.Finding;
import dev.tfskit.check.FindingKind;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.elf.DynamicSection;
import dev.tfskit.elf.ElfFile;
import dev.tfskit.elf.ElfFormatException;
import dev.tfskit.elf.ElfSegment;
import dev.tfskit.elf.Kernel;
import dev.tfskit.elf.Machine;
import dev.tfskit.error.NameNotAllowedException;
import dev.tfskit.message.Messages;
import dev.tfskit.program.ProgramFinding.Kind;
import dev.tfskit.schema.Limits;
import dev.tfskit.schema.RootAttributes;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.tfs.VolumeLookupTree;
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
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Checks whether the program that a root volume names (docs/format.md, section 3.2) can start. The program and its
 * interpreter must be in the tree, both must be ELF files for the machine of the kernel, the kernel must be able to
 * load the program, the libraries that it needs must be where the interpreter looks for them, and the working directory
 * must be there. A check also reports functions that the program uses and for which Nanos has no system calls; such a
 * program starts. A program on a mounted volume is not checked. A check only reads the volume.
 */
public final class ProgramCheck {

    /** The kernel reads the program headers in the first page of the file only. */
    private static final long PROGRAM_HEADERS_END = 4096;
    /** The kernel adds at least this to the addresses of a position-independent program. */
    private static final long LOAD_ADDRESS = 0x40_0000;
    /** The kernel loads no program above this address. */
    private static final long LOAD_END = 3L << 30;

    /** The most mounts that count: no machine has so many disks, and each is compared with the path of the program. */
    private static final int MOST_MOUNTS = 256;

    private static final Symbol LIBRARY_PATH = Symbol.of("LD_LIBRARY_PATH");

    /**
     * Functions of the C library that start a process or another program, or that need System V IPC, POSIX message
     * queues, tracing or another root directory.
     */
    private static final Set<Text> MISSING_CALLS = Stream.of(
                    "fork",
                    "vfork",
                    "_Fork",
                    "forkpty",
                    "daemon",
                    "execl",
                    "execle",
                    "execlp",
                    "execv",
                    "execve",
                    "execvp",
                    "execvpe",
                    "fexecve",
                    "posix_spawn",
                    "posix_spawnp",
                    "system",
                    "popen",
                    "msgget",
                    "semget",
                    "shmget",
                    "mq_open",
                    "ptrace",
                    "chroot")
            .map(Text::of)
            .collect(Collectors.toUnmodifiableSet());

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
            add(RootAttributes.PROGRAM.toString(), "is not a string; the kernel needs the path of the program there");
            return;
        }
        checkWorkingDirectory();
        if (isTooLong(RootAttributes.PROGRAM, path)) {
            return;
        }
        String shown = ElfLookup.display(path);
        if (isOnOtherVolume(shown)) {
            return;
        }
        Optional<ElfLookup.Found> found = lookup.find(path, objection -> add(shown, "the program " + objection));
        if (found.isEmpty()) {
            return;
        }
        checkLinks(shown, "the program ", found.get());
        checkMachine(shown, found.get());
        try {
            checkLoading(shown, found.get());
            if (checkInterpreter(shown, found.get())) {
                checkLibrariesWithinLimits(shown, path);
            }
            checkCalls(shown, found.get());
        } catch (ElfFormatException e) {
            add(shown, "the program " + found.get().way() + "is not a valid ELF file: " + Messages.reasonOf(e));
        }
    }

    /** Reports a path that is not followed here. An image can have one of gigabytes; the kernel has no limit. */
    private boolean isTooLong(Symbol attribute, Text path) {
        if (path.length() <= Limits.PATH_BYTES) {
            return false;
        }
        findings.accept(new ProgramFinding(
                Kind.UNCHECKED,
                attribute.toString(),
                "the path has " + Messages.bytes(path.length()) + ", and at most " + Limits.PATH_BYTES
                        + " are checked"));
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
            add(
                    RootAttributes.WORKING_DIRECTORY.toString(),
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

    private void checkLinks(String program, String subject, ElfLookup.Found found) {
        if (found.linksInARow() > Limits.LINKS_IN_A_ROW) {
            add(
                    program,
                    subject + "is behind " + found.linksInARow() + " symbolic links in a row, and Nanos before 0.1.55"
                            + " follows at most " + Limits.LINKS_IN_A_ROW);
        }
    }

    private void checkMachine(String program, ElfLookup.Found found) {
        Machine machine = found.file().machine();
        if (kernel != null && !kernel.machine().equals(machine)) {
            add(
                    program,
                    "the program " + found.way() + "is for " + machine + ", but the kernel " + kernel.name()
                            + " is for " + kernel.machine());
        } else if (!Machine.OF_NANOS.contains(machine)) {
            add(
                    program,
                    "the program " + found.way() + "is for " + machine + "; Nanos runs on x86-64, AArch64 and RISC-V");
        }
    }

    private void checkLoading(String program, ElfLookup.Found found) throws IOException {
        ElfFile file = found.file();
        List<ElfSegment> segments = file.segments();
        if (Long.compareUnsigned(file.endOfProgramHeaders(), PROGRAM_HEADERS_END) > 0) {
            add(
                    program,
                    "the program " + found.way() + "has program headers after byte " + PROGRAM_HEADERS_END
                            + ", where Nanos does not read them");
        }
        long base = file.isPositionIndependent() ? LOAD_ADDRESS : 0;
        for (ElfSegment segment : segments) {
            if (segment.type() == ElfSegment.LOAD && isAbove(LOAD_END - base, segment)) {
                add(
                        program,
                        "the program " + found.way() + "has a segment of "
                                + Long.toUnsignedString(segment.memoryBytes())
                                + " bytes at the address 0x" + Long.toHexString(segment.address())
                                + "; Nanos loads programs below 0x" + Long.toHexString(LOAD_END));
                return;
            }
        }
    }

    private static boolean isAbove(long limit, ElfSegment segment) {
        return Long.compareUnsigned(segment.address(), limit) > 0
                || Long.compareUnsigned(segment.memoryBytes(), limit - segment.address()) > 0;
    }

    /** Returns whether there is an interpreter that loads libraries. */
    private boolean checkInterpreter(String program, ElfLookup.Found found) throws IOException {
        Optional<Text> path = found.file().interpreter().map(Text::wrap);
        if (path.isEmpty()) {
            return false;
        }
        String interpreter = "its interpreter " + ElfLookup.display(path.get()) + " ";
        Optional<ElfLookup.Found> there = lookup.find(path.get(), objection -> add(program, interpreter + objection));
        there.ifPresent(file -> checkLinks(program, interpreter, file));
        if (there.isPresent()
                && !there.get().file().machine().equals(found.file().machine())) {
            add(
                    program,
                    interpreter + there.get().way() + "is for "
                            + there.get().file().machine() + ", but the program is for "
                            + found.file().machine());
        }
        return there.isPresent();
    }

    private void checkLibrariesWithinLimits(String program, Text path) throws IOException {
        try {
            checkLibraries(program, path);
        } catch (LookupLimitException | NameNotAllowedException e) {
            // The program may run all the same.
            findings.accept(new ProgramFinding(
                    Kind.UNCHECKED,
                    program,
                    "its libraries cannot be checked: " + e.getFile() + " " + Messages.reasonInSentence(e)));
        }
    }

    private void checkLibraries(String program, Text path) throws IOException {
        // Not closed: the tree is the volume, which stays open.
        TreeView view = new TreeView(new VolumeLookupTree(volume));
        Optional<TreeView.Located> located = view.find(path);
        if (located.isEmpty() || !(located.get().found().entry() instanceof SourceEntry.File file)) {
            return;
        }
        Optional<ElfDescription> elf = ElfDescription.of(file.content());
        if (elf.isEmpty()) {
            return;
        }
        LibraryClosure closure = new LibraryClosure(
                view,
                new SelectedEntries(view),
                LibrarySearch.of(view, elf.get(), libraryPath().orElse(null)),
                new LoadedObject(path, elf.get(), Reason.request(program), null));
        closure.loadNeeded();
        List<LibraryClosure.Missing> all = closure.takeMissing();
        for (LibraryClosure.Missing missing : firstOf(all)) {
            add(
                    program,
                    "the library " + missing.name() + ", which "
                            + missing.requester().reason() + " needs, is not where the loader looks");
        }
        addNumberOfOthers(program, all, "where the loader looks");
        for (LibraryClosure.Uncached library : firstOf(closure.uncached())) {
            add(
                    program,
                    "the library " + library.path() + ", which "
                            + library.requester().reason()
                            + " needs, is not in /etc/ld.so.cache, the only place where the loader would find it; "
                            + "run ldconfig -r on the tree of the image, or set LD_LIBRARY_PATH="
                            + SearchPath.parent(library.path()) + " in the environment");
        }
        addNumberOfOthers(program, closure.uncached(), "in /etc/ld.so.cache");
    }

    private static <T> List<T> firstOf(List<T> libraries) {
        return libraries.subList(0, LibraryClosure.countOfNamed(libraries.size()));
    }

    private void addNumberOfOthers(String program, List<?> libraries, String place) {
        int others = libraries.size() - LibraryClosure.countOfNamed(libraries.size());
        if (others > 0) {
            add(program, "and " + others + " more libraries are not " + place);
        }
    }

    private Optional<Text> libraryPath() {
        return volume.root()
                .attribute(RootAttributes.ENVIRONMENT)
                .filter(Tuple.class::isInstance)
                .flatMap(environment -> ((Tuple) environment).get(LIBRARY_PATH))
                .filter(Text.class::isInstance)
                .map(Text.class::cast);
    }

    private void checkCalls(String program, ElfLookup.Found found) throws IOException {
        Optional<DynamicSection> dynamic = found.file().dynamicSection();
        Set<Text> used = dynamic.isEmpty() ? Set.of() : dynamic.get().undefined(MISSING_CALLS);
        if (!used.isEmpty()) {
            findings.accept(new ProgramFinding(
                    Kind.MISSING_CALLS,
                    program,
                    "the program uses "
                            + used.stream().map(Text::decode).sorted().collect(Collectors.joining(", "))
                            + ", for which Nanos has no system calls"));
        }
    }

    private void add(String program, String problem) {
        findings.accept(new ProgramFinding(Kind.NOT_LOADABLE, program, problem));
    }
}
