// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The libraries as their users get them: from a Maven repository. A copy of the sources publishes them there, which has
 * another directory, time zone, language and umask than the build that runs this test.
 */
@Tag("slow")
class PublishedLibraryIT {

    private static final String COPY = """
            mkdir "$2"
            tar -c --exclude=target --exclude=.git -C "$1" . | tar -x -C "$2"
            """;

    @TempDir
    private static Path shared;

    @TempDir
    private Path temp;

    private static Path repository;

    @BeforeAll
    static void publish() throws IOException, InterruptedException {
        repository = publishFrom(shared.resolve("another copy"), "027", "tr", "TR", "Asia/Kathmandu");
    }

    private static Path publishFrom(Path copy, String umask, String language, String country, String zone)
            throws IOException, InterruptedException {
        Path target = copy.resolveSibling(copy.getFileName() + " published");
        String java = "-Duser.language=" + language + " -Duser.country=" + country + " -Duser.timezone=" + zone;
        Command.shell(COPY, Command.PROJECT, copy).run().ok();
        Command.shell("umask $1; exec \"$2/packaging/deploy\" \"$3\"", umask, copy, target)
                .env("TZ", zone)
                .env("MAVEN_OPTS", java)
                .run()
                .succeeded();
        return target;
    }

    /** Returns the files of the libraries in a repository by their names without the time of publication. */
    private static Map<String, Path> files(Path repository) throws IOException {
        Map<String, Path> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(repository)) {
            all.filter(file -> file.toString().matches(".*\\.(jar|pom|json|xml)"))
                    .filter(file -> !file.getFileName().toString().startsWith("maven-metadata"))
                    .forEach(file ->
                            files.put(file.getFileName().toString().replaceFirst("-[0-9.]+-[0-9.]+-\\d+", ""), file));
        }
        return files;
    }

    @Test
    void eachLibraryComesWithSourcesDocumentationAndParts() throws IOException {
        assertEquals(
                Stream.concat(
                                Stream.of("tfs-archive", "tfs-core", "tfs-nio")
                                        .flatMap(library -> Stream.of(
                                                        "-cyclonedx.json",
                                                        "-cyclonedx.xml",
                                                        "-javadoc.jar",
                                                        "-sources.jar",
                                                        ".jar",
                                                        ".pom")
                                                .map(library::concat)),
                                Stream.of("tfs-bom.pom"))
                        .sorted()
                        .toList(),
                List.copyOf(files(repository).keySet()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tfs-archive.pom", "tfs-bom.pom", "tfs-core.pom", "tfs-nio.pom"})
    void pomHasTheElementsOfMavenCentralAndNoParent(String name) throws IOException {
        String pom = Files.readString(files(repository).get(name));
        for (String element : List.of("name", "description", "licenses", "developers", "role")) {
            assertTrue(pom.contains("<" + element + ">"), pom);
        }
        for (String element : List.of("<parent>", "junit", "<url/>", "<scm>", "<modules>", "<properties>", "tfs-cli")) {
            assertTrue(!pom.contains(element), element + " in " + pom);
        }
    }

    @Test
    void partsAreThoseThatTheLibraryNeeds() throws IOException {
        String parts = Files.readString(files(repository).get("tfs-core-cyclonedx.json"));
        assertTrue(parts.contains("pkg:maven/at.yawk.lz4/lz4-java@"), parts);
        assertTrue(parts.contains("Apache-2.0"), parts);
        for (String test : List.of("junit", "jimfs", "serialNumber", "2026-11")) {
            assertTrue(!parts.contains(test), test + " in " + parts);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tfs-core", "tfs-nio", "archive"})
    void classesAreThoseOfThisBuildByteForByte(String module) throws IOException {
        String name = module.startsWith("tfs-") ? module : "tfs-" + module;
        Path built;
        try (Stream<Path> jars = Files.list(Command.PROJECT.resolve(module).resolve("target"))) {
            built = jars.filter(jar -> jar.getFileName().toString().matches(name + "-[0-9.]+(-SNAPSHOT)?\\.jar"))
                    .findFirst()
                    .orElseThrow();
        }
        assertEquals(-1, Files.mismatch(built, files(repository).get(name + ".jar")));
    }

    /** Returns one language for each further build; a build takes long, so only the long tests have one. */
    static List<String> languagesOfFurtherBuilds() {
        return Boolean.getBoolean("tfs.test.full") ? List.of("ja") : List.of();
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("languagesOfFurtherBuilds")
    void allFilesAreThoseOfAnotherBuildByteForByte(String language) throws IOException, InterruptedException {
        Path other = publishFrom(temp.resolve("b"), "077", language, "JP", "America/St_Johns");
        Map<String, Path> expected = files(repository);
        Map<String, Path> found = files(other);
        assertEquals(expected.keySet(), found.keySet());
        for (String name : expected.keySet()) {
            assertEquals(-1, Files.mismatch(expected.get(name), found.get(name)), name);
        }
    }

    /** The project of the example takes all else from the repository of the machine, which this build has filled. */
    @Test
    void exampleBuildsAndRunsWithThePublishedLibraries() throws IOException, InterruptedException {
        Path project = temp.resolve("archive-to-image");
        Command.of("cp", "-R", Command.PROJECT.resolve("examples/archive-to-image"), project)
                .run()
                .ok();
        Path tree = Files.createDirectory(temp.resolve("tree"));
        String server = "s".repeat(1 << 20);
        Files.writeString(tree.resolve("server"), server);
        Files.writeString(tree.resolve("notes"), "old");
        Files.writeString(tree.resolve("client"), "c".repeat(1 << 20));
        Path archive = temp.resolve("tree.tar");
        Command.of("tar", "-cf", archive, "-C", tree, "server", "notes", "client")
                .run()
                .ok();
        // This entry replaces an earlier one, so the image is written twice, the second time in the order of names.
        Files.writeString(tree.resolve("notes"), "new");
        Command.of("tar", "-rf", archive, "-C", tree, "notes").run().ok();
        Files.writeString(temp.resolve("settings.xml"), """
                <settings>
                  <localRepository>%s</localRepository>
                  <profiles>
                    <profile>
                      <id>published</id>
                      <repositories>
                        <repository><id>published</id><url>%s</url></repository>
                        <repository><id>machine</id><url>%s</url></repository>
                      </repositories>
                      <pluginRepositories>
                        <pluginRepository><id>machine</id><url>%s</url></pluginRepository>
                      </pluginRepositories>
                    </profile>
                  </profiles>
                  <activeProfiles><activeProfile>published</activeProfile></activeProfiles>
                </settings>
                """.formatted(
                        temp.resolve("local"), repository.toUri(), machineRepository(), machineRepository()));
        List<String> lines = Command.of(Command.PROJECT.resolve("tools/mvn"), "-q", "-s", temp.resolve("settings.xml"))
                .with("compile", "exec:java", "-Dexec.args=../tree.tar ../disk.raw")
                .in(project)
                .run()
                .succeeded()
                .lines();
        assertEquals(
                List.of("/", "/client", "/etc", "/etc/hostname", "/notes", "/server"),
                lines.stream().filter(line -> line.startsWith("/")).sorted().toList());
        assertEquals(
                "unikernel\nnew" + server,
                Command.dump("--cat", "/etc/hostname", "--cat", "/notes", "--cat", "/server", temp.resolve("disk.raw"))
                        .run()
                        .ok()
                        .output());
    }

    private static String machineRepository() {
        return Path.of(System.getProperty("maven.local.repository")).toUri().toString();
    }
}
