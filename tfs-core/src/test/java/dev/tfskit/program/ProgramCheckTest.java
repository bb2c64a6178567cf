// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.AllocatedBytes;
import dev.tfskit.Command;
import dev.tfskit.Seeds;
import dev.tfskit.check.DiskCheck;
import dev.tfskit.check.Finding;
import dev.tfskit.check.FindingKind;
import dev.tfskit.check.SampleVolume;
import dev.tfskit.check.VolumeCheck;
import dev.tfskit.compare.BuiltVolume;
import dev.tfskit.device.BadBlocksDevice;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.elf.ElfFile;
import dev.tfskit.elf.HandMadeElf;
import dev.tfskit.elf.HostPrograms;
import dev.tfskit.elf.Kernel;
import dev.tfskit.elf.Machine;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.program.ProgramFinding.Kind;
import dev.tfskit.schema.Attributes;
import dev.tfskit.value.Flag;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.Tuples;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProgramCheckTest {

    private static final String LOADER = "/lib/ld.so";

    private final BuiltVolume built;

    ProgramCheckTest() throws IOException {
        built = new BuiltVolume();
    }

    private void program(String path) throws IOException {
        built.volume().setRootAttribute(Symbol.of("program"), Text.of(path));
    }

    /** Makes a file and the directories above it. */
    private void file(String path, byte[] content) throws IOException {
        List<String> names = new ArrayList<>(Arrays.asList(path.substring(1).split("/")));
        String last = names.removeLast();
        built.file(directory(names), last, content);
    }

    private Directory directory(List<String> names) throws IOException {
        Directory at = built.root();
        for (String name : names) {
            Symbol symbol = Symbol.of(name);
            at = at.find(symbol).isPresent() ? (Directory) at.find(symbol).get() : at.createDirectory(symbol);
        }
        return at;
    }

    private void link(String name, String target) throws IOException {
        built.root().createSymbolicLink(Symbol.of(name), Text.of(target));
    }

    private static byte[] elf(Machine machine) {
        return new HandMadeElf(machine).bytes();
    }

    private static byte[] dynamicElf(Machine machine) {
        return new HandMadeElf(machine).interpreter(LOADER).bytes();
    }

    private static Kernel kernel(Machine machine) {
        return new Kernel("kernel.img", machine);
    }

    private List<ProgramFinding> findings(@Nullable Kernel kernel) throws IOException {
        return ProgramCheck.of(built.volume(), kernel);
    }

    /** The findings without a kernel. */
    private List<ProgramFinding> findings() throws IOException {
        return findings(null);
    }

    private static ProgramFinding notLoadable(String program, String problem) {
        return new ProgramFinding(Kind.NOT_LOADABLE, program, problem);
    }

    /** The only finding is about this path and says that. */
    private void assertReported(String subject, String text) throws IOException {
        assertEquals(List.of(notLoadable(subject, text)), findings());
    }

    private void assertLibrariesUnchecked(String subject, String reason) throws IOException {
        assertEquals(
                List.of(new ProgramFinding(Kind.UNCHECKED, subject, "its libraries cannot be checked: " + reason)),
                findings());
    }

    private void copyFromHost(Path file, String path) throws IOException {
        file(path, Files.readAllBytes(file));
    }

    @Test
    void programOfThisHostCanStartWithItsInterpreterAndLibraries() throws Exception {
        Path java = HostPrograms.java();
        Text interpreter = ElfFile.read(HandMadeElf.reader(Files.readAllBytes(java)))
                .orElseThrow()
                .interpreter()
                .map(Text::wrap)
                .orElseThrow();
        copyFromHost(java, java.toString());
        program(java.toString());
        assertReported(
                java.toString(),
                "its interpreter " + interpreter + " is not in the tree: there is no /"
                        + Path.of(interpreter.decode()).getName(0));
        copyFromHost(Path.of(interpreter.decode()), interpreter.decode());
        assertTrue(findings()
                .contains(notLoadable(
                        java.toString(),
                        "the library libc.so.6, which " + java + " needs, is not where the loader looks")));
        for (String line : Command.of("ldd", java).run().ok().lines()) {
            Matcher library = Pattern.compile("=> (/\\S+)").matcher(line);
            if (library.find()) {
                Path file = Path.of(library.group(1)).normalize();
                copyFromHost(file, file.toString());
            }
        }
        assertEquals(List.of(), findings(kernel(HostPrograms.machine())));
        built.volume().setRootAttribute(Symbol.of("environment"), new Tuple());
        assertEquals(List.of(), ProgramCheck.of(built.open(), kernel(HostPrograms.machine())));
    }

    @Test
    void staticProgramNeedsNothingElse(@TempDir Path directory) throws Exception {
        copyFromHost(HostPrograms.compile(directory, "void _start(void) { }", "-static", "-nostdlib"), "/static");
        program("/static");
        assertEquals(List.of(), findings(kernel(HostPrograms.machine())));
    }

    @ParameterizedTest
    @ValueSource(ints = {62, 183, 243})
    void programInterpreterAndKernelForOneMachineAreRight(int code) throws IOException {
        Machine machine = new Machine(code);
        file("/app", dynamicElf(machine));
        file(LOADER, elf(machine));
        program("/app");
        assertEquals(List.of(), findings(kernel(machine)));
        assertEquals(List.of(), findings());
    }

    @Test
    void volumeWithoutAProgramIsNotChecked() throws IOException {
        file("/app", new byte[0]);
        assertEquals(List.of(), findings(kernel(Machine.X86_64)));
    }

    @Test
    void refusesProgramThatIsNotText() throws IOException {
        built.volume().setRootAttribute(Symbol.of("program"), Flag.PRESENT);
        assertReported("program", "must be the path of the program, as a string");
    }

    @ParameterizedTest
    @CsvSource({"/bin/app", "bin/app", "//bin//app"})
    void programPathBeginsAtRoot(String path) throws IOException {
        program(path);
        assertReported("/bin/app", "the program is not in the tree: there is no /bin");
        file("/bin/other", new byte[0]);
        assertReported("/bin/app", "the program is not in the tree");
        file("/bin/app", elf(Machine.X86_64));
        assertEquals(List.of(), findings());
    }

    @Test
    void namesFileInPlaceOfDirectoryOfProgram() throws IOException {
        file("/bin", new byte[] {1});
        program("/bin/app");
        assertReported("/bin/app", "the program is not in the tree: /bin is not a directory");
    }

    @Test
    void acceptsProgramBehindLink() throws IOException {
        file("/opt/app-1.0", elf(Machine.AARCH64));
        link("app", "opt/app-1.0");
        link("chain", "/app");
        program("/chain");
        assertEquals(List.of(), findings(kernel(Machine.AARCH64)));
        assertEquals(
                List.of(notLoadable(
                        "/chain",
                        "the program leads to /opt/app-1.0, which is for AArch64, but the kernel "
                                + "kernel.img is for RISC-V")),
                findings(kernel(Machine.RISC_V)));
    }

    @Test
    void linksThatLeadNowhereAreNamedWithTheirTargets() throws IOException {
        link("app", "../opt/app-1.0");
        link("bin", "usr/bin");
        link("circle", "circle");
        directory(List.of("usr", "bin"));
        program("/app");
        assertReported("/app", "the program is a symbolic link to ../opt/app-1.0, and there is no /opt in the tree");
        program("/bin/app");
        assertReported("/bin/app", "the program is not in the tree: there is no /usr/bin/app");
        program("/circle");
        assertReported("/circle", "the program leads over more than 40 symbolic links, perhaps in a circle");
    }

    @Test
    void moreLinksInARowThanOldKernelsFollowAreReported() throws IOException {
        file("/app", dynamicElf(Machine.X86_64));
        directory(List.of("lib", "real"));
        file("/lib/real/ld.so", elf(Machine.X86_64));
        rowOfLinks("app", "app");
        program("/app9");
        directory(List.of("lib")).createSymbolicLink(Symbol.of("ld.so"), Text.of("../ld9"));
        rowOfLinks("ld", "lib/real/ld.so");
        assertEquals(
                List.of(notLoadable(
                        "/app9",
                        "its interpreter /lib/ld.so is behind 10 symbolic links in a row, and Nanos before 0.1.55"
                                + " follows at most 9")),
                findings());
        program("/app10");
        assertEquals(
                "the program is behind 10 symbolic links in a row, and Nanos before 0.1.55 follows at most 9",
                findings().getFirst().problem());
    }

    /** Makes links of which each leads to the one before: NAME1 to the target, up to NAME10 to NAME9. */
    private void rowOfLinks(String name, String target) throws IOException {
        link(name + 1, target);
        for (int i = 2; i <= 10; i++) {
            link(name + i, name + (i - 1));
        }
    }

    @Test
    void linkWithAnEmptyTargetOnTheDiskPointsNowhere() throws IOException {
        link("app", "lost");
        Inode link = built.root().find(Symbol.of("app")).orElseThrow();
        Tuples.of(link).set(Attributes.LINK_TARGET, Text.of(""));
        program("/app");
        assertReported(
                "/app",
                "the program is not in the tree: /app: it is a symbolic link that points nowhere; "
                        + "correct the link or name another path");
    }

    @Test
    void programMustBeARegularFile() throws IOException {
        directory(List.of("bin"));
        link("app", "bin");
        built.root().createSocket(Symbol.of("socket"));
        program("/bin");
        assertReported("/bin", "the program is a directory");
        program("/app");
        assertReported("/app", "the program leads to /bin, which is a directory");
        program("/socket");
        assertReported("/socket", "the program is a socket");
        program("");
        assertReported("program", "the name of the program is empty");
    }

    @Test
    void emptyFileIsNoProgram() throws IOException {
        file("/app", new byte[0]);
        program("/app");
        assertReported("/app", "the program is empty");
    }

    @Test
    void namesScriptWithItsInterpreter() throws IOException {
        String rest = ", and Nanos runs ELF files only; name the interpreter, and give it the script as an argument";
        file("/app.py", "#!/usr/bin/env python3\nprint(1)\n".getBytes(StandardCharsets.UTF_8));
        program("/app.py");
        assertReported("/app.py", "the program is a script (#!/usr/bin/env python3)" + rest);
        file("/odd", "#!\u0007".getBytes(StandardCharsets.UTF_8));
        program("/odd");
        assertReported("/odd", "the program is a script (\"#!\\007\")" + rest);
        file("/long", ("#!" + "x".repeat(1000)).getBytes(StandardCharsets.UTF_8));
        program("/long");
        assertReported("/long", "the program is a script (#!" + "x".repeat(126) + ")" + rest);
    }

    @Test
    void showsFirstBytesOfUnknownFile() throws IOException {
        file("/app.exe", new byte[] {'M', 'Z', (byte) 0x90, 0, 3});
        program("/app.exe");
        assertReported("/app.exe", "the program is not an ELF file: it begins with the bytes 4d 5a 90 00");
        file("/short", new byte[] {'#'});
        program("/short");
        assertReported("/short", "the program is not an ELF file: it begins with the bytes 23");
    }

    @Test
    void damagedElfFilesAreNoPrograms() throws IOException {
        file("/cut", Arrays.copyOf(elf(Machine.X86_64), 20));
        program("/cut");
        assertReported("/cut", "the program is not a valid ELF file: it ends within its header, after 20 bytes");
        file("/headers", Arrays.copyOf(elf(Machine.X86_64), 64));
        program("/headers");
        assertReported(
                "/headers",
                "the program is not a valid ELF file: program header 0 is not in the file: it would be the 56 bytes "
                        + "from byte 64 on");
    }

    @Test
    void onlyLittleEndianProgramsOf64BitsRun() throws IOException {
        file("/narrow", new HandMadeElf(new Machine(3)).narrow().bytes());
        program("/narrow");
        assertReported("/narrow", "the program is an ELF file of 32 bits; Nanos runs programs of 64 bits");
        file("/big", new HandMadeElf(Machine.AARCH64).bigEndian().bytes());
        program("/big");
        assertReported("/big", "the program is a big-endian ELF file; Nanos runs little-endian programs");
        file("/app.o", new HandMadeElf(Machine.AARCH64).type(1).bytes());
        program("/app.o");
        assertReported(
                "/app.o",
                "the program is an ELF file of type 1, which is not a program; programs have the type 2 or 3");
    }

    @Test
    void anotherMachineThanTheKernelsIsNamedWithBoth() throws IOException {
        file("/app", dynamicElf(Machine.X86_64));
        file(LOADER, elf(Machine.X86_64));
        program("/app");
        assertEquals(
                List.of(notLoadable("/app", "the program is for x86-64, but the kernel kernel.img is for AArch64")),
                findings(kernel(Machine.AARCH64)));
    }

    @Test
    void namesMachineThatNanosDoesNotSupportWithoutKernelToo() throws IOException {
        file("/app", elf(new Machine(22)));
        program("/app");
        assertReported("/app", "the program is for machine 22; Nanos runs on x86-64, AArch64 and RISC-V");
    }

    @Test
    void namesMissingInterpreter() throws IOException {
        file("/app", dynamicElf(Machine.X86_64));
        program("/app");
        directory(List.of("lib"));
        assertReported("/app", "its interpreter /lib/ld.so is not in the tree");
    }

    @Test
    void acceptsInterpreterBehindLink() throws IOException {
        file("/app", dynamicElf(Machine.X86_64));
        program("/app");
        link("lib", "usr/lib");
        assertReported("/app", "its interpreter /lib/ld.so is not in the tree: there is no /usr");
        file("/usr/lib/ld.so", elf(Machine.RISC_V));
        assertReported(
                "/app",
                "its interpreter /lib/ld.so leads to /usr/lib/ld.so, which is for RISC-V, but the program is for "
                        + "x86-64");
    }

    @Test
    void refusesInterpreterThatIsNoElfFile() throws IOException {
        file("/app", dynamicElf(Machine.X86_64));
        program("/app");
        file(LOADER, "data".getBytes(StandardCharsets.UTF_8));
        assertReported("/app", "its interpreter /lib/ld.so is not an ELF file: it begins with the bytes 64 61 74 61");
    }

    @Test
    void everyMismatchIsReported() throws IOException {
        file("/app", dynamicElf(Machine.X86_64));
        program("/app");
        file(LOADER, elf(Machine.AARCH64));
        assertEquals(
                List.of(
                        notLoadable("/app", "the program is for x86-64, but the kernel kernel.img is for AArch64"),
                        notLoadable(
                                "/app", "its interpreter /lib/ld.so is for AArch64, but the program is for x86-64")),
                findings(kernel(Machine.AARCH64)));
    }

    /** A program that has its interpreter and needs no library. */
    private void dynamicProgram() throws IOException {
        file("/app", dynamicElf(Machine.X86_64));
        program("/app");
        file(LOADER, elf(Machine.X86_64));
    }

    @Test
    void malformedPatternInConfigurationOfTheLoaderIsTakenAsName() throws IOException {
        dynamicProgram();
        file("/etc/ld.so.conf", "include /etc/x[ /etc/[z-a]\n".getBytes(StandardCharsets.UTF_8));
        assertEquals(List.of(), findings());
        file("/etc/x[", new byte[(1 << 20) + 1]);
        assertLibrariesUnchecked(
                "/app",
                "/etc/x[ has 1048577 bytes, and at most 1048549 are read; " + "make it smaller in the target root");
    }

    private void linksToTheRoot() throws IOException {
        for (int i = 0; i < 10; i++) {
            link("link" + i, "/");
        }
    }

    @Test
    @Timeout(60)
    void namesConfigurationOfTheLoaderWhosePatternsHaveNoEnd() throws IOException {
        dynamicProgram();
        linksToTheRoot();
        file("/etc/ld.so.conf", ("include " + "/*".repeat(9)).getBytes(StandardCharsets.UTF_8));
        assertLibrariesUnchecked(
                "/app",
                "/etc/ld.so.conf has patterns that lead to more than 50000 names; "
                        + "include single files or directories instead");
    }

    @Test
    void repeatedPatternIsExpandedOnce() throws IOException {
        dynamicProgram();
        linksToTheRoot();
        file("/etc/ld.so.conf", "include /*/*/*\n".repeat(1000).getBytes(StandardCharsets.UTF_8));
        assertEquals(List.of(), findings());
    }

    private static List<String> numbered(String start, int count, String end) {
        return IntStream.range(0, count).mapToObj(i -> start + i + end).toList();
    }

    /** A program that needs libraries, and its interpreter. */
    private void programWithLibraries(List<String> directories, List<String> needed) throws IOException {
        file(
                "/app",
                new HandMadeElf(Machine.X86_64)
                        .interpreter(LOADER)
                        .dynamic(String.join(":", directories), needed)
                        .bytes());
        program("/app");
        file(LOADER, elf(Machine.X86_64));
    }

    @Test
    @Tag("slow")
    void lookupsOfLibrariesHaveALimit() throws IOException {
        List<String> directories = numbered("/d", 700, "");
        for (String directory : directories) {
            directory(List.of(directory.substring(1)));
        }
        programWithLibraries(directories, numbered("lib", 60_000, ".so"));
        assertLibrariesUnchecked(
                "/app",
                "/app needs libraries that could be at more than 4000000 paths; "
                        + "let it need fewer libraries, or name fewer directories");
    }

    @Test
    void messagesAboutMissingLibrariesTakeLittleMemory() throws IOException {
        int libraries = 500;
        List<String> missing = numbered("libmissing", 2000, ".so");
        for (int i = 0; i < libraries; i++) {
            List<String> needed = i + 1 < libraries ? List.of("lib" + (i + 1) + ".so") : missing;
            file(
                    "/lib/lib" + i + ".so",
                    new HandMadeElf(Machine.X86_64).dynamic("", needed).bytes());
        }
        programWithLibraries(List.of("/lib"), List.of("lib0.so"));
        List<ProgramFinding> findings = findings();
        assertEquals(101, findings.size());
        assertEquals(
                "the library libmissing0.so, which lib499.so <- lib498.so <- lib497.so <- lib496.so <- lib495.so"
                        + " <- lib494.so <- lib493.so <- lib492.so <- (485 more) <- lib6.so <- lib5.so <- lib4.so"
                        + " <- lib3.so <- lib2.so <- lib1.so <- lib0.so <- /app needs, is not where the loader looks",
                findings.getFirst().problem());
        assertEquals(
                "and 1900 more libraries are not where the loader looks",
                findings.getLast().problem());
    }

    @Test
    @Timeout(60)
    void namesOnTheWayToLibrariesHaveALimit() throws IOException {
        List<String> names = Collections.nCopies(2000, "d");
        directory(names);
        programWithLibraries(List.of("/" + String.join("/", names)), numbered("lib", 60_000, ".so"));
        List<ProgramFinding> findings = findings();
        assertEquals(1, findings.size());
        String problem = findings.getFirst().problem();
        assertTrue(problem.startsWith("its libraries cannot be checked: /d/d/d"), problem);
        assertTrue(problem.contains("is not looked up, because the paths before it lead through more than"), problem);
    }

    @Test
    void namesOfNeededLibrariesHaveALimit() throws IOException {
        programWithLibraries(List.of(), Collections.nCopies(2000, "x".repeat(4000)));
        assertReported(
                "/app",
                "the program is not a valid ELF file: the names of the libraries that it needs have more than "
                        + "4194304 bytes");
    }

    @Test
    void refusesLongListsOfDirectories() throws IOException {
        programWithLibraries(List.of(), List.of("libit.so"));
        built.volume()
                .setRootAttribute(
                        Symbol.of("environment"),
                        SampleVolume.tuple("LD_LIBRARY_PATH", Text.of("/usr/lib:".repeat(1 << 16))));
        assertLibrariesUnchecked(
                "/app",
                "/app has lists of directories with more than 65536 bytes; "
                        + "shorten LD_LIBRARY_PATH and the run paths");
    }

    @Test
    void equalListsOfLoadersCountOnce() throws IOException {
        String runPath = "/lib:" + "/x".repeat(2000);
        int libraries = 20;
        for (int i = 0; i < libraries; i++) {
            file("/lib/lib" + i + ".so", muslElf(runPath, "lib" + (i + 1) + ".so"));
        }
        file("/lib/lib" + libraries + ".so", muslElf(runPath, "lib0.so"));
        file("/lib/ld-musl-x86_64.so.1", elf(Machine.X86_64));
        file("/app", muslElf(runPath, "lib0.so"));
        program("/app");
        assertEquals(List.of(), findings());
    }

    /** musl replaces variables in a run path, and none in the environment. */
    @Test
    void runPathIsReadBesideEqualListOfTheEnvironment() throws IOException {
        file("/lib/ld-musl-x86_64.so.1", elf(Machine.X86_64));
        file("/app/lib/libit.so", elf(Machine.X86_64));
        file("/app/program", muslElf("$ORIGIN/lib", "libit.so"));
        program("/app/program");
        built.volume()
                .setRootAttribute(
                        Symbol.of("environment"), SampleVolume.tuple("LD_LIBRARY_PATH", Text.of("$ORIGIN/lib")));
        assertEquals(List.of(), findings());
    }

    @Test
    void longListsDoNotMatterToProgramWithoutLibraries() throws IOException {
        programWithLibraries(List.of(), List.of(LOADER));
        built.volume()
                .setRootAttribute(
                        Symbol.of("environment"),
                        SampleVolume.tuple("LD_LIBRARY_PATH", Text.of("/usr/lib:".repeat(1 << 16))));
        assertEquals(List.of(), findings());
    }

    private static byte[] muslElf(String runPath, String needed) {
        return new HandMadeElf(Machine.X86_64)
                .interpreter("/lib/ld-musl-x86_64.so.1")
                .dynamic(runPath, List.of(needed))
                .bytes();
    }

    @Test
    void libraryWithManyNamesIsReadOnce() throws IOException {
        List<String> names = numbered("lib", 1000, ".so");
        programWithLibraries(List.of("/lib"), names);
        byte[] library = new HandMadeElf(Machine.X86_64)
                .dynamic("", Collections.nCopies(10_000, "lib0.so"))
                .bytes();
        Directory directory = directory(List.of("lib"));
        Inode first = built.file(directory, names.getFirst(), library);
        for (String name : names.subList(1, names.size())) {
            directory.link(Symbol.of(name), (RegularFile) first);
        }
        AllocatedBytes allocated = AllocatedBytes.start();
        assertEquals(List.of(), findings());
        assertTrue(allocated.count() < 100 << 20, () -> allocated.count() + " bytes");
    }

    /** Each entry of the cache has a string of its own, which shares all but one byte with that of the entry before. */
    @Test
    void cacheOfTheLoaderWhoseStringsOverlapCountsAsEmpty() throws IOException {
        programWithLibraries(List.of(), List.of("libit.so"));
        int count = 100_000;
        int texts = 48 + 24 * count;
        ByteBuffer cache = ByteBuffer.allocate(texts + count + 4000).order(ByteOrder.LITTLE_ENDIAN);
        cache.put("glibc-ld.so.cache1.1".getBytes(StandardCharsets.US_ASCII)).putInt(count);
        for (int i = 0; i < count; i++) {
            cache.position(texts - 24 * (i + 1)).putInt(3).putInt(texts + i).putInt(texts + i);
        }
        Arrays.fill(cache.array(), texts, cache.capacity(), (byte) 'x');
        for (int at = texts; at < cache.capacity(); at += 4000) {
            cache.put(at, (byte) 0);
        }
        file("/etc/ld.so.cache", cache.array());
        AllocatedBytes allocated = AllocatedBytes.start();
        assertReported("/app", "the library libit.so, which /app needs, is not where the loader looks");
        assertTrue(allocated.count() < 100 << 20, () -> allocated.count() + " bytes");
    }

    @Test
    @Timeout(60)
    void longPathsAreNotFollowed() throws IOException {
        Text deep = Text.of("/a".repeat(2 << 20));
        Tuple mounts = new Tuple();
        numbered("volume", 300, "").forEach(name -> mounts.set(Symbol.of(name), deep));
        built.volume().setRootAttribute(Symbol.of("mounts"), mounts);
        built.volume().setRootAttribute(Symbol.of("cwd"), deep);
        built.volume().setRootAttribute(Symbol.of("program"), deep);
        AllocatedBytes allocated = AllocatedBytes.start();
        String problem = "the path has 4194304 bytes, and at most 4096 are checked";
        ProgramFinding directory = new ProgramFinding(Kind.UNCHECKED, "cwd", problem);
        assertEquals(List.of(directory, new ProgramFinding(Kind.UNCHECKED, "program", problem)), findings());
        program("/app");
        assertEquals(List.of(directory, notLoadable("/app", "the program is not in the tree")), findings());
        assertTrue(allocated.count() < 100 << 20, () -> allocated.count() + " bytes");
    }

    @Test
    void programHeadersMustBeInTheFirstPage() throws IOException {
        file("/most", new HandMadeElf(Machine.X86_64).segments(71).bytes());
        program("/most");
        assertEquals(List.of(), findings());
        file("/more", new HandMadeElf(Machine.X86_64).segments(72).bytes());
        program("/more");
        assertReported("/more", "the program has program headers after byte 4096, where Nanos does not read them");
    }

    @ParameterizedTest
    @CsvSource({
        "2, 0xbffff000, 4096, true",
        "2, 0xbffff001, 4096, false",
        "3, 0xbfbff000, 4096, true",
        "3, 0xbfbff000, 4097, false",
        "2, 0xffffffffffffffff, 1, false",
        "2, 0, 0x7fffffffffffffff, false"
    })
    void programsAreLoadedBelowThreeGigabytes(int type, String address, String bytes, boolean fits) throws IOException {
        long start = parse(address);
        long length = parse(bytes);
        file(
                "/app",
                new HandMadeElf(Machine.X86_64).type(type).memory(start, length).bytes());
        program("/app");
        if (fits) {
            assertEquals(List.of(), findings());
        } else {
            assertReported(
                    "/app",
                    "the program has a segment of size 0x" + Long.toHexString(length) + " at the address 0x"
                            + Long.toHexString(start)
                            + "; Nanos loads programs below 0xc0000000");
        }
    }

    private static long parse(String number) {
        return number.startsWith("0x") ? Long.parseUnsignedLong(number.substring(2), 16) : Long.parseLong(number);
    }

    @Test
    void functionsThatNeedASecondProcessAreNamed(@TempDir Path directory) throws Exception {
        Path program = HostPrograms.compile(
                directory,
                "#include <unistd.h>\n#include <stdlib.h>\n"
                        + "int main(void) { if (fork() == 0) { execv(\"/a\", 0); } return system(\"b\"); }");
        String interpreter = Text.wrap(ElfFile.read(HandMadeElf.reader(Files.readAllBytes(program)))
                        .orElseThrow()
                        .interpreter()
                        .orElseThrow())
                .decode();
        copyFromHost(program, "/app");
        copyFromHost(Path.of(interpreter), interpreter);
        program("/app");
        ProgramFinding found = findings().getLast();
        assertEquals(Kind.MISSING_CALLS, found.kind());
        assertEquals(
                "/app: the program uses execv, fork, system, for which Nanos has no system calls",
                "/app: " + found.problem());
    }

    @Test
    void checkOfAVolumeReportsThem() throws IOException {
        file("/app", elf(new Machine(22)));
        program("/app");
        built.volume().setRootAttribute(Symbol.of("environment"), new Tuple());
        List<Finding> found = new ArrayList<>();
        new VolumeCheck(built.commit(), found::add).with(ProgramCheck::examine).run();
        assertEquals(
                List.of(FindingKind.PROGRAM_NOT_LOADABLE),
                found.stream().map(Finding::kind).toList());
    }

    @Test
    void unreadableProgramIsFindingWhenReadErrorsAreTolerated() throws IOException {
        file("/app", dynamicElf(Machine.X86_64));
        file(LOADER, elf(Machine.X86_64));
        program("/app");
        built.volume().setRootAttribute(Symbol.of("environment"), new Tuple());
        BlockDevice disk = built.commit();
        for (RegularFile file :
                List.of((RegularFile) built.root().find(Symbol.of("app")).orElseThrow(), regularFile("lib", "ld.so"))) {
            List<Finding> found = new ArrayList<>();
            new DiskCheck(withBadStart(disk, file), found::add)
                    .tolerateReadErrors()
                    .with(ProgramCheck::examine)
                    .run();
            assertEquals(
                    List.of(FindingKind.PROGRAM_NOT_LOADABLE),
                    found.stream().map(Finding::kind).toList());
            assertEquals(
                    OptionalLong.of(file.dataRuns().getFirst().volumeOffset()),
                    found.getFirst().offset());
        }
    }

    /** The loader passes over files that are no libraries, but a file that cannot be read may be one. */
    @Test
    void unreadableLibrariesAndConfigurationsAreNotTakenAsMissing() throws IOException {
        programWithLibraries(List.of("/lib"), List.of("libit.so"));
        file("/lib/libit.so", elf(Machine.X86_64));
        file("/etc/ld.so.conf", "/lib\n".getBytes(StandardCharsets.US_ASCII));
        file("/etc/ld.so.cache", "glibc-ld.so.cache1.1".getBytes(StandardCharsets.US_ASCII));
        built.volume().setRootAttribute(Symbol.of("environment"), new Tuple());
        BlockDevice disk = built.commit();
        for (RegularFile file : List.of(
                regularFile("lib", "libit.so"), regularFile("etc", "ld.so.conf"), regularFile("etc", "ld.so.cache"))) {
            BlockDevice failing = withBadStart(disk, file);
            List<Finding> found = new ArrayList<>();
            new DiskCheck(failing, found::add)
                    .tolerateReadErrors()
                    .with(ProgramCheck::examine)
                    .run();
            assertEquals(1, found.size(), found::toString);
            assertEquals(FindingKind.PROGRAM_NOT_LOADABLE, found.getFirst().kind());
            assertTrue(
                    found.getFirst().problem().startsWith("the program or a file that it needs cannot be read"),
                    found::toString);
            assertEquals(
                    OptionalLong.of(file.dataRuns().getFirst().volumeOffset()),
                    found.getFirst().offset());
            assertThrows(
                    IOException.class,
                    () -> new DiskCheck(failing, found::add)
                            .with(ProgramCheck::examine)
                            .run());
        }
    }

    private RegularFile regularFile(String directory, String name) throws IOException {
        return (RegularFile) directory(List.of(directory)).find(Symbol.of(name)).orElseThrow();
    }

    private static BlockDevice withBadStart(BlockDevice disk, RegularFile file) throws IOException {
        return new BadBlocksDevice(disk, Set.of(file.dataRuns().getFirst().volumeOffset() / BlockDevice.BLOCK_BYTES));
    }

    @Test
    void findingsBeforeReadErrorOfProgramArePassedOn() throws IOException {
        file("/app", elf(Machine.X86_64));
        program("/app");
        built.volume().setRootAttribute(Symbol.of("cwd"), Text.of("/missing"));
        built.volume().setRootAttribute(Symbol.of("environment"), new Tuple());
        Tuples.of(built.root().find(Symbol.of("app")).orElseThrow()).set(Symbol.of("colour"), Text.of("red"));
        BlockDevice disk = built.commit();
        BlockDevice failing = withBadStart(
                disk, (RegularFile) built.root().find(Symbol.of("app")).orElseThrow());
        List<FindingKind> found = new ArrayList<>();
        assertThrows(
                IOException.class,
                () -> new VolumeCheck(failing, finding -> found.add(finding.kind()))
                        .with(ProgramCheck::examine)
                        .run());
        assertEquals(List.of(FindingKind.ATTRIBUTE_UNKNOWN, FindingKind.PROGRAM_NOT_LOADABLE), found);
    }

    @Test
    void programOnAnotherVolumeIsNotJudged() throws IOException {
        directory(List.of("data"));
        built.volume().setRootAttribute(Symbol.of("mounts"), SampleVolume.tuple("other", Text.of("/data")));
        program("/data/app");
        assertEquals(List.of(), findings());
        built.volume().setRootAttribute(Symbol.of("mounts"), SampleVolume.tuple("other", Text.of("/data:ro")));
        assertEquals(List.of(), findings());
    }

    @Test
    void workingDirectoryMustBeThere() throws IOException {
        file("/app", elf(Machine.X86_64));
        program("/app");
        built.volume().setRootAttribute(Symbol.of("cwd"), Text.of("/app"));
        assertReported("cwd", "the working directory /app is not a directory of the tree");
        built.volume().setRootAttribute(Symbol.of("cwd"), Text.of("/srv/work"));
        assertReported("cwd", "the working directory /srv/work is not a directory of the tree");
        directory(List.of("data", "work"));
        link("srv", "data");
        assertEquals(List.of(), findings());
    }

    @Test
    void damageOfTheVolumeIsNoFinding() throws IOException {
        file("/app", elf(Machine.X86_64));
        program("/app");
        Tuples.of(built.root().find(Symbol.of("app")).orElseThrow()).set(Attributes.FILE_LENGTH, Text.of("x"));
        assertThrows(TfsFormatException.class, this::findings);
    }

    @Test
    void damagedProgramsGetAnAnswer() throws Exception {
        byte[] good = dynamicElf(Machine.X86_64);
        file(LOADER, elf(Machine.X86_64));
        Seeds.repeat(500, random -> {
            byte[] content = Arrays.copyOf(good, 1 + random.nextInt(good.length));
            content[random.nextInt(content.length)] ^= (byte) (1 << random.nextInt(8));
            String name = "app" + built.root().entries().size();
            built.file(built.root(), name, content);
            program(name);
            for (ProgramFinding finding : findings(kernel(Machine.X86_64))) {
                assertEquals("/" + name, finding.program());
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"/opt/app", "opt/app"})
    void relativeDirectoriesOfLibrariesBeginInTheWorkingDirectory(String directory) throws IOException {
        programWithLibraries(List.of("lib1"), List.of("libit.so"));
        byte[] library = new HandMadeElf(Machine.X86_64).dynamic("", List.of()).bytes();
        file("/lib1/libit.so", library);
        assertEquals(List.of(), findings());
        built.volume().setRootAttribute(Symbol.of("cwd"), Text.of(directory));
        file("/opt/app/x", new byte[1]);
        assertReported("/app", "the library libit.so, which /app needs, is not where the loader looks");
        file("/opt/app/lib1/libit.so", library);
        assertEquals(List.of(), findings());
    }
}
