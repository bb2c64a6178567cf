// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.AllocatedBytes;
import dev.tfskit.Command;
import dev.tfskit.elf.HandMadeElf;
import dev.tfskit.elf.Machine;
import dev.tfskit.program.ProgramRequest.Wanted;
import dev.tfskit.source.Notice;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.TreeSource;
import dev.tfskit.source.lookup.HostTree;
import dev.tfskit.source.lookup.LayeredTree;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.VectorValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The files selected for a program, compared with those that the loader of the host finds for programs of its compiler.
 */
@Tag("slow")
class ProgramImageTest {

    private static final Path HOST = Path.of("/");
    private static final Pattern LISTED = Pattern.compile("(?:=> )?(/\\S+) \\(0x");

    @TempDir
    private Path temp;

    private Path root;
    private final List<Notice> notices = new ArrayList<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final List<String> arguments = new ArrayList<>();
    private final List<Wanted> with = new ArrayList<>();
    private final List<String> without = new ArrayList<>();
    private Optional<Text> workingDirectory = Optional.empty();
    private boolean isBare;

    @BeforeEach
    void makeRoot() throws IOException {
        root = Files.createDirectories(temp.resolve("root"));
    }

    private ProgramImage select(Path tree, String program) throws IOException {
        ProgramRequest request =
                new ProgramRequest(Text.of(program), arguments, environment, workingDirectory, isBare, with, without);
        return ProgramImage.select(new HostTree(tree), request, notices::add);
    }

    private static Map<String, SourceEntry> entries(ProgramImage image) throws IOException {
        Map<String, SourceEntry> entries = new LinkedHashMap<>();
        try (TreeSource source = image.source()) {
            for (Optional<SourceEntry> next = source.next(); next.isPresent(); next = source.next()) {
                entries.put(next.get().path().toString(), next.get());
            }
        }
        return entries;
    }

    private static Set<String> files(ProgramImage image) throws IOException {
        return entries(image).entrySet().stream()
                .filter(entry -> !(entry.getValue() instanceof SourceEntry.Directory))
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Compiles a library or a program into the root. */
    private Path compile(String path, String source, String... options) throws IOException, InterruptedException {
        Path target = root.resolve(path.substring(1));
        Files.createDirectories(target.getParent());
        Path code = temp.resolve("code.c");
        Files.writeString(code, source);
        Command.of("cc", "-o", target, code).with((Object[]) options).run().ok();
        return target;
    }

    private void library(String path, String function, String... options) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("-shared", "-fPIC", "-nostdlib"));
        all.add("-Wl,-soname," + path.substring(path.lastIndexOf('/') + 1));
        all.addAll(Arrays.asList(options));
        compile(path, "int " + function + "(void) { return 7; }", all.toArray(String[]::new));
    }

    /** What the loader of the host finds, links and all. */
    private static Set<String> ldd(Path program, String... variables) throws IOException, InterruptedException {
        Command ldd = Command.of("ldd", program);
        for (int i = 0; i < variables.length; i += 2) {
            ldd = ldd.env(variables[i], variables[i + 1]);
        }
        Set<String> found = new TreeSet<>();
        for (String line : ldd.run().ok().lines()) {
            Matcher matcher = LISTED.matcher(line);
            if (matcher.find()) {
                found.add(Path.of(matcher.group(1)).toRealPath().toString());
            }
        }
        return found;
    }

    @ParameterizedTest
    @ValueSource(strings = {"/usr/bin/find", "/bin/bash", "/usr/bin/perl", "/usr/bin/git", "/usr/bin/tar"})
    void programOfTheHostGetsTheLibrariesThatItsLoaderFinds(String program) throws Exception {
        ProgramImage image = select(HOST, program);
        Set<String> selected = files(image);
        Set<String> listed = ldd(Path.of(program));
        assertTrue(listed.size() >= 2, listed::toString);
        assertTrue(selected.containsAll(listed), () -> "missing of " + listed + ": " + selected);
        assertTrue(selected.contains("/etc/passwd"), selected::toString);
        assertTrue(selected.contains("/proc/sys/kernel/hostname"), selected::toString);
        assertTrue(selected.size() < 60, selected::toString);
    }

    @Test
    void selectionRunsInAChangedRoot() throws Exception {
        isBare = true;
        extract(select(HOST, "/usr/bin/find"), root);
        assertEquals(
                "/usr/bin/find\n",
                Command.of("chroot", root, "/usr/bin/find", "/usr/bin", "-type", "f")
                        .run()
                        .ok()
                        .output());
    }

    /** Links lead to where they lead in the root. */
    private static void extract(ProgramImage image, Path target) throws IOException {
        for (SourceEntry entry : entries(image).values()) {
            Path path = target.resolve(entry.path().toString().substring(1));
            switch (entry) {
                case SourceEntry.Directory _ -> Files.createDirectories(path);
                case SourceEntry.Link link ->
                    Files.createSymbolicLink(path, Path.of(link.target().decode()));
                case SourceEntry.File file -> {
                    Files.write(path, SmallFile.read(file, 1 << 30));
                    path.toFile().setExecutable(true);
                }
                case SourceEntry.HardLink link ->
                    Files.createLink(
                            path, target.resolve(link.first().toString().substring(1)));
                default -> throw new AssertionError(entry);
            }
        }
    }

    @Test
    void missingLibrariesAreNamedWithTheirUsersAndTheDirectories() throws Exception {
        library("/opt/hidden/libit.so", "it");
        compile("/bin/app", "int it(void); int main(void) { return it(); }", "-L" + root.resolve("opt/hidden"), "-lit");
        ProgramException missing = assertThrows(ProgramException.class, () -> select(root, "/bin/app"));
        Map<String, String> faults = missing.faults().stream().collect(Collectors.toMap(Notice::subject, Notice::text));
        String it = faults.get("libit.so");
        assertTrue(it.startsWith("is needed by /bin/app, and is in none of "), it);
        assertTrue(it.contains("/lib, /usr/lib"), it);
        assertTrue(
                it.endsWith("; /opt/hidden/libit.so has its name: if it is right, add its directory with --env "
                        + "LD_LIBRARY_PATH=/opt/hidden"),
                it);
        assertTrue(faults.containsKey("libc.so.6"), faults::toString);
        assertTrue(faults.values().stream().anyMatch(text -> text.startsWith("is the dynamic loader of /bin/app")));
        environment.put("LD_LIBRARY_PATH", "/opt/hidden");
        assertFalse(assertThrows(ProgramException.class, () -> select(root, "/bin/app")).faults().stream()
                .anyMatch(fault -> fault.subject().equals("libit.so")));
    }

    @Test
    void searchForMissingLibraryEndsInALargeTree() throws Exception {
        library("/opt/hidden/libit.so", "it");
        compile("/bin/app", "int it(void); int main(void) { return it(); }", "-L" + root.resolve("opt/hidden"), "-lit");
        Files.createDirectories(root.resolve("deep/er"));
        Files.move(root.resolve("opt/hidden/libit.so"), root.resolve("deep/er/libit.so"));
        assertTrue(hint().contains("; /deep/er/libit.so has its name: "), hint());
        Files.move(root.resolve("deep/er/libit.so"), root.resolve("opt/hidden/libit.so"));
        Path many = Files.createDirectory(root.resolve("many"));
        for (int i = 0; i < 50_000; i++) {
            Files.createLink(many.resolve("" + i), root.resolve("bin/app"));
        }
        assertTrue(hint().endsWith("; install it in the target root, or add with -r a root that has it"), hint());
    }

    private String hint() {
        return assertThrows(ProgramException.class, () -> select(root, "/bin/app")).faults().stream()
                .filter(fault -> fault.subject().equals("libit.so"))
                .map(Notice::text)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void directoriesOfTheLoadersConfigurationAreSearchedAndTheCacheGoesIn() throws Exception {
        copyLoader();
        library("/opt/a/libone.so", "one");
        library("/opt/b/libtwo.so", "two");
        compile(
                "/app",
                "int one(void); int two(void); int main(void) { return one() + two(); }",
                "-L" + root.resolve("opt/a"),
                "-L" + root.resolve("opt/b"),
                "-lone",
                "-ltwo");
        Files.createDirectories(root.resolve("etc/ld.so.conf.d"));
        Files.writeString(root.resolve("etc/ld.so.conf"), "# comment\ninclude ld.so.conf.d/*.conf\n/opt/b\n");
        Files.writeString(root.resolve("etc/ld.so.conf.d/a.conf"), "/opt/a\ninclude /etc/ld.so.conf\n");
        Files.writeString(root.resolve("etc/ld.so.conf.d/none.txt"), "/opt/c\n");
        Set<String> selected = files(select(root, "/app"));
        assertTrue(selected.containsAll(Set.of("/opt/a/libone.so", "/opt/b/libtwo.so")), selected::toString);
        assertEquals(
                new Notice(
                        "/opt/a/libone.so",
                        "/app needs it, but the loader would search for it only in /etc/ld.so.cache, which does not "
                                + "list it; run ldconfig -r on the target root, or add --env LD_LIBRARY_PATH=/opt/a"),
                notices.getFirst());
        notices.clear();
        Command.of("/sbin/ldconfig", "-r", root).run().okWithWarnings();
        Files.delete(root.resolve("etc/ld.so.conf"));
        selected = files(select(root, "/app"));
        assertTrue(
                selected.containsAll(Set.of("/opt/a/libone.so", "/opt/b/libtwo.so", "/etc/ld.so.cache")),
                selected::toString);
        assertEquals(List.of(), notices);
    }

    /** The C library and loader of the host. */
    private void copyLoader() throws IOException {
        isBare = true;
        extract(select(HOST, "/bin/true"), root);
        isBare = false;
    }

    @Test
    void bareImageHoldsTheProgramAndItsLibrariesOnly() throws Exception {
        compile("/app", "void _start(void) { }", "-static", "-nostdlib");
        isBare = true;
        assertEquals(Set.of("/app"), files(select(root, "/app")));
        isBare = false;
        assertEquals(
                Set.of("/app", "/etc/passwd", "/etc/resolv.conf", "/proc/sys/kernel/hostname"),
                files(select(root, "/app")));
        Files.createDirectories(root.resolve("etc"));
        Files.writeString(root.resolve("etc/group"), "root:x:0:\n");
        Files.createSymbolicLink(root.resolve("etc/resolv.conf"), Path.of("/run/nothing"));
        Map<String, SourceEntry> entries = entries(select(root, "/app"));
        assertTrue(entries.containsKey("/etc/group"));
        assertTrue(entries.get("/etc/resolv.conf") instanceof SourceEntry.File file
                && file.size() == "nameserver 8.8.8.8\n".length());
    }

    @ParameterizedTest
    @CsvSource({"'', /app", "a, '/app,a'", "'app,a', 'app,a'", "'/app,a', '/app,a'"})
    void programsNameComesFirstAmongTheArguments(String given, String expected) throws Exception {
        compile("/app", "void _start(void) { }", "-static", "-nostdlib");
        Stream.of(given.split(",")).filter(word -> !word.isEmpty()).forEach(arguments::add);
        assertEquals(
                "[" + expected.replace(",", ", ") + "]",
                ((VectorValue) select(root, "/app")
                                .attributes()
                                .get(Symbol.of("arguments"))
                                .orElseThrow())
                        .elements()
                        .toString());
    }

    @Test
    void scriptRunsItsInterpreter() throws Exception {
        compile("/usr/bin/tool", "void _start(void) { }", "-static", "-nostdlib");
        Files.createSymbolicLink(root.resolve("bin"), Path.of("/usr/bin"));
        Files.writeString(root.resolve("usr/bin/script"), "#!/usr/bin/env -S X=1 tool -a\nrest\n");
        arguments.add("b");
        ProgramImage image = select(root, "/bin/script");
        assertEquals(Optional.of(Text.of("/usr/bin/tool")), image.attributes().get(Symbol.of("program")));
        assertEquals(
                "Optional[[/usr/bin/tool, -a, /bin/script, b]]",
                image.attributes()
                        .get(Symbol.of("arguments"))
                        .map(value -> ((VectorValue) value).elements())
                        .toString());
        assertTrue(files(image).containsAll(Set.of("/bin", "/usr/bin/script", "/usr/bin/tool")));
        Files.writeString(root.resolve("usr/bin/lost"), "#!/usr/bin/env nothing\n");
        ProgramException missing = assertThrows(ProgramException.class, () -> select(root, "/usr/bin/lost"));
        assertTrue(missing.getMessage()
                .startsWith(
                        "nothing: is the interpreter of /usr/bin/lost, and is in no directory of /usr/local/sbin:"));
        Files.writeString(root.resolve("usr/bin/lost"), "#!/opt/tool\n");
        assertEquals(
                "/opt/tool: is the interpreter of /usr/bin/lost, and is not in the target root; "
                        + "name /usr/bin/tool in the script, or make a link to it",
                assertThrows(ProgramException.class, () -> select(root, "/usr/bin/lost"))
                        .getMessage());
    }

    @Test
    void programThatIsNotThereIsNamedWithWhereItIs() throws Exception {
        compile("/usr/bin/tool", "void _start(void) { }", "-static", "-nostdlib");
        Files.createSymbolicLink(root.resolve("lost"), Path.of("opt/none"));
        assertEquals(
                "/lost: is a symbolic link to opt/none, which leads to no file of the target root; correct the link",
                refusal("/lost"));
        assertEquals("/opt/tool: is not in the target root; name /usr/bin/tool instead", refusal("/opt/tool"));
        Files.createSymbolicLink(root.resolve("bin"), Path.of("/usr/bin"));
        Files.createSymbolicLink(root.resolve("usr/bin/lost"), Path.of("none"));
        assertEquals(
                "/bin/lost: is a symbolic link to none, which leads to no file of the target root; correct the link",
                refusal("/bin/lost"));
        assertEquals(
                "/opt/lost: is not in the target root; install it there, or add with -r a root that has it",
                refusal("/opt/lost"));
        Files.writeString(root.resolve("script"), "#!/lost\n");
        assertEquals(
                "/lost: is the interpreter of /script, and is a symbolic link to opt/none, which leads to no file "
                        + "of the target root; correct the link",
                refusal("/script"));
    }

    @Test
    void loaderWithoutDirectoriesIsNamed() throws Exception {
        String loader = "/lib/ld-musl-x86_64.so.1";
        Files.createDirectories(root.resolve("lib"));
        Files.createDirectories(root.resolve("etc"));
        Files.write(
                root.resolve("app"),
                new HandMadeElf(Machine.X86_64)
                        .interpreter(loader)
                        .dynamic("", List.of("libit.so"))
                        .bytes());
        Files.write(root.resolve(loader.substring(1)), new HandMadeElf(Machine.X86_64).bytes());
        Files.writeString(root.resolve("etc/ld-musl-x86_64.path"), "");
        assertEquals(
                "libit.so: is needed by /app, and its loader searches no directory; install it in the target root, "
                        + "or add with -r a root that has it",
                refusal("/app"));
    }

    private String refusal(String program) {
        return assertThrows(ProgramException.class, () -> select(root, program)).getMessage();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bin", "none:", ":none", "/none:bin"})
    void relativeDirectoriesOfPathBeginInTheWorkingDirectory(String path) throws Exception {
        compile("/opt/app/tool", "void _start(void) { }", "-static", "-nostdlib");
        compile("/opt/app/bin/tool", "void _start(void) { }", "-static", "-nostdlib");
        Files.writeString(root.resolve("script"), "#!/usr/bin/env tool\n");
        workingDirectory = Optional.of(Text.of("/opt/app"));
        environment.put("PATH", path);
        String expected = path.endsWith("bin") ? "/opt/app/bin/tool" : "/opt/app/tool";
        assertEquals(
                Optional.of(Text.of(expected)),
                select(root, "/script").attributes().get(Symbol.of("program")));
        Files.writeString(root.resolve("script"), "#!bin/tool\n");
        assertEquals(
                Optional.of(Text.of("/opt/app/bin/tool")),
                select(root, "/script").attributes().get(Symbol.of("program")));
    }

    @Test
    void explanationsLeadFromEachFileToTheProgram() throws Exception {
        copyLoader();
        library("/opt/lib/libdeep.so", "deep");
        library("/opt/lib/libit.so", "it", "-L" + root.resolve("opt/lib"), "-Wl,--no-as-needed", "-ldeep");
        compile(
                "/app",
                "int it(void); int main(void) { return it(); }",
                "-L" + root.resolve("opt/lib"),
                "-lit",
                "-Wl,--disable-new-dtags,-rpath,/opt/lib",
                "-Wl,-rpath-link," + root.resolve("opt/lib"));
        Map<String, String> reasons = select(root, "/app").explanations().stream()
                .collect(Collectors.toMap(
                        explanation -> explanation.path().toString(), ProgramImage.Explanation::reason));
        assertEquals("libdeep.so <- libit.so <- /app", reasons.get("/opt/lib/libdeep.so"));
        assertEquals("libit.so <- /app", reasons.get("/opt/lib/libit.so"));
        assertEquals("/app", reasons.get("/app"));
    }

    @Test
    void patternTakesAllPathsThatMatchAndOnlyTheirLevel() throws Exception {
        copyLoader();
        compile("/app", "int main(void) { return 0; }");
        Path data = Files.createDirectories(root.resolve("data/deep"));
        for (String name : List.of("b.txt", "a.txt", "c.bin", "deep/d.txt")) {
            Files.writeString(data.resolveSibling(name), name);
        }
        with.add(Wanted.parse("/data/*.txt"));
        assertEquals(
                Set.of("/data/a.txt", "/data/b.txt"),
                files(select(root, "/app")).stream()
                        .filter(path -> path.startsWith("/data/"))
                        .collect(Collectors.toSet()));
        with.add(Wanted.parse("/data/**.txt"));
        assertTrue(files(select(root, "/app")).contains("/data/deep/d.txt"));
    }

    @Test
    void wantedFilesBringTheirLibrariesAndUnwantedOnesStayOut() throws Exception {
        copyLoader();
        library("/opt/lib/libneeded.so", "needed");
        library(
                "/opt/plugins/one.so",
                "one",
                "-L" + root.resolve("opt/lib"),
                "-Wl,--no-as-needed",
                "-lneeded",
                "-Wl,-rpath,/opt/lib");
        Files.writeString(root.resolve("opt/plugins/two.txt"), "two");
        compile("/app", "int main(void) { return 0; }");
        with.add(Wanted.parse("/opt/plug*"));
        without.add("/opt/plugins/*.txt");
        Set<String> selected = files(select(root, "/app"));
        assertTrue(selected.containsAll(Set.of("/opt/plugins/one.so", "/opt/lib/libneeded.so")), selected::toString);
        assertFalse(selected.contains("/opt/plugins/two.txt"));
        with.add(Wanted.parse("/nothing*"));
        assertTrue(assertThrows(ProgramException.class, () -> select(root, "/app"))
                .getMessage()
                .startsWith("--with /nothing*: matches nothing in the target root"));
    }

    @Test
    void installedPackageOfTheHostComesWithItsDependencies() throws Exception {
        with.add(Wanted.parse("deb:sed"));
        Set<String> selected = files(select(HOST, "/bin/true"));
        Path sed = Path.of("/bin/sed").toRealPath();
        assertTrue(selected.contains(sed.toString()), selected::toString);
        assertTrue(selected.containsAll(ldd(sed)), selected::toString);
        with.add(Wanted.parse("deb:no-such-package"));
        assertTrue(assertThrows(ProgramException.class, () -> select(HOST, "/bin/true"))
                .getMessage()
                .startsWith("--with deb:no-such-package: the package is not installed in the target root"));
    }

    @Test
    void installedPackageOfAlpineComesWithItsDependencies() throws Exception {
        compile("/app", "void _start(void) { }", "-static", "-nostdlib");
        Files.createDirectories(root.resolve("lib/apk/db"));
        Files.writeString(root.resolve("lib/apk/db/installed"), """
                P:tool
                V:1.0
                D:so:libdata.so.1 !old cmd:none
                F:usr/bin
                R:tool

                P:data
                p:so:libdata.so.1=1.2.3 cmd:data=1
                F:usr/share/data
                R:one
                """);
        for (String file : List.of("usr/bin/tool", "usr/share/data/one")) {
            Files.createDirectories(root.resolve(file).getParent());
            Files.writeString(root.resolve(file), file);
        }
        with.add(Wanted.parse("apk:tool"));
        assertTrue(files(select(root, "/app")).containsAll(Set.of("/usr/bin/tool", "/usr/share/data/one")));
    }

    /** Each path is a tenth of a megabyte, and the database has a hundred thousand. */
    @Test
    void databaseOfAlpineTakesMemoryOfItsSize() throws Exception {
        compile("/app", "void _start(void) { }", "-static", "-nostdlib");
        Files.createDirectories(root.resolve("lib/apk/db"));
        Files.writeString(
                root.resolve("lib/apk/db/installed"),
                "P:tool\nF:" + "d".repeat(100_000) + "\n" + "R:a\n".repeat(100_000) + "F:opt\nR:tool\n");
        Files.createDirectories(root.resolve("opt"));
        Files.writeString(root.resolve("opt/tool"), "tool");
        with.add(Wanted.parse("apk:tool"));
        AllocatedBytes allocated = AllocatedBytes.start();
        assertTrue(files(select(root, "/app")).contains("/opt/tool"));
        assertTrue(allocated.count() < 100 << 20, () -> allocated.count() + " bytes");
    }

    @Test
    void databaseOfDebianMayHaveAnyNumberOfContinuationLines() throws Exception {
        compile("/app", "void _start(void) { }", "-static", "-nostdlib");
        Files.createDirectories(root.resolve("var/lib/dpkg/info"));
        String header = "Package: %s\nStatus: install ok installed\nDepends: ";
        Files.writeString(
                root.resolve("var/lib/dpkg/status"),
                header.formatted("tool") + "none,\n" + " x,\n".repeat(100_000) + " data\n\n" + header.formatted("data")
                        + "none\n");
        Files.writeString(root.resolve("var/lib/dpkg/info/tool.list"), "/.\n");
        Files.writeString(root.resolve("var/lib/dpkg/info/data.list"), "/opt/data\n");
        Files.createDirectories(root.resolve("opt"));
        Files.writeString(root.resolve("opt/data"), "data");
        with.add(Wanted.parse("deb:tool"));
        AllocatedBytes allocated = AllocatedBytes.start();
        assertTrue(files(select(root, "/app")).contains("/opt/data"));
        assertTrue(allocated.count() < 200 << 20, () -> allocated.count() + " bytes");
    }

    @Test
    @Timeout(60)
    void bracketsOfTheNameServiceMayBeLeftOpen() throws Exception {
        copyLoader();
        Path program = compile("/app", "int main(void) { return 0; }");
        for (String library : ldd(program)) {
            Path copy = root.resolve(library.substring(1));
            Files.createDirectories(copy.getParent());
            Files.copy(Path.of(library), copy, StandardCopyOption.REPLACE_EXISTING);
        }
        Path module = root.resolve("usr/lib/libnss_mine.so.2");
        library("/usr/lib/libnss_mine.so.2", "mine");
        Files.createDirectories(root.resolve("etc"));
        Files.writeString(
                root.resolve("etc/nsswitch.conf"),
                "passwd: [NOTFOUND=return] mine [x=y]\ngroup: " + "[".repeat(1_000_000) + "\n");
        assertTrue(files(select(root, "/app")).contains("/" + root.relativize(module)));
    }

    @Test
    void earlierRootsCountFirst() throws Exception {
        compile("/app", "void _start(void) { }", "-static", "-nostdlib");
        Path second = Files.createDirectories(temp.resolve("second"));
        Files.createDirectories(second.resolve("etc"));
        Files.createDirectories(root.resolve("etc"));
        Files.writeString(second.resolve("etc/hosts"), "second");
        Files.writeString(second.resolve("etc/group"), "second!");
        Files.writeString(root.resolve("etc/hosts"), "first");
        ProgramRequest request =
                new ProgramRequest(Text.of("/app"), List.of(), Map.of(), Optional.empty(), false, List.of(), List.of());
        Map<String, SourceEntry> entries = entries(ProgramImage.select(
                new LayeredTree(List.of(new HostTree(root), new HostTree(second))), request, notices::add));
        assertEquals(5, ((SourceEntry.File) entries.get("/etc/hosts")).size());
        assertEquals(7, ((SourceEntry.File) entries.get("/etc/group")).size());
    }
}
