// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Command;
import dev.tfskit.Result;
import dev.tfskit.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The packages as their users meet them: where there is no build tree, and no Java but their own. */
class PackagesIT {

    private static final List<String> TOOLS = List.of("tfs-mkfs", "tfs-dump", "tfs-fuse");
    private static final List<String> PAGES =
            List.of("man1/tfs-mkfs.1", "man1/tfs-dump.1", "man1/tfs-fuse.1", "man5/tfs.5", "man8/mount.fuse.tfs.8");

    /** Where the header of an ELF file has the number of the machine. */
    private static final int ELF_MACHINE = 18;

    @TempDir
    private static Path shared;

    @TempDir
    private Path temp;

    private static Path stage;

    @BeforeAll
    static void layOut() throws IOException, InterruptedException {
        stage = shared.resolve("stage");
        script("stage", stage).run().ok();
    }

    private static Command script(String name, Object... arguments) {
        return Command.of(Command.PROJECT.resolve("packaging").resolve(name)).with(arguments);
    }

    /** A command that finds no Java by a variable or on the path; the launchers still search the usual places. */
    private static Command packaged(Path program, Object... arguments) {
        return Command.of(program)
                .with(arguments)
                .env("TFS_JAVA_HOME", "")
                .env("JAVA_HOME", "")
                .env("PATH", "/usr/bin:/bin");
    }

    @Test
    void packagesOfTwoBuildsDifferOnlyInCaches() throws IOException, InterruptedException {
        Path one = copy("one stage");
        Path other = temp.resolve("the other stage");
        script("stage", other).env("AOT", "no").run().ok();
        assertEquals(List.of("aot"), differences(one, other), "only the caches are left out");
        Command.of("rm", "-r", one.resolve("aot")).run().ok();
        for (String kind : Boolean.getBoolean("tfs.test.full") ? List.of("dist", "deb") : List.of("dist")) {
            assertEquals(-1L, Files.mismatch(pack(kind, one), pack(kind, other)), kind);
        }
    }

    @Test
    void containerImagesOfTwoBuildsAreEqual() throws IOException, InterruptedException {
        Path one = copy("one stage");
        Path other = copy("the other stage");
        // The jars keep their time in every build.
        Command.shell("find \"$1\" -not -name '*.jar' -exec touch -d 2026-06-01 {} +", other)
                .run()
                .ok();
        // Sources without a history, so that their time is fixed, and without SOURCE_DATE_EPOCH, which tfs-mkfs reads,
        // too.
        Path sources = Files.createDirectories(temp.resolve("sources/packaging"));
        for (String script : List.of("oci", "begin", "epoch", "version")) {
            Files.copy(Command.PROJECT.resolve("packaging").resolve(script), sources.resolve(script));
        }
        Files.copy(Command.PROJECT.resolve("pom.xml"), temp.resolve("sources/pom.xml"));
        List<Path> layouts = new ArrayList<>();
        for (Path built : List.of(one, other)) {
            Path packages = temp.resolve("packages of " + built.getFileName());
            Command.of(sources.resolve("oci"), built, packages)
                    .env("SOURCE_DATE_EPOCH", "")
                    .run()
                    .ok();
            layouts.add(packages.resolve(names(packages).getFirst()));
        }
        Path first = layouts.getFirst();
        assertEquals(List.of(), differences(first, layouts.getLast()));
        String description = Command.of("skopeo", "inspect", "oci:" + first + ":latest")
                .run()
                .ok()
                .output();
        assertTrue(description.contains("\"Created\": \"2026-01-01T00:00:00Z\""), description);
    }

    private Path pack(String kind, Path from) throws IOException, InterruptedException {
        Path packages = temp.resolve(kind + " of " + from.getFileName());
        // Not the time of the last commit, which may change while the test runs.
        script(kind, from, packages)
                .env("SOURCE_DATE_EPOCH", "1767225600")
                .run()
                .ok();
        assertEquals(1, names(packages).size());
        return packages.resolve(names(packages).getFirst());
    }

    /** Returns the names of the entries that two directories do not have alike. */
    private static List<String> differences(Path left, Path right) throws IOException, InterruptedException {
        return Command.of("diff", "-rq", "--no-dereference", left, right)
                .run()
                .output()
                .lines()
                .map(line -> line.startsWith("Only in ") ? line.substring(line.lastIndexOf(": ") + 2) : line)
                .toList();
    }

    @Test
    void rejectsModulesOfAnotherArchitecture() throws IOException, InterruptedException {
        String arch = System.getProperty("os.arch").equals("aarch64") ? "x86_64" : "aarch64";
        Path own = Path.of(System.getProperty("java.home"), "jmods");
        assertRejected(arch, "", "stage: no runtime for " + arch);
        assertRejected(arch, temp.toString(), "stage: JMODS=" + temp + ": no java.base.jmod there; ");
        if (Files.exists(own)) {
            assertRejected(arch, own.toString(), "stage: JMODS=" + own + ": these are for linux-");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"deb", "oci"})
    void packageWithPartsOfThisMachineIsNotMadeForAnother(String kind) throws IOException, InterruptedException {
        Path target = temp.resolve("refused");
        Result result = script(kind, stage, target).env("ARCH", "riscv64").run();
        assertEquals(1, result.exitCode(), result.errors());
        assertTrue(result.errors().contains(" for riscv64 must be made on such a machine; "), result.errors());
        assertFalse(Files.exists(target));
    }

    private void assertRejected(String arch, String modules, String message) throws IOException, InterruptedException {
        Path target = temp.resolve("refused");
        Result result =
                script("stage", target).env("ARCH", arch).env("JMODS", modules).run();
        assertEquals(1, result.exitCode(), result.errors());
        assertTrue(result.errors().startsWith(message), result.errors());
        assertFalse(Files.exists(target));
    }

    private Path copy(String name) throws IOException, InterruptedException {
        Path copy = temp.resolve(name);
        Command.of("cp", "-a", stage, copy).run().ok();
        return copy;
    }

    private static void assertUsesCache(Path launcher) throws IOException, InterruptedException {
        String loaded = packaged(launcher, "--version")
                .env("TFS_JAVA_OPTS", "-Xlog:class+load")
                .run()
                .ok()
                .output();
        String main = "dev.tfskit." + launcher.getFileName().toString().substring(4);
        assertTrue(
                loaded.lines().anyMatch(line -> line.contains(main) && line.contains("shared objects file")), loaded);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tfs-mkfs", "tfs-dump", "tfs-fuse"})
    void takesClassesFromItsCacheAndJavaFromItsRuntime(String tool) throws IOException, InterruptedException {
        Path copy = copy("a copy");
        assertUsesCache(copy.resolve("bin").resolve(tool));
        assertEquals(
                copy.resolve("runtime").toRealPath().toString(),
                packaged(copy.resolve("bin").resolve(tool), "--version")
                        .env("TFS_JAVA_OPTS", "-XshowSettings:properties")
                        .run()
                        .errors()
                        .lines()
                        .filter(line -> line.strip().startsWith("java.home = "))
                        .findFirst()
                        .orElseThrow()
                        .strip()
                        .substring("java.home = ".length()));
    }

    @Test
    void runsFromReadOnlyDirectory() throws IOException, InterruptedException {
        Path copy = copy("read only");
        Command.of("chmod", "-R", "a-w", copy).run().ok();
        Command run = packaged(copy.resolve("bin/tfs-mkfs"), "-e", temp.resolve("empty.raw"));
        run.run().ok();
        Command.of("chmod", "-R", "u+w", copy).run().ok();
        assertEquals("", changedFiles(copy));
    }

    /** No file can be made in /proc, so that no native code can be unpacked there. */
    @Test
    void loadsNativeCodeFromBesideTheJars() throws IOException, InterruptedException {
        Path tree = Files.createDirectory(temp.resolve("tree"));
        Path archive = temp.resolve("tree.tar.zst");
        Command.shell("tar -c -C \"$1\" . | zstd -q >\"$2\"", tree, archive)
                .run()
                .ok();
        withoutPlaceForPrograms("tfs-mkfs", "-q", "-r", archive, temp.resolve("disk.raw"))
                .run()
                .ok();
        withoutPlaceForPrograms("tfs-dump", "--tar", temp.resolve("out.tar.zst"), temp.resolve("disk.raw"))
                .run()
                .ok();
        Result unmount = withoutPlaceForPrograms("tfs-fuse", "--unmount", tree).run();
        assertTrue(unmount.errors().contains(tree + ": no image is mounted there; "), unmount.errors());
        assertEquals(namesInJars(stage.resolve("lib")), nativeLibraries(stage.resolve("lib")));
    }

    private static Command withoutPlaceForPrograms(String tool, Object... arguments) {
        return packaged(stage.resolve("bin").resolve(tool), arguments)
                .in(Path.of("/proc"))
                .env("TFS_JAVA_OPTS", "-Djava.io.tmpdir=/proc");
    }

    private static List<String> nativeLibraries(Path directory) throws IOException {
        return names(directory).stream().filter(name -> name.endsWith(".so")).toList();
    }

    /** Returns the names of the native libraries that jars hold for any machine. */
    private static List<String> namesInJars(Path directory) throws IOException {
        Set<String> libraries = new TreeSet<>();
        for (String name : names(directory)) {
            if (name.endsWith(".jar")) {
                try (ZipFile jar = new ZipFile(directory.resolve(name).toFile())) {
                    jar.stream()
                            .map(ZipEntry::getName)
                            .filter(entry -> entry.endsWith(".so"))
                            .forEach(entry -> libraries.add(entry.substring(entry.lastIndexOf('/') + 1)));
                }
            }
        }
        return List.copyOf(libraries);
    }

    /** A package can be made for another machine. An ELF file has the number of its machine in its header. */
    @ParameterizedTest
    @CsvSource({"x86_64, 62", "aarch64, 183"})
    void allJarsHaveTheirNativeLibrariesUnpackedForTheMachine(String machine, int number)
            throws IOException, InterruptedException {
        Path jars = Files.createDirectory(temp.resolve("the jars"));
        Command.shell("cp \"$1\"/lib/*.jar \"$2\"", stage, jars).run().ok();
        Command.of(Command.PROJECT.resolve("tools/unpack-natives"), jars, machine)
                .run()
                .ok();
        assertEquals(namesInJars(jars), nativeLibraries(jars));
        for (String library : nativeLibraries(jars)) {
            ByteBuffer header = ByteBuffer.wrap(Files.readAllBytes(jars.resolve(library)));
            assertEquals(number, header.order(ByteOrder.LITTLE_ENDIAN).getShort(ELF_MACHINE), library);
        }
    }

    private static String changedFiles(Path copy) throws IOException, InterruptedException {
        return Command.of("diff", "-rq", "--no-dereference", stage, copy).run().output();
    }

    /** The JVM itself cannot start there, so that the tools take a JDK that lies elsewhere. */
    @Test
    void runsFromDirectoryWithColonByAnotherJava() throws IOException, InterruptedException {
        Path copy = copy("with:colon");
        Command.of(copy.resolve("bin/tfs-dump"), "--version").run().ok();
    }

    @Test
    void installsBelowDestinationAndUninstallsWithoutRest() throws IOException, InterruptedException {
        Path root = temp.resolve("root");
        // As on current systems.
        Files.createDirectories(root.resolve("usr/sbin"));
        Files.createSymbolicLink(root.resolve("sbin"), Path.of("usr/sbin"));
        Command install = Command.shell("umask 077; exec \"$@\"", Command.PROJECT.resolve("packaging/install"))
                .with(stage, "/opt/tfs", "/sbin")
                .env("DESTDIR", root.toString());
        install.run().ok();
        // Over an earlier version.
        install.run().ok();
        assertEquals(
                "",
                Command.of("find", root.resolve("opt"), "-not", "-type", "l", "-not", "-perm", "-go=r")
                        .run()
                        .ok()
                        .output());
        for (String tool : TOOLS) {
            assertTrue(packaged(root.resolve("opt/tfs/bin").resolve(tool), "--version")
                    .run()
                    .ok()
                    .output()
                    .startsWith(tool + " "));
            assertUsesCache(root.resolve("opt/tfs/bin").resolve(tool));
        }
        for (String helper : List.of("mount.fuse.tfs", "umount.fuse.tfs")) {
            assertTrue(Files.isExecutable(root.resolve("sbin").resolve(helper)), helper);
        }
        assertEquals(List.of("tfs-toolkit"), names(root.resolve("opt/tfs/lib")));

        script("uninstall", "/opt/tfs", "/sbin")
                .env("DESTDIR", root.toString())
                .run()
                .ok();
        assertEquals(
                "",
                Command.of("find", root.resolve("opt"), root.resolve("usr"), "-not", "-type", "d")
                        .run()
                        .ok()
                        .output());
    }

    /** As sudo make install does: the owner could replace nothing that root had built. */
    @Test
    void treeOfAnotherUserIsInstalledAsItIsLaidOut() throws IOException, InterruptedException {
        Path tree = Files.createDirectories(temp.resolve("tree"));
        Files.createDirectory(tree.resolve("target"));
        Files.copy(Command.PROJECT.resolve("Makefile"), tree.resolve("Makefile"));
        Files.copy(Command.PROJECT.resolve("packaging/install"), tree.resolve("install"));
        Command.shell("cd \"$1\" && mkdir packaging && mv install packaging && chown -R daemon .", tree)
                .run()
                .ok();
        Command install = Command.of(
                        "make", "-C", tree, "install", "PREFIX=/opt/tfs", "DESTDIR=" + temp.resolve("root"))
                .env("MAKEFLAGS", "");
        Result missing = install.run();
        assertEquals(2, missing.exitCode());
        assertTrue(
                missing.errors().contains("install: target/stage: no toolkit is laid out there; "), missing.errors());
        assertFalse(Files.exists(temp.resolve("root")));

        Command.of("cp", "-a", stage, tree.resolve("target/stage")).run().ok();
        install.run().ok();
        packaged(temp.resolve("root/opt/tfs/bin/tfs-dump"), "--version").run().ok();
        assertEquals(List.of("stage"), names(tree.resolve("target")));
        assertEquals(List.of("Makefile", "packaging", "target"), names(tree));

        Files.writeString(tree.resolve("target/stage/runtime/bin/java"), "#!/bin/sh\nexit 1\n");
        Path prefix = temp.resolve("prefix");
        Result foreign = Command.of("make", "-C", tree, "install", "PREFIX=" + prefix, "SBINDIR=" + prefix, "DESTDIR=")
                .env("MAKEFLAGS", "")
                .run();
        assertEquals(2, foreign.exitCode());
        assertTrue(foreign.errors().contains("target/stage: is laid out for another machine; "), foreign.errors());
        assertFalse(Files.exists(prefix));

        Command.of("chown", "-R", "root", tree).run().ok();
        String own = install.with("--dry-run").run().ok().output();
        assertTrue(own.contains("packaging/stage target/stage.new"), own);
    }

    @Test
    void earlierVersionStaysWhenTheNewOneCannotBePutInItsPlace() throws IOException, InterruptedException {
        Path old = Files.createDirectories(temp.resolve("root/usr/lib/tfs-toolkit"));
        Files.createFile(old.resolve("the earlier version"));
        Path commands = Files.createDirectory(temp.resolve("commands"));
        Path mv = Files.writeString(commands.resolve("mv"), """
                #!/bin/sh
                case $* in *.new.*) exit 1 ;; esac
                exec /bin/mv "$@"
                """);
        Files.setPosixFilePermissions(mv, PosixFilePermissions.fromString("rwx------"));
        Result failed = script("install", stage, "/usr", "/usr/sbin")
                .env("DESTDIR", temp.resolve("root").toString())
                .env("PATH", commands + ":" + System.getenv("PATH"))
                .run();
        assertEquals(1, failed.exitCode());
        assertEquals(List.of("tfs-toolkit"), names(old.getParent()));
        assertEquals(List.of("the earlier version"), names(old));
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void archiveRunsWhereItIsUnpacked() throws IOException, InterruptedException {
        script("dist", stage, temp).env("SOURCE_DATE_EPOCH", "1767225600").run().ok();
        Command.shell("tar -xzf \"$1\"/tfs-toolkit-*.tar.gz -C \"$1\" && rm \"$1\"/*.tar.gz", temp)
                .run()
                .ok();
        Path home = temp.resolve(names(temp).getFirst());
        packaged(home.resolve("bin/tfs-mkfs"), "-e", temp.resolve("empty.raw"))
                .run()
                .ok();
        packaged(home.resolve("bin/tfs-dump"), "--check", temp.resolve("empty.raw"))
                .run()
                .ok();
        assertEquals(
                "",
                Command.of("find", home, "-newermt", "2026-01-02", "-o", "-xtype", "l")
                        .run()
                        .ok()
                        .output());
        for (String tool : TOOLS) {
            assertUsesCache(home.resolve("bin").resolve(tool));
        }
    }

    private static Json parts() throws IOException {
        Path file = stage.resolve("share/doc/tfs-toolkit/tfs-toolkit.cdx.json");
        return Json.parse(Files.readAllBytes(file), file.toString(), "it");
    }

    private static Json part(Json parts, String name) {
        return parts.get("components").elements().stream()
                .filter(part -> part.get("name").text().equals(Optional.of(name)))
                .findFirst()
                .orElseThrow();
    }

    /** Returns name and version of the parts inside of a part. */
    private static List<String> inside(Json part) {
        return part.get("components").elements().stream()
                .map(each -> each.get("name").text().orElseThrow() + "@"
                        + each.get("version").text().orElseThrow())
                .toList();
    }

    @Test
    void listOfPartsNamesEachJarOnceWithLicence() throws IOException {
        List<String> locations = new ArrayList<>();
        Set<String> references = new HashSet<>();
        for (Json part : parts().get("components").elements()) {
            String name = part.get("name").text().orElseThrow();
            assertTrue(references.add(part.get("bom-ref").text().orElseThrow()), name);
            assertFalse(part.get("licenses").elements().isEmpty(), name);
            part.get("evidence")
                    .get("occurrences")
                    .elements()
                    .forEach(each -> locations.add(each.get("location").text().orElseThrow()));
        }
        List<String> expected = new ArrayList<>(names(stage.resolve("lib")).stream()
                .filter(name -> name.endsWith(".jar"))
                .map(name -> "lib/" + name)
                .toList());
        expected.add("runtime");
        assertEquals(expected, locations);
    }

    @Test
    void listOfPartsNamesJavaAndCodeInsideOfJars() throws IOException, InterruptedException {
        Json parts = parts();
        assertEquals(
                Command.of(stage.resolve("runtime/bin/java"), "--list-modules")
                        .run()
                        .ok()
                        .lines(),
                inside(part(parts, "OpenJDK")));
        assertEquals(List.of("picocli@" + CommandLine.VERSION), inside(part(parts, "tfs-cli")));
        assertTrue(
                inside(part(parts, "tfs-report")).stream().allMatch(each -> each.matches("d3-[a-z-]+@[0-9.]+")),
                () -> inside(part(parts, "tfs-report")).toString());
    }

    @Test
    void manualPagesHaveNoMistakes() throws IOException, InterruptedException {
        for (String page : PAGES) {
            Path file = stage.resolve("share/man").resolve(page);
            Result man = Command.of("man", "--warnings", "-l", file)
                    .env("MANWIDTH", "80")
                    .env("MANROFFSEQ", "t")
                    .run()
                    .ok();
            assertEquals("", man.errors(), page);
            assertTrue(man.output().contains("NAME"), man.output());
            Result lint =
                    Command.of("mandoc", "-T", "lint", "-W", "warning", file).run();
            assertEquals("", lint.output() + lint.errors(), page);
        }
    }

    @Test
    void shellsReadCompletions() throws IOException, InterruptedException {
        for (String tool : TOOLS) {
            Command.of("bash", "-n", stage.resolve("share/bash-completion/completions/" + tool))
                    .run()
                    .ok();
            Command.of("zsh", "-n", stage.resolve("share/zsh/site-functions/_" + tool))
                    .run()
                    .ok();
            Command.of("fish", "--no-execute", stage.resolve("share/fish/vendor_completions.d/" + tool + ".fish"))
                    .run()
                    .ok();
        }
    }

    @Test
    void bashCompletesOptionsFilesAndPathsInImage() throws IOException, InterruptedException {
        Path tree = Files.createDirectories(temp.resolve("tree/etc"));
        Files.writeString(tree.resolve("passwd"), "root");
        Files.writeString(tree.resolve("hosts"), "127.0.0.1");
        // Not the names in /etc of this machine.
        Files.writeString(tree.resolve("*"), "star");
        Path image = temp.resolve("disk.raw");
        Command.mkfs("-q", "-r", temp.resolve("tree"), image).run().ok();
        assertEquals(List.of("--manifest", "--metadata"), completions("tfs-dump", "--m"));
        assertEquals(List.of(image.toString()), completions("tfs-dump", "--info", temp + "/di"));
        assertEquals(List.of("/etc/passwd"), completions("tfs-dump", image.toString(), "--cat", "/etc/p"));
        assertEquals(
                List.of("/etc/*", "/etc/hosts", "/etc/passwd"),
                completions("tfs-dump", "-t", image.toString(), "/etc/"));
    }

    /** Only marked as file names are they quoted, and has a directory a slash behind it in place of a blank. */
    @Test
    void bashMarksFilesAsSuchAndNothingElse() throws IOException, InterruptedException {
        Path tree = Files.createDirectories(temp.resolve("my tree/sub"));
        Files.writeString(tree.resolve("a file"), "text");
        String start = temp + "/my";
        List<String> marked = List.of("-o filenames", temp + "/my tree");
        for (String option : List.of("-r", "-c", "-b", "--exclude-from")) {
            assertEquals(marked, complete("tfs-mkfs", option, start), option);
        }
        assertEquals(marked, complete("tfs-mkfs", start));
        assertEquals(marked, complete("tfs-dump", "-d", start));
        assertEquals(List.of("-o filenames"), complete("tfs-dump", "-d", tree + "/a"));
        assertEquals(List.of("", "--manifest", "--metadata"), complete("tfs-dump", "--m"));
        assertEquals(List.of(""), complete("tfs-mkfs", "-l", start));
    }

    /** Returns what bash offers for the last word. */
    private static List<String> completions(String... words) throws IOException, InterruptedException {
        List<String> lines = complete(words);
        return lines.subList(1, lines.size());
    }

    /** Completes the last word: returns how bash is to mark what it offers, and the words that it offers. */
    private static List<String> complete(String... words) throws IOException, InterruptedException {
        List<String> lines = Command.of("bash", "-ec", """
                        PATH=$1/bin:$PATH
                        marks=
                        compopt() { local IFS=' '; marks+=$*; }
                        source "$1/share/bash-completion/completions/$2"
                        shift
                        COMP_WORDS=("$@")
                        COMP_CWORD=$(($# - 1))
                        "_${1//-/_}" || :
                        printf '%s\\n' "$marks" "${COMPREPLY[@]}"
                        """, "bash", stage)
                .with((Object[]) words)
                .run()
                .ok()
                .lines();
        return Stream.concat(
                        Stream.of(lines.getFirst()),
                        lines.stream().skip(1).filter(line -> !line.isEmpty()).sorted())
                .toList();
    }

    @Test
    void containerImageMakesImageOfTarOnStandardInput() throws IOException, InterruptedException {
        script("oci", stage, temp).run().ok();
        Path layout = temp.resolve(names(temp).getFirst());
        String description = Command.of("skopeo", "inspect", "oci:" + layout + ":latest")
                .run()
                .ok()
                .output();
        assertTrue(description.contains("\"Os\": \"linux\""), description);
        Path bundle = temp.resolve("bundle");
        Command.of("umoci", "unpack", "--image", layout + ":latest", bundle)
                .run()
                .ok();
        // A container has devices and processes of its own.
        Command.of("unshare", "--mount", "--propagation", "private", "sh", "-ec", """
                        mkdir -p "$1/tree" "$1/bundle/rootfs/dev" "$1/bundle/rootfs/proc"
                        mount --bind /dev "$1/bundle/rootfs/dev"
                        mount -t proc proc "$1/bundle/rootfs/proc"
                        echo text >"$1/tree/file"
                        tar -c -C "$1/tree" . | chroot "$1/bundle/rootfs" /usr/bin/tfs-mkfs -q -r - - >"$1/disk.raw"
                        """, "sh", temp)
                .env("TFS_JAVA_HOME", "")
                .env("JAVA_HOME", "")
                .run()
                .ok();
        assertEquals(
                "text\n",
                Command.dump("--cat", "/file", temp.resolve("disk.raw"))
                        .run()
                        .ok()
                        .output());
    }

    /** Returns what lintian has against the package besides what the package overrides. */
    private String findingsOfLintian() throws IOException, InterruptedException {
        return Command.shell("TMPDIR=\"$1\" lintian --tag-display-limit 0 \"$1\"/*.deb 2>/dev/null || :", temp)
                .run()
                .output();
    }

    /** Such is a package that is made with Debian's own JDK. */
    @Test
    void debianPackageDependsOnLibrariesThatTheRuntimeNeeds() throws IOException, InterruptedException {
        Path copy = copy("of another JDK");
        Command.shell("""
                        cd "$1"
                        for name in libstdc++.so.6 libz.so.1; do
                            cc -shared -Wl,-soname,$name -o $name -x c /dev/null
                            cc -shared -Wl,--no-as-needed -o runtime/lib/needs-$name -x c /dev/null -x none ./$name
                        done
                        """, copy).run().ok();
        script("deb", copy, temp).run().ok();
        String needs = Command.shell("dpkg-deb --field \"$1\"/*.deb Depends", temp)
                .run()
                .ok()
                .output();
        assertTrue(needs.endsWith("), libstdc++6, zlib1g, fuse3 | fuse\n"), needs);
    }

    /** Returns the releases of Debian to install in; the second one only in the long tests. */
    static List<String> releases() {
        return Boolean.getBoolean("tfs.test.full") ? List.of("bookworm", "trixie") : List.of("bookworm");
    }

    @ParameterizedTest
    @MethodSource("releases")
    void debianPackageInstallsIntoMinimalSystemMountsAndLeavesNothing(String release)
            throws IOException, InterruptedException {
        script("deb", stage, temp).run().ok();
        assertEquals("", findingsOfLintian());
        String needs = Command.shell("dpkg-deb --field \"$1\"/*.deb Depends", temp)
                .run()
                .ok()
                .output();
        String newest = Command.shell("""
                        find "$1/runtime" -name '*.so' -exec objdump -T {} + |
                            grep -o 'GLIBC_2[.][0-9]*' | sort -uV | tail -n 1 | cut -d _ -f 2
                        """, stage).run().ok().output().strip();
        assertEquals("libc6 (>= " + newest + "), fuse3 | fuse\n", needs);
        String listing = Command.of("sh", Command.PROJECT.resolve("packaging/test-deb"), temp, release)
                .env("TFS_JAVA_HOME", "")
                .run()
                .ok()
                .output();
        assertTrue(listing.contains("tfs-dump "), listing);
        assertFalse(listing.contains("left:"), listing);
    }
}
