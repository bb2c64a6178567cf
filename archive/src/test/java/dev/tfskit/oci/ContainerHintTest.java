// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.oci;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tfskit.HostProgram;
import dev.tfskit.archive.Archives;
import dev.tfskit.archive.BuiltTree;
import dev.tfskit.source.Excludes;
import dev.tfskit.source.Notice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The archives and directories that get the hint that they store a container image, and those that do not. */
class ContainerHintTest {

    private static final Map<String, Object> CONFIG = Map.of("Cmd", List.of("/a"));

    @TempDir
    private Path directory;

    private MadeImage made;

    @BeforeEach
    void create() throws Exception {
        made = new MadeImage(directory.resolve("image"));
        made.layer("echo 1 > a", "gzip", "+gzip");
    }

    private List<Notice> hints(Path archive) throws IOException {
        List<Notice> hints = new ArrayList<>();
        BuiltTree.of(List.of(new ContainerHint(
                Archives.open(archive, Excludes.NONE, notice -> {
                    throw new AssertionError(notice);
                }),
                "name",
                hints::add)));
        return hints;
    }

    private void assertHint(Path archive) throws IOException {
        assertEquals(
                List.of(new Notice(
                        "name",
                        "looks like a container image, and was taken as a plain tree; give -r oci:name for the tree in "
                                + "its layers")),
                hints(archive));
    }

    @ParameterizedTest
    @EnumSource
    void hintsAtDockerSaveArchive(DockerNames naming) throws Exception {
        made.finishAsDocker(naming, List.of(made.dockerImage(naming, "x:1", CONFIG)));
        assertHint(made.archived());
    }

    @Test
    void hintsAtArchiveFromBeforeManifests() throws Exception {
        made.finishAsLegacy("x", "1", CONFIG);
        assertHint(made.archived());
    }

    @Test
    void hintsAtOciLayout() throws Exception {
        made.finish(List.of(made.manifest("arm64", CONFIG)));
        assertHint(made.archived());
    }

    @ParameterizedTest
    @ValueSource(strings = {"image", "image/blobs image/index.json"})
    void hintsAtOciLayoutThatWasPackedByItsName(String packed) throws Exception {
        made.finish(List.of(made.manifest("arm64", CONFIG)));
        HostProgram.BASH.runIn(directory, "C", "-c", "tar -cf named.tar " + packed);
        assertHint(directory.resolve("named.tar"));
    }

    @Test
    void directoryBesideOciLayoutGetsNoHint() throws Exception {
        made.finish(List.of(made.manifest("arm64", CONFIG)));
        HostProgram.BASH.runIn(directory, "C", "-c", "mkdir other; tar -cf both.tar image other");
        assertEquals(List.of(), hints(directory.resolve("both.tar")));
    }

    @Test
    void hintsAtDirectoryOfSkopeo() throws Exception {
        made.finish(List.of(MadeImage.named(made.manifest("arm64", CONFIG), "x")));
        Path copy = directory.resolve("copy");
        HostProgram.SKOPEO.run(
                "--insecure-policy", "copy", "-q", "oci:" + directory.resolve("image") + ":x", "dir:" + copy);
        HostProgram.TAR.run("-cf", directory.resolve("copy.tar"), "-C", copy, ".");
        assertHint(directory.resolve("copy.tar"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "touch manifest.json index.json repositories",
                "mkdir blobs; touch blobs/a manifest.json",
                "mkdir -p blobs/sha256; touch blobs/sha256/$(printf %064d 0)",
                "mkdir -p srv/blobs; touch srv/blobs/$(printf %064d 0) srv/layer.tar.gz manifest.json"
            })
    void anyOtherTreeGetsNoHint(String script) throws Exception {
        Path tree = directory.resolve("tree");
        HostProgram.BASH.run("-ec", "mkdir " + tree + "; cd " + tree + "; " + script);
        HostProgram.TAR.run("-cf", directory.resolve("tree.tar"), "-C", tree, ".");
        assertEquals(List.of(), hints(directory.resolve("tree.tar")));
    }
}
