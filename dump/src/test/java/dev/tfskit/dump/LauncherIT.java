package dev.tfskit.dump;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher as a user meets it, on a copy of what the build made, in a directory with a blank in it. */
class LauncherIT {

    private static final Path MODULE = Path.of("").toAbsolutePath();
    private static final String SHOWN = "Print this help.";

    @TempDir
    Path temp;

    private Path home;
    private Path launcher;

    @BeforeEach
    void copyDistribution() throws IOException {
        home = temp.resolve("a copy");
        for (var part : List.of("bin", "tools", "dump/src/training", "dump/target/lib", "dump/target/aot")) {
            copyTree(MODULE.resolveSibling(part), home.resolve(part));
        }
        launcher = home.resolve("bin/tfs-dump");
    }

    @Test
    void startsThroughChainedRelativeLinksOnThePath() throws Exception {
        var links = Files.createDirectories(temp.resolve("my links"));
        Files.createSymbolicLink(links.resolve("first"), Path.of("../a copy/bin/tfs-dump"));
        Files.createSymbolicLink(links.resolve("tfs-dump"), Path.of("first"));
        var path = links + ":" + System.getenv("PATH");
        var result = run(Map.of("PATH", path), "sh", "-c", "cd / && tfs-dump --version");
        assertEquals(0, result.exitCode(), result.errors());
        assertTrue(result.output().startsWith("tfs-dump "), result.output());
        assertEquals("", result.errors());
    }

    @Test
    void startsByARelativeName() throws Exception {
        var command = "cd \"$0\" && sh tfs-dump --version";
        var result = run(Map.of(), "sh", "-c", command, home.resolve("bin").toString());
        assertEquals(0, result.exitCode(), result.errors());
    }

    @Test
    void takesItsClassesFromTheCache() throws Exception {
        train();
        assertTakesClassesFromCache(launcher);
    }

    @Test
    void aMovedDistributionKeepsItsCache() throws Exception {
        train();
        var moved = Files.move(home, temp.resolve("moved"));
        assertTakesClassesFromCache(moved.resolve("bin/tfs-dump"));
        assertTakesClassesFromCache(moved.resolve("dump/../bin/./tfs-dump"));
    }

    @Test
    void neverRunsClassesOfAnOlderJar() throws Exception {
        var jar = jarOf("tfs-cli");
        replaceText(jar, SHOWN, "Print that help.");
        long sizeBytes = Files.size(jar);
        var modified = Files.getLastModifiedTime(jar);
        train();
        assertTrue(helpOf(launcher).contains("Print that help."));

        replaceText(jar, "Print that help.", "Print such help.");
        Files.setLastModifiedTime(jar, modified);
        assertEquals(sizeBytes, Files.size(jar));
        assertEquals(modified, Files.getLastModifiedTime(jar));
        assertTrue(helpOf(launcher).contains("Print such help."));
    }

    @Test
    void anotherTrainingReplacesTheCache() throws Exception {
        train();
        var before = cacheFiles();
        replaceText(jarOf("tfs-cli"), SHOWN, "Print that help.");
        train();
        assertEquals(1, before.size());
        assertEquals(1, cacheFiles().size());
        assertNotEquals(before, cacheFiles());
    }

    @Test
    void aDamagedCacheOnlyCostsTime() throws Exception {
        train();
        Files.write(cacheFiles().getFirst(), new byte[4096]);
        var result = run(Map.of(), launcher.toString(), "--version");
        assertEquals(0, result.exitCode());
        assertEquals(1, result.output().lines().count(), result.output());
        assertEquals("", result.errors());
    }

    @Test
    void saysWhatToDoWhenNotBuilt() throws Exception {
        Files.delete(jarOf("tfs-dump"));
        assertFailsWith("tfs-dump: not built: run 'make build' in " + home + "\n", Map.of());
    }

    @Test
    void saysWhatToDoAboutAnUnfitJdk() throws Exception {
        var old = temp.resolve("old");
        Files.createDirectories(old.resolve("bin"));
        assertTrue(Files.createFile(old.resolve("bin/java")).toFile().setExecutable(true));
        Files.writeString(old.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"1.8.0_402\"\n");
        assertFailsWith(
                "tfs-dump: TFS_JAVA_HOME=" + old + ": no JDK 25 or later there; name another or unset it\n",
                Map.of("TFS_JAVA_HOME", old.toString()));
    }

    @Test
    void aFullDeviceIsNoticed() throws Exception {
        var result = run(Map.of(), "sh", "-c", "exec \"$0\" --help >/dev/full", launcher.toString());
        assertEquals(1, result.exitCode());
        assertTrue(result.errors().startsWith("tfs-dump: standard output: no space left on device; "), result.errors());
    }

    @Test
    void aClosedPipeEndsItQuietly() throws Exception {
        var command = "{ \"$0\" --help; echo $? >&2; } | :";
        assertEquals("141\n", run(Map.of(), "sh", "-c", command, launcher.toString()).errors());
    }

    private static void assertTakesClassesFromCache(Path launcher) throws Exception {
        var result = run(Map.of("TFS_JAVA_OPTS", "-Xlog:class+load"), launcher.toString(), "--version");
        assertTrue(
                result.output().lines().anyMatch(line ->
                        line.contains(DumpMain.class.getName()) && line.contains("shared objects file")),
                result.output());
    }

    private void assertFailsWith(String line, Map<String, String> environment) throws Exception {
        var result = run(environment, launcher.toString(), "--version");
        assertEquals(line, result.errors());
        assertEquals("", result.output());
        assertEquals(1, result.exitCode());
    }

    private void train() throws Exception {
        var result = run(
                Map.of(),
                "sh",
                home.resolve("tools/train").toString(),
                home.resolve("dump").toString(),
                DumpMain.class.getName());
        assertEquals(0, result.exitCode(), result.errors());
    }

    private static String helpOf(Path launcher) throws Exception {
        return run(Map.of(), launcher.toString(), "--help").output();
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
        var changed = Files.createTempFile(jar.getParent(), "changed", ".tmp");
        try (var in = new ZipInputStream(Files.newInputStream(jar));
                var out = new ZipOutputStream(Files.newOutputStream(changed))) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                store(out, entry, replaced(in, old, replacement));
            }
        }
        Files.move(changed, jar, StandardCopyOption.REPLACE_EXISTING);
    }

    private static byte[] replaced(InputStream in, String old, String replacement) throws IOException {
        var text = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        return text.replace(old, replacement).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void store(ZipOutputStream out, ZipEntry original, byte[] bytes) throws IOException {
        var crc = new CRC32();
        crc.update(bytes);
        var entry = new ZipEntry(original.getName());
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
            for (var file : (Iterable<Path>) files::iterator) {
                var target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    private record Result(int exitCode, String output, String errors) {}

    private static Result run(Map<String, String> environment, String... command) throws Exception {
        var errors = Files.createTempFile("launcher", ".err");
        try {
            var builder = new ProcessBuilder(Arrays.asList(command)).redirectError(errors.toFile());
            builder.environment().put("TFS_JAVA_HOME", System.getProperty("java.home"));
            builder.environment().putAll(environment);
            var process = builder.start();
            process.getOutputStream().close();
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), output, Files.readString(errors));
        } finally {
            Files.delete(errors);
        }
    }
}
