// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.oci;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tfskit.HostProgram;
import dev.tfskit.archive.BuiltTree;
import dev.tfskit.source.Excludes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Container images in the forms that skopeo writes. */
class SkopeoTest {

    private static final Map<String, Object> CONFIG = Map.of("Cmd", List.of("/b"));

    @TempDir
    private Path directory;

    private Path layout;
    private MadeImage made;

    @BeforeEach
    void create() throws Exception {
        layout = directory.resolve("layout");
        made = new MadeImage(layout);
    }

    /** An image of two layers. */
    private Map<String, Object> image(String architecture) throws Exception {
        made.layer("echo 1 > a", "gzip", "+gzip");
        made.layer("echo " + architecture + " > " + architecture + "; touch .wh.a", "gzip", "+gzip");
        return MadeImage.forPlatform(made.manifest(architecture, CONFIG), "linux", architecture);
    }

    private void copy(String target, String... options) throws Exception {
        List<Object> arguments = new ArrayList<>(List.of("--insecure-policy", "copy", "-q"));
        arguments.addAll(List.of(options));
        arguments.addAll(List.of("oci:" + layout + ":x", target));
        HostProgram.SKOPEO.run(arguments.toArray());
    }

    private Set<String> paths(Path path, Optional<String> platform) throws IOException {
        try (OciImage image =
                OciImage.open(path, new ImageSelector(Optional.empty(), platform.map(Platform::parse)), directory)) {
            return BuiltTree.of(image.layers(Excludes.NONE, notice -> {
                        throw new AssertionError(notice);
                    }))
                    .keySet();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "dir:, ''", "dir:, --format=v2s2", "dir:, --dest-compress --dest-compress-format=zstd",
                "dir:, --dest-decompress",
        "oci:, ''", "oci:, --dest-compress-format=zstd", "oci-archive:, ''", "docker-archive:, ''"
    })
    void imageIsTheSameInAllForms(String form, String option) throws Exception {
        made.finish(List.of(MadeImage.named(image("arm64"), "x")));
        Path copy = directory.resolve("copy");
        copy(
                form + copy + (form.equals("docker-archive:") ? ":x:1" : ""),
                option.isEmpty() ? new String[0] : option.split(" "));
        assertEquals(Set.of("/", "/arm64"), paths(copy, Optional.empty()));
    }

    @Test
    void directoryOfSeveralPlatformsHasIndex() throws Exception {
        made.finish(List.of(MadeImage.named(made.index(List.of(image("arm64"), image("ppc64le"))), "x")));
        Path copy = directory.resolve("copy");
        copy("dir:" + copy, "--all");
        assertEquals(Set.of("/", "/ppc64le"), paths(copy, Optional.of("linux/ppc64le")));
        assertEquals(Set.of("/", "/arm64"), paths(copy, Optional.of("linux/arm64")));
    }
}
