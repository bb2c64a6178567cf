// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.oci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.HostProgram;
import dev.tfskit.archive.BuiltTree;
import dev.tfskit.error.ArchiveException;
import dev.tfskit.source.Excludes;
import dev.tfskit.source.Notice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives of {@code docker save}, as various builders write them, from files and pipes. */
class DockerArchiveTest {

    private static final Map<String, Object> CONFIG = Map.of("Cmd", List.of("/b"));

    @TempDir
    private Path directory;

    private Path path;
    private Path temporary;
    private MadeImage made;
    private final List<String> notices = new ArrayList<>();

    @BeforeEach
    void create() throws IOException {
        path = directory.resolve("image");
        temporary = Files.createDirectory(directory.resolve("temporary"));
        made = new MadeImage(path);
    }

    private void note(Notice notice) {
        notices.add(notice.subject() + ": " + notice.text());
    }

    private Set<String> paths(Optional<String> reference) throws IOException {
        try (OciImage image = OciImage.open(path, new ImageSelector(reference, Optional.empty()), temporary)) {
            return paths(image);
        }
    }

    private Set<String> paths(OciImage image) throws IOException {
        Set<String> paths =
                BuiltTree.of(image.layers(Excludes.NONE, this::note)).keySet();
        assertEquals(List.of(), notices);
        return paths;
    }

    private void assertHasOnlyB() throws IOException {
        assertEquals(Set.of("/", "/b"), paths(Optional.empty()));
    }

    private String refusal() {
        return assertThrows(ArchiveException.class, () -> paths(Optional.empty()))
                .getMessage();
    }

    private void addLayers(String compressor) throws Exception {
        made.layer("echo 1 > a", compressor, "");
        made.layer("echo 2 > b; touch .wh.a", compressor, "");
    }

    private void finish(DockerNames naming) throws Exception {
        made.finishAsDocker(naming, List.of(made.dockerImage(naming, "x:1", CONFIG)));
    }

    private static Stream<Arguments> namesAndCompressors() {
        return Stream.of(DockerNames.values())
                .flatMap(naming -> Stream.of("cat", "gzip", "zstd -q", "xz", "bzip2", "lz4 -q")
                        .map(compressor -> Arguments.of(naming, compressor)));
    }

    @ParameterizedTest
    @MethodSource("namesAndCompressors")
    void acceptsNamesOfAnyBuilderAndAnyCompressionOfLayers(DockerNames naming, String compressor) throws Exception {
        addLayers(compressor);
        finish(naming);
        assertHasOnlyB();
        path = made.archived();
        assertHasOnlyB();
    }

    @ParameterizedTest
    @CsvSource({"'s,^\\./,,'", "'s,^\\./,/,'", "'s,^\\./,.//./,'"})
    void acceptsOuterNamesWithDotsAndSlashesInFront(String change) throws Exception {
        addLayers("gzip");
        finish(DockerNames.CRANE);
        path = made.archived("-P", "--transform=" + change);
        assertHasOnlyB();
    }

    @Test
    void imagesMayShareLayersAndTheTagChooses() throws Exception {
        made.layer("echo 1 > shared", "gzip", "");
        Map<String, Object> shared = made.lastLayer();
        String sum = made.lastSum();
        Map<String, Object> one = made.dockerImage(DockerNames.CRANE, "x:1", CONFIG);
        made.layer(shared, sum);
        made.layer("echo 2 > b", "gzip", "");
        made.layer(shared, sum);
        Map<String, Object> two = made.dockerImage(DockerNames.CRANE, "x:2", CONFIG);
        made.finishAsDocker(DockerNames.CRANE, List.of(one, two));
        path = made.archived();
        assertEquals(Set.of("/", "/shared"), paths(Optional.of("x:1")));
        assertEquals(Set.of("/", "/shared", "/b"), paths(Optional.of("x:2")));
        assertEquals(Set.of("/", "/shared", "/b"), paths(Optional.of("2")));
        assertEquals(path + ": it has several images; choose one by its name after a colon: x:1, x:2", refusal());
    }

    /** All images have the same configuration of 8 MB, by another name. */
    @Test
    void configurationsOfManyImagesHaveALimit() throws Exception {
        Files.createDirectories(path);
        Files.writeString(path.resolve("c"), "{\"a\":\"" + "0".repeat((8 << 20) - 100) + "\"}");
        Files.writeString(
                path.resolve("manifest.json"),
                IntStream.range(0, 100)
                        .mapToObj(i -> "{\"Config\":\"." + "/".repeat(i + 1) + "c\",\"Layers\":[]}")
                        .collect(Collectors.joining(",", "[", "]")));
        assertEquals(
                path + ": its documents have more than 134217728 bytes together; copy the image that you want to a "
                        + "layout of its own",
                refusal());
    }

    @ParameterizedTest
    @CsvSource({"gzip", "cat", "zstd -q"})
    void emptyLayersAddNothing(String compressor) throws Exception {
        addLayers(compressor);
        made.layer(new byte[1024], compressor, "");
        made.layer(new byte[0], compressor, "");
        finish(DockerNames.CRANE);
        assertHasOnlyB();
    }

    @Test
    void layerWithoutEndMarkIsWholeWhenItsDigestIsRight() throws Exception {
        made.layer("echo 2 > b", "cat", "");
        byte[] archive = Files.readAllBytes(made.blobFile(made.lastLayer()));
        MadeImage cut = new MadeImage(path);
        // A header and a block of contents stand for each of the two entries, but the directory has no contents.
        cut.layer(Arrays.copyOf(archive, 3 * 512), "gzip", "+gzip");
        cut.finish(List.of(cut.manifest("arm64", CONFIG)));
        assertHasOnlyB();
    }

    @Test
    void layerIsComparedWithDigestOfItsUncompressedBytes() throws Exception {
        addLayers("gzip");
        made.layer("echo 3 > c", "gzip", "");
        made.layer(made.lastLayer(), "sha256:" + "0".repeat(64));
        finish(DockerNames.JIB);
        String sum = "sha256:" + "0".repeat(64);
        assertEquals(
                path + ", layer 4 (" + sum.substring(0, 19) + "): does not match its checksum " + sum
                        + "; it is damaged: copy or make it again",
                refusal());
    }

    @Test
    void configurationIsComparedWithDigestInItsName() throws Exception {
        addLayers("gzip");
        Map<String, Object> image = made.dockerImage(DockerNames.CRANE, "x:1", CONFIG);
        made.finishAsDocker(DockerNames.CRANE, List.of(image));
        Path configuration = path.resolve(image.get("Config").toString());
        Files.writeString(configuration, Files.readString(configuration) + " ");
        assertEquals(
                path + ": the blob " + image.get("Config") + " does not match its checksum"
                        + "; it is damaged: copy or make it again",
                refusal());
    }

    @Test
    void missingLayerIsNamedBeforeAnythingIsRead() throws Exception {
        addLayers("gzip");
        Map<String, Object> image = made.dockerImage(DockerNames.CRANE, "x:1", CONFIG);
        made.finishAsDocker(DockerNames.CRANE, List.of(image));
        String layer = ((List<?>) image.get("Layers")).getLast().toString();
        Files.delete(path.resolve(layer));
        assertEquals(
                path + ": it has no " + layer + "; it is incomplete: copy or make it again",
                assertThrows(ArchiveException.class, () -> OciImage.open(path, ImageSelector.ONLY, temporary))
                        .getMessage());
    }

    @Test
    void readsFormBeforeManifests() throws Exception {
        addLayers("cat");
        made.finishAsLegacy("x", "1", Map.of("os", "linux", "architecture", "arm64", "config", CONFIG));
        assertHasOnlyB();
        assertEquals(Set.of("/", "/b"), paths(Optional.of("x:1")));
        path = made.archived();
        try (OciImage image = OciImage.open(path, ImageSelector.ONLY, temporary)) {
            assertEquals(Set.of("/", "/b"), paths(image));
            assertEquals(List.of("/b"), image.configuration().command());
            assertEquals("linux/arm64", image.platform().orElseThrow().toString());
        }
        made.write("0/json", MadeImage.bytes("{\"parent\": \"1\"}"));
        path = made.archived();
        assertTrue(refusal().contains("its layers lie over each other in a circle"), refusal());
    }

    @ParameterizedTest
    @CsvSource({"--format=gnu", "--format=posix", "--sparse-version=0.0", "--sparse-version=0.1"})
    void sparseFileInOuterArchiveHasItsZeros(String format) throws Exception {
        made.layer("head -c 300000 /dev/zero > b; echo end >> b; mkdir d; head -c 70000 /dev/zero > d/c", "cat", "");
        made.finish(List.of(made.manifest("arm64", CONFIG)));
        HostProgram.BASH.run(
                "-c",
                "cp -r --sparse=always " + path + " " + path + ".sparse; rm -r " + path + "; mv " + path + ".sparse "
                        + path);
        path = made.archived("-S", format.startsWith("--sparse") ? "--format=posix" : format, format);
        assertTrue(Files.size(path) < 100_000, "the archive has its zeros");
        try (OciImage image = OciImage.open(path, ImageSelector.ONLY, temporary)) {
            String found = BuiltTree.of(image.layers(Excludes.NONE, this::note)).get("/b");
            assertTrue(found.startsWith("file of 300004 bytes"), found);
        }
    }

    @ParameterizedTest
    @CsvSource({"cat", "gzip", "zstd -q", "xz", "bzip2", "lz4 -q"})
    void readsCompressedArchiveFromPipe(String compressor) throws Exception {
        addLayers("gzip");
        finish(DockerNames.CRANE);
        path = made.archived();
        Path packed = directory.resolve("packed");
        HostProgram.BASH.run("-c", compressor + " < " + path + " > " + packed);
        path = packed;
        assertHasOnlyB();
        try (OciImage image =
                OciImage.open(Files.newInputStream(packed), "standard input", ImageSelector.ONLY, temporary)) {
            assertEquals(List.of(), names(temporary));
            assertEquals(Set.of("/", "/b"), paths(image));
        }
        Path pipe = directory.resolve("pipe");
        HostProgram.BASH.run("-c", "mkfifo " + pipe);
        Process writer =
                new ProcessBuilder("sh", "-c", "cat \"$0\" > \"$1\"", packed.toString(), pipe.toString()).start();
        path = pipe;
        assertHasOnlyB();
        assertEquals(0, writer.waitFor());
        assertEquals(List.of(), names(temporary));
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(Path::toString).toList();
        }
    }

    @Test
    void bytesBehindTheEndOfAnArchiveAreNotCopied() throws Exception {
        addLayers("gzip");
        finish(DockerNames.CRANE);
        Path archive = made.archived();
        path = directory.resolve("long.gz");
        HostProgram.BASH.run("-c", "{ cat " + archive + "; head -c 300000000 /dev/zero; } | gzip -1 > " + path);
        assertHasOnlyB();
    }

    @Test
    void refusesSparseFileOutOfProportion() throws Exception {
        addLayers("cat");
        finish(DockerNames.JIB);
        HostProgram.BASH.run("-c", "truncate -s 8T " + path + "/config.json");
        path = made.archived("-S");
        assertEquals(
                path + ": the sparse file config.json has 8796093022208 bytes, far more than the archive; pack it "
                        + "without tar -S",
                refusal());
    }

    @Test
    void acceptsImageListedOnceForEachTag() throws Exception {
        addLayers("gzip");
        Map<String, Object> one = made.dockerImage(DockerNames.CRANE, "x:1", CONFIG);
        Map<String, Object> two = new TreeMap<>(one);
        two.put("RepoTags", List.of("x:2"));
        made.finishAsDocker(DockerNames.CRANE, List.of(one, two));
        assertHasOnlyB();
        assertEquals(Set.of("/", "/b"), paths(Optional.of("x:1")));
        assertEquals(Set.of("/", "/b"), paths(Optional.of("x:2")));
    }

    /** The images of this form are different ones, also when their platforms are. */
    @ParameterizedTest
    @ValueSource(strings = {"arm64", "amd64"})
    void imageWithoutNameIsChosenByTheDigestOfItsConfiguration(String other) throws Exception {
        made.layer("echo 1 > a", "gzip", "");
        Map<String, Object> one = new TreeMap<>(made.dockerImage(DockerNames.DOCKER, "x:1", CONFIG, "arm64"));
        made.layer("echo 2 > b", "gzip", "");
        Map<String, Object> two = new TreeMap<>(made.dockerImage(DockerNames.DOCKER, "x:2", CONFIG, other));
        one.remove("RepoTags");
        two.remove("RepoTags");
        made.finishAsDocker(DockerNames.DOCKER, List.of(one, two));
        String first = one.get("Config").toString().replace(".json", "");
        String second = two.get("Config").toString().replace(".json", "");
        ImageSelector arm = new ImageSelector(Optional.empty(), Optional.of(Platform.parse("linux/arm64")));
        assertEquals(
                path + ": it has several images; choose one by its name after a colon: sha256:" + first + ", sha256:"
                        + second,
                assertThrows(ArchiveException.class, () -> OciImage.open(path, arm, temporary))
                        .getMessage());
        assertEquals(Set.of("/", "/b"), paths(Optional.of("sha256:" + second)));
        assertEquals(Set.of("/", "/b"), paths(Optional.of(second)));
        assertEquals(Set.of("/", "/b"), paths(Optional.of(second + ".json")));
    }

    @Test
    void imageWithoutConfigurationLeavesOthersReadable() throws Exception {
        addLayers("gzip");
        Map<String, Object> whole = made.dockerImage(DockerNames.CRANE, "x:1", CONFIG);
        made.finishAsDocker(DockerNames.CRANE, List.of(whole, Map.of("RepoTags", List.of("x:2"), "Layers", List.of())));
        assertEquals(Set.of("/", "/b"), paths(Optional.of("x:1")));
        assertEquals(
                path + ": its image number 2 of manifest.json has no configuration; it is damaged: copy or make it "
                        + "again",
                assertThrows(ArchiveException.class, () -> paths(Optional.of("x:2")))
                        .getMessage());
    }

    @Test
    void namesDirectoryWithoutRoomForTemporaryFile() throws Exception {
        addLayers("gzip");
        finish(DockerNames.CRANE);
        path = made.archived();
        HostProgram.GZIP.run("-f", path);
        path = Path.of(path + ".gz");
        temporary = directory.resolve("none");
        String message = refusal();
        assertTrue(message.startsWith(path + ": must be copied to a temporary file"), message);
        assertTrue(message.contains(temporary + " takes no such file"), message);
    }

    @ParameterizedTest
    @CsvSource({"gzip", "xz", "zstd -q"})
    void refusesCompressedFileThatHoldsNoArchive(String compressor) throws Exception {
        HostProgram.BASH.run("-c", "rm -r " + path + "; echo text | " + compressor + " > " + path);
        assertEquals(path + ": is not a tar archive; name an archive or a directory", refusal());
        HostProgram.BASH.run("-c", "head -c 1000000 /dev/zero | " + compressor + " > " + path);
        assertEquals(path + ": is not a tar archive; name an archive or a directory", refusal());
    }
}
