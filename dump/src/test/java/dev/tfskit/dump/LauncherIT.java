// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Command;
import dev.tfskit.Mounts;
import dev.tfskit.Result;
import dev.tfskit.Strace;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher as a user meets it, on a copy of what the build made, in a directory with a blank in it. */
class LauncherIT {

    private static final String SHOWN = "Print this help.";
    /** The class path and the AOT cache of tfs-dump, and the training for the cache. */
    private static final List<String> PARTS = List.of(
            "bin",
            "tools",
            "dump/src/training",
            "dump/target/lib",
            "dump/target/aot",
            "mkfs/target/lib",
            "mkfs/target/aot");

    @TempDir
    private Path temp;

    private Path home;
    private Path launcher;

    @BeforeEach
    void copyDistribution() throws IOException {
        home = temp.resolve("a copy");
        for (String part : PARTS) {
            copyTree(Command.PROJECT.resolve(part), home.resolve(part));
        }
        launcher = home.resolve("bin/tfs-dump");
    }

    @Test
    void startsThroughChainedRelativeLinksOnThePath() throws IOException, InterruptedException {
        Path links = Files.createDirectories(temp.resolve("my links"));
        Files.createSymbolicLink(links.resolve("first"), Path.of("../a copy/bin/tfs-dump"));
        Files.createSymbolicLink(links.resolve("tfs-dump"), Path.of("first"));
        String path = links + ":" + System.getenv("PATH");
        Result result = Command.shell("cd / && tfs-dump --version")
                .env("PATH", path)
                .run()
                .ok();
        assertTrue(result.output().startsWith("tfs-dump "), result.output());
    }

    @Test
    void startsByARelativeName() throws IOException, InterruptedException {
        Command.shell("cd \"$1\" && sh tfs-dump --version", home.resolve("bin"))
                .run()
                .ok();
    }

    /** The build has trained the cache at another place. */
    @Test
    void copiedDistributionTakesItsClassesFromTheCache() throws IOException, InterruptedException {
        assertTakesClassesFromCache(Command.of(launcher, "--version"));
        assertTakesClassesFromCache(Command.of(home.resolve("dump/../bin/./tfs-dump"), "--version"));
        assertTakesClassesFromCache(Command.of(launcher, "--color=never", "--version"));
    }

    @Test
    void onlyQuickCommandsTakeTheSmallCache() throws IOException, InterruptedException {
        for (String quick : List.of("", "--help", "-V", "--no-such-option")) {
            assertTrue(cacheOf(quick).endsWith("-quick.aot"), quick);
        }
        for (String other : List.of("disk.raw", "--info disk.raw", "--cat=/file", "-t -", "-", "--", "-dout")) {
            assertFalse(cacheOf(other).endsWith("-quick.aot"), other);
        }
    }

    @Test
    void checksumsAndSlowCompressionsAreCompiledBetter() throws IOException, InterruptedException {
        for (String slow : List.of("--sha256 disk.raw", "disk.raw.xz", "--tar disk.tar.bz2 disk.raw", "oci:image")) {
            assertTrue(flagsOf(slow).contains("-XX:TieredStopAtLevel=4"), slow);
        }
        for (String other : List.of("disk.raw", "--tar disk.tar.gz disk.raw", "/home/foci:x")) {
            assertTrue(flagsOf(other).contains("-XX:TieredStopAtLevel=1"), other);
        }
    }

    /** Returns the options with which the launcher starts the JVM. */
    private String flagsOf(String arguments) throws IOException, InterruptedException {
        return Command.shell("\"$1\" $2 </dev/null", launcher, arguments)
                .env("TFS_JAVA_OPTS", "-XX:+PrintCommandLineFlags")
                .run()
                .errors();
    }

    /** Returns the cache with which the launcher starts the JVM. */
    private String cacheOf(String arguments) throws IOException, InterruptedException {
        String printed = flagsOf(arguments);
        Matcher cache = Pattern.compile("-XX:AOTCache=(\\S*\\.aot)").matcher(printed.replace(home.toString(), ""));
        assertTrue(cache.find(), printed);
        return cache.group(1);
    }

    @Test
    void trainingReplacesTheCacheAndClassesOfAnOlderJarNeverRun() throws IOException, InterruptedException {
        Path jar = jarOf("tfs-cli");
        replaceText(jar, SHOWN, "Print that help.");
        long sizeBytes = Files.size(jar);
        FileTime modified = Files.getLastModifiedTime(jar);
        List<Path> before = cacheFiles();
        train();
        assertEquals(2, before.size());
        assertEquals(2, cacheFiles().size());
        assertTrue(Collections.disjoint(before, cacheFiles()));
        assertTakesClassesFromCache(Command.of(launcher, "--version"));
        assertTrue(helpOf(launcher).contains("Print that help."));

        replaceText(jar, "Print that help.", "Print such help.");
        Files.setLastModifiedTime(jar, modified);
        assertEquals(sizeBytes, Files.size(jar));
        assertEquals(modified, Files.getLastModifiedTime(jar));
        assertTrue(helpOf(launcher).contains("Print such help."));
    }

    @Test
    void takesClassesFromTheCacheWithARelativeJdk() throws IOException, InterruptedException {
        Files.createSymbolicLink(temp.resolve("jdk"), Path.of(System.getProperty("java.home")));
        assertTakesClassesFromCache(Command.of(launcher, "--version").in(temp).env("TFS_JAVA_HOME", "jdk"));
    }

    /** The JVM refuses two collectors, or two choices of an archive. */
    @ParameterizedTest
    @CsvSource({"JAVA_TOOL_OPTIONS, -XX:+UseParallelGC", "JDK_JAVA_OPTIONS, -XX:SharedArchiveFile=none.jsa"})
    void startsWithWhatTheUserChoosesForAllOfJava(String variable, String option)
            throws IOException, InterruptedException {
        Result result = Command.of(launcher, "--version").env(variable, option).run();
        assertEquals(0, result.exitCode(), result.errors());
    }

    @Test
    void damagedCacheOnlyCostsTime() throws IOException, InterruptedException {
        for (Path cache : cacheFiles()) {
            Files.write(cache, new byte[4096]);
        }
        assertEquals(1, Command.of(launcher, "--version").run().ok().lines().size());
        assertEquals(
                1,
                Command.of(launcher, "--color=never", "--version")
                        .run()
                        .ok()
                        .lines()
                        .size());
    }

    @Test
    void withoutQuickCacheTheOtherOneServes() throws IOException, InterruptedException {
        for (Path cache : cacheFiles()) {
            if (cache.toString().endsWith("-quick.aot")) {
                Files.delete(cache);
            }
        }
        assertTakesClassesFromCache(Command.of(launcher, "--version"));
    }

    @Test
    void namesTheBuildCommandWhenNotBuilt() throws IOException, InterruptedException {
        Files.delete(jarOf("tfs-dump"));
        Command.of(launcher, "--version").run().failed(1, "tfs-dump: not built: run 'make build' in " + home);
    }

    @Test
    void namesARemedyForAnOldJdk() throws IOException, InterruptedException {
        Path old = temp.resolve("old");
        Files.createDirectories(old.resolve("bin"));
        assertTrue(Files.createFile(old.resolve("bin/java")).toFile().setExecutable(true));
        Files.writeString(old.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"1.8.0_402\"\n");
        Command.of(launcher, "--version")
                .env("TFS_JAVA_HOME", old.toString())
                .run()
                .failed(1, "tfs-dump: TFS_JAVA_HOME=" + old + ": no JDK 25 or later there; name another or unset it");
    }

    @Test
    void startsAfterAdviceForSystemWithoutJdkWasFollowed() throws IOException, InterruptedException {
        String script = """
                cd "$1"
                mkdir -p no-package jdk-25/bin home
                printf '#!/bin/sh\\n' >no-package/apt-cache
                printf '#!/bin/sh\\necho started\\n' >jdk-25/bin/java
                chmod +x no-package/apt-cache jdk-25/bin/java
                echo 'JAVA_VERSION="25.0.3"' >jdk-25/release
                tar -czf jdk.tar.gz jdk-25
                unset TFS_JAVA_HOME JAVA_HOME
                export HOME=$1/home PATH="$1/no-package:$PATH"
                "$2" --version 2>advice && exit 9
                recipe=$(sed 's/.*then run: //; s/FILE/jdk.tar.gz/; s/sudo //g' advice)
                eval "$recipe"
                "$2" --version
                """;
        Result result = Command.shell(script, temp, launcher)
                .under(Mounts.tmpfs("size=1m", Path.of("/usr/lib/jvm")))
                .run()
                .ok();
        assertEquals("started\n", result.output());
    }

    /** The archive that is made on Linux is for other systems, too, where its runtime does not start. */
    @Test
    void passesOverTheRuntimeOfAPackageOnAnotherSystem() throws IOException, InterruptedException {
        String script = """
                mkdir -p "$1/system" "$1/jdk/bin" "$2/runtime/bin"
                printf '#!/bin/sh\\necho "$SYSTEM"\\n' >"$1/system/uname"
                printf '#!/bin/sh\\necho JDK\\n' >"$1/jdk/bin/java"
                printf '#!/bin/sh\\necho runtime\\n' >"$2/runtime/bin/java"
                chmod +x "$1/system/uname" "$1/jdk/bin/java" "$2/runtime/bin/java"
                echo 'JAVA_VERSION="25.0.3"' | tee "$1/jdk/release" >"$2/runtime/release"
                export TFS_JAVA_HOME= JAVA_HOME="$1/jdk" PATH="$1/system:$PATH"
                SYSTEM=Darwin "$2/bin/tfs-dump" --version
                SYSTEM=Linux "$2/bin/tfs-dump" --version
                umount /proc
                SYSTEM=Darwin "$2/bin/tfs-dump" --version
                """;
        assertEquals(
                List.of("JDK", "runtime", "runtime"),
                Command.shell(script, temp, home)
                        .under(Mounts.tmpfs("size=1m", Path.of("/proc")))
                        .run()
                        .ok()
                        .lines());
    }

    /** Old systems have names in Latin-1; the JVM alone finds nothing by a relative name in such a directory. */
    @Test
    void findsRelativeNamesWhereWorkingDirectoryIsNotUtf8() throws IOException, InterruptedException {
        String script = """
                cd "$1"
                directory=$(printf 'l\\351')
                mkdir "$directory" "$directory/tree"
                ln -s "$directory" link
                for name in "$directory" link; do (
                    cd "$name"
                    echo content >tree/file
                    "$2/tfs-mkfs" -q -r tree disk.raw </dev/null
                    "$2/tfs-dump" --cat /file disk.raw
                    "$2/tfs-dump" -d out --overwrite disk.raw
                    "$2/tfs-dump" --tar out.tar disk.raw
                    cmp tree/file out/file
                    ls
                ) done
                """;
        String shown = "content\n1 entry, 8 bytes extracted into out\n1 entry, 8 bytes archived in out.tar\n"
                + "disk.raw\nout\nout.tar\ntree\n";
        assertEquals(
                shown.repeat(2),
                Command.shell(script, temp, home.resolve("bin")).run().ok().output());
    }

    /** No file can be made in /proc, so that no native code can be unpacked there. */
    @ParameterizedTest
    @ValueSource(strings = {"a copy", "a:copy"})
    void loadsNativeCodeFromBesideTheJars(String name) throws IOException, InterruptedException {
        Files.move(home, temp.resolve(name));
        String script = """
                cd "$1"
                mkdir tree
                echo text >tree/file
                tar -c -C tree . | zstd -q >tree.tar.zst
                "$2/tfs-mkfs" -q -r tree.tar.zst disk.raw
                "$2/tfs-dump" --tar out.tar.zst disk.raw
                tar -x --zstd -O -f out.tar.zst
                """;
        String archived = Command.shell(script, temp, temp.resolve(name).resolve("bin"))
                .env("TFS_JAVA_OPTS", "-Djava.io.tmpdir=/proc")
                .run()
                .ok()
                .output();
        assertEquals("1 entry, 5 bytes archived in out.tar.zst\ntext\n", archived);
    }

    /** The Java code of lz4 does without native code where it cannot be loaded, so the calls of the kernel tell. */
    @Test
    void writesNoProgramWhenItMeetsCompressedFiles() throws IOException, InterruptedException {
        Strace.skipUnlessItTraces();
        String script = """
                cd "$1"
                mkdir tree
                tar -cf tree.tar -C tree .
                lz4 -q tree.tar tree.tar.lz4
                zstd -q tree.tar
                for packed in lz4 zst; do
                    strace -A -f -qq -e trace=openat -o calls "$2/tfs-mkfs" -q -r "tree.tar.$packed" disk.raw
                done
                lz4 -q disk.raw disk.raw.lz4
                zstd -q disk.raw
                for packed in lz4 zst; do
                    strace -A -f -qq -e trace=openat -o calls "$2/tfs-dump" --check "disk.raw.$packed"
                done
                grep '[.]so"' calls
                """;
        List<String> opened = Command.shell(script, temp, home.resolve("bin"))
                .run()
                .okWithWarnings()
                .lines();
        assertEquals(
                List.of(),
                opened.stream().filter(line -> line.contains("O_CREAT")).toList());
        for (String library : List.of("/mkfs/target/lib/liblz4-java.so", "/dump/target/lib/libzstd-jni")) {
            assertTrue(opened.stream().anyMatch(line -> line.contains(home + library)), library);
        }
    }

    @Test
    void namesWorkingDirectoryThatWasRemoved() throws IOException, InterruptedException {
        Result result = Command.shell(
                        "mkdir \"$1/gone\"; cd \"$1/gone\"; rmdir \"$1/gone\"; \"$2\" --version", temp, launcher)
                .run();
        assertEquals(1, result.exitCode());
        // The shell itself may have its say before the launcher.
        assertEquals(
                "tfs-dump: the working directory no longer exists; change to another one",
                result.errors().lines().toList().getLast());
        assertTrue(result.errors().lines().count() <= 2, result.errors());
    }

    /** The longest path that the JVM starts in, and one byte more. A character of two bytes counts as such. */
    @Test
    void namesWorkingDirectoryThatIsTooDeep() throws IOException, InterruptedException {
        String script = """
                cd "$1"
                trap 'cd "$1"; rm -rf deep' EXIT
                name=$(printf '%0198d' 0)é
                mkdir deep
                cd -P deep
                left() { echo $((4095 - $(pwd -P | tr -d '\\n' | wc -c))); }
                while [ "$(left)" -gt 250 ]; do
                    mkdir "$name"
                    cd -P "$name"
                done
                last=$(printf "%0$(($(left) - 1))d" 0)
                mkdir "$last" "0$last"
                (cd -P "$last"; "$2" --version)
                cd -P "0$last"
                "$2" --version
                """;
        Result result = Command.shell(script, temp, launcher).run();
        assertEquals(1, result.exitCode());
        assertTrue(result.output().startsWith("tfs-dump "), result.output());
        assertEquals(
                "tfs-dump: the path of the working directory is longer than 4095 bytes, which Java cannot use; "
                        + "change to another one\n",
                result.errors());
    }

    private static void assertTakesClassesFromCache(Command version) throws IOException, InterruptedException {
        Result result = version.env("TFS_JAVA_OPTS", "-Xlog:class+load").run().ok();
        assertTrue(
                result.output()
                        .lines()
                        .anyMatch(line ->
                                line.contains(DumpMain.class.getName()) && line.contains("shared objects file")),
                result.output());
    }

    private void train() throws IOException, InterruptedException {
        Command.of(
                        "sh",
                        home.resolve("tools/train"),
                        launcher,
                        DumpMain.class.getName(),
                        home.resolve("dump/src/training"))
                .run()
                .ok();
    }

    private static String helpOf(Path launcher) throws IOException, InterruptedException {
        return Command.of(launcher, "--help").run().ok().output();
    }

    private List<Path> cacheFiles() throws IOException {
        try (Stream<Path> files = Files.list(home.resolve("dump/target/aot"))) {
            return files.sorted().toList();
        }
    }

    private Path jarOf(String artifact) throws IOException {
        try (Stream<Path> jars = Files.list(home.resolve("dump/target/lib"))) {
            return jars.filter(jar -> jar.getFileName().toString().startsWith(artifact + "-"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Without compression, so that a text of the same length gives a jar of the same size. */
    private static void replaceText(Path jar, String old, String replacement) throws IOException {
        assertEquals(old.length(), replacement.length());
        Path changed = Files.createTempFile(jar.getParent(), "changed", ".tmp");
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(jar));
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(changed))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                store(out, entry, replaced(in, old, replacement));
            }
        }
        Files.move(changed, jar, StandardCopyOption.REPLACE_EXISTING);
    }

    private static byte[] replaced(InputStream in, String old, String replacement) throws IOException {
        String text = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        return text.replace(old, replacement).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void store(ZipOutputStream out, ZipEntry original, byte[] bytes) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        ZipEntry entry = new ZipEntry(original.getName());
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes.length);
        entry.setCrc(crc.getValue());
        entry.setTime(original.getTime());
        out.putNextEntry(entry);
        out.write(bytes);
        out.closeEntry();
    }

    private static void copyTree(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }
}
