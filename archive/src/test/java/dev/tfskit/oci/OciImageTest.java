// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.oci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.HostProgram;
import dev.tfskit.OpenDescriptors;
import dev.tfskit.archive.BuiltTree;
import dev.tfskit.archive.HandMadeTar;
import dev.tfskit.archive.TarIndex;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.error.ArchiveException;
import dev.tfskit.image.ImageBuilder;
import dev.tfskit.json.Json;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.source.EntryPatterns;
import dev.tfskit.source.Excludes;
import dev.tfskit.source.KernelDirectories;
import dev.tfskit.source.ListSource;
import dev.tfskit.source.Notice;
import dev.tfskit.source.TreeSource;
import dev.tfskit.text.Canonical;
import dev.tfskit.text.ManifestParser;
import dev.tfskit.value.CollidingNames;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.volume.Volume;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Container images in all their forms. */
class OciImageTest {

    private static final Map<String, Object> PLAIN = Map.of("Cmd", List.of("/a"));

    @TempDir
    private Path directory;

    private Path layout;
    private MadeImage made;
    private final List<String> notices = new ArrayList<>();

    @BeforeEach
    void create() throws IOException {
        layout = directory.resolve("layout");
        made = new MadeImage(layout);
    }

    private void note(Notice notice) {
        notices.add(notice.subject() + ": " + notice.text());
    }

    private SortedMap<String, String> tree(OciImage image) throws IOException {
        return BuiltTree.of(image.layers(Excludes.NONE, this::note));
    }

    private OciImage open() throws IOException {
        return open(Optional.empty(), Optional.empty());
    }

    private OciImage open(Optional<String> reference, Optional<String> platform) throws IOException {
        return OciImage.open(layout, new ImageSelector(reference, platform.map(Platform::parse)), directory);
    }

    private String refusal(Optional<String> reference, Optional<String> platform) {
        return assertThrows(ArchiveException.class, () -> tree(open(reference, platform)))
                .getMessage();
    }

    @Test
    void layersKeepTheContentsOfLeftOutFilesInTheGivenDirectory() throws Exception {
        made.layer("mkdir a; echo 1 > a/first; ln a/first b", "gzip", "+gzip");
        made.finish(List.of(made.manifest("arm64", PLAIN)));
        Excludes excludes = new Excludes(EntryPatterns.of(List.of("/a/first")), KernelDirectories.LEFT_EMPTY);
        try (OciImage image = open()) {
            assertEquals(
                    Set.of("/", "/a", "/b"),
                    BuiltTree.of(image.layers(excludes, this::note)).keySet());
        }
        Path missing = directory.resolve("missing");
        try (OciImage image = OciImage.open(layout, ImageSelector.ONLY, missing)) {
            IOException refusal =
                    assertThrows(IOException.class, () -> BuiltTree.of(image.layers(excludes, this::note)));
            assertTrue(refusal.getMessage().contains("needs a temporary file in " + missing), refusal.getMessage());
        }
    }

    @Test
    void errorOfTheStreamLeavesNoDescriptor() throws IOException {
        InputStream exhausting = new InputStream() {
            @Override
            public int read() {
                throw new OutOfMemoryError("no memory, as the test wants");
            }
        };
        assertThrows(OutOfMemoryError.class, () -> OciImage.open(exhausting, "-", ImageSelector.ONLY, directory));
        assertEquals(List.of(), OpenDescriptors.below(directory));
    }

    @Test
    void streamThatCannotBeClosedLeavesNoDescriptor() throws IOException {
        InputStream failing = new FilterInputStream(new ByteArrayInputStream(new byte[10_240])) {
            @Override
            public void close() throws IOException {
                throw new IOException("cannot be closed, as the test wants");
            }
        };
        assertThrows(IOException.class, () -> TarIndex.of(failing, "-", directory));
        assertEquals(List.of(), OpenDescriptors.below(directory));
    }

    /** One layer with one file, named as the image. */
    private Map<String, Object> smallImage(String name, String architecture) throws Exception {
        made.layer("echo " + name + " > " + name, "cat", "");
        return made.manifest(architecture, PLAIN);
    }

    private void plantLayers() throws Exception {
        made.layer(
                "mkdir -p etc/old opaque/below both gone/deep; echo 1 > etc/changed; echo 1 > etc/kept; echo 1 > "
                        + "opaque/below/file;"
                        + " echo 1 > both/old; echo 1 > gone/deep/file; ln etc/kept etc/linked",
                "gzip",
                "+gzip");
        made.layer(
                "mkdir -p etc opaque both; touch .wh.gone etc/.wh.old opaque/.wh..wh..opq both/.wh.old; echo 2 > "
                        + "both/.new;"
                        + " echo changed > etc/changed; echo 2 > opaque/new; mkdir .wh..wh.plnk; touch "
                        + ".wh..wh.plnk/1 .wh..wh.aufs",
                "zstd -q",
                "+zstd");
        made.layer("mkdir etc; touch etc/.wh.kept; echo 3 > top", "cat", "");
    }

    private void checkLayers(SortedMap<String, String> found) {
        assertEquals(
                Set.of(
                        "/",
                        "/both",
                        "/both/.new",
                        "/etc",
                        "/etc/changed",
                        "/etc/linked",
                        "/opaque",
                        "/opaque/new",
                        "/top"),
                found.keySet());
        assertTrue(found.get("/etc/changed").startsWith("file of 8 bytes"), found.get("/etc/changed"));
        assertEquals(List.of(), notices);
    }

    @Test
    void layersReplaceAndRemoveEntriesOfLowerLayers() throws Exception {
        plantLayers();
        made.finish(List.of(made.manifest("arm64", PLAIN)));
        checkLayers(tree(open()));
    }

    /** As {@code umoci insert} writes it. */
    @Test
    void layerMayEndBehindContentsOfItsLastEntry() throws Exception {
        made.plainLayer(Arrays.copyOf(new HandMadeTar().file("a", "text").end(), 512 + 4));
        made.finish(List.of(made.manifest("arm64", PLAIN)));
        assertTrue(tree(open()).get("/a").startsWith("file of 4 bytes"));
        assertEquals(List.of(), notices);
    }

    @Test
    void whiteoutsRemoveNothingThatOtherSourcesBring() throws Exception {
        plantLayers();
        made.finish(List.of(made.manifest("arm64", PLAIN)));
        List<TreeSource> sources = new ArrayList<>();
        sources.add(new ListSource()
                .directory("gone")
                .directory("gone", "live")
                .directory("opaque")
                .directory("opaque", "live")
                .directory("both")
                .directory("both", "live"));
        sources.addAll(open().layers(Excludes.NONE, this::note));
        SortedMap<String, String> found = BuiltTree.of(sources);
        for (String kept : List.of("/both/live", "/gone", "/gone/live", "/opaque/live")) {
            assertTrue(found.containsKey(kept), kept);
            found.remove(kept);
        }
        checkLayers(found);
    }

    /**
     * umoci compares name by name: it says of all that was in a directory that it has gone, also when the directory is
     * no more.
     */
    @Test
    void entriesOfAReplacedDirectoryAreRemoved() throws Exception {
        made.layer(
                "mkdir -p file/deep link opaque other far; ln -s far way;"
                        + " touch file/a file/deep/b link/c opaque/d other/c other/d far/e",
                "cat",
                "");
        String names = "file/.wh.a file/deep/.wh.b file/deep/.wh..wh..opq file/.wh..wh..opq link/.wh.c "
                + "opaque/.wh..wh..opq way/.wh.e";
        String append = "{ cat > ../layer.tar; mkdir -p ../gone/file/deep ../gone/link ../gone/opaque ../gone/way; cd "
                + "../gone; touch "
                + names + "; tar --append -f ../layer.tar " + names + "; cat ../layer.tar; }";
        made.layer("echo new > file; ln -s other link; ln -s other opaque", append, "");
        made.finish(List.of(made.manifest("arm64", PLAIN)));
        SortedMap<String, String> found = tree(open());
        assertEquals(
                Set.of("/", "/far", "/file", "/link", "/opaque", "/other", "/other/c", "/other/d", "/way"),
                found.keySet());
        assertTrue(found.get("/file").startsWith("file of 4 bytes"), found.get("/file"));
        assertTrue(found.get("/link").startsWith("link"), found.get("/link"));
    }

    @Test
    void whiteoutsOfTheLowestLayerRemoveNothing() throws Exception {
        made.layer("mkdir d; touch .wh.x x d/-first d/.wh..wh..opq .wh..wh..opq", "cat", "");
        made.finish(List.of(made.manifest("arm64", PLAIN)));
        assertEquals(Set.of("/", "/d", "/d/-first", "/x"), tree(open()).keySet());
    }

    @Test
    void readsLayoutFromTarArchive() throws Exception {
        plantLayers();
        made.finish(List.of(made.manifest("arm64", PLAIN)));
        layout = made.archived();
        checkLayers(tree(open()));
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void readsOlderFormOfDockerSave(boolean archived) throws Exception {
        made.layer("mkdir d; echo 1 > d/a; echo 1 > d/b", "cat", "");
        made.layer("mkdir d; touch d/.wh.a", "cat", "");
        made.finishAsDocker("some/app:1.2", Map.of("Entrypoint", List.of("/d/b")));
        layout = archived ? made.archived() : layout;
        assertEquals(Set.of("/", "/d", "/d/b"), tree(open()).keySet());
        assertEquals(
                Set.of("/", "/d", "/d/b"),
                tree(open(Optional.of("app:1.2"), Optional.empty())).keySet());
        assertEquals(
                layout + ": it has no image other; choose one of some/app:1.2",
                refusal(Optional.of("other"), Optional.empty()));
    }

    @Test
    void platformChoosesFromIndex() throws Exception {
        Map<String, Object> arm = MadeImage.forPlatform(smallImage("arm", "arm64"), "linux", "arm64");
        Map<String, Object> power = MadeImage.forPlatform(smallImage("power", "ppc64le"), "linux", "ppc64le");
        Map<String, Object> statement = MadeImage.forPlatform(smallImage("statement", "unknown"), "unknown", "unknown");
        made.finish(List.of(made.index(List.of(arm, statement, power))));
        assertEquals(
                Set.of("/", "/arm"),
                tree(open(Optional.empty(), Optional.of("linux/arm64/v8"))).keySet());
        assertEquals(
                Set.of("/", "/power"),
                tree(open(Optional.empty(), Optional.of("linux/ppc64le"))).keySet());
        assertEquals(
                layout + ": it has no image for linux/s390x; choose with --platform from linux/arm64, linux/ppc64le",
                refusal(Optional.empty(), Optional.of("linux/s390x")));
    }

    @Test
    void onlyPlatformIsChosenWithoutNotice() throws Exception {
        made.finish(List.of(smallImage("power", "ppc64le")));
        assertEquals(Set.of("/", "/power"), tree(open()).keySet());
        assertEquals("linux/ppc64le", open().platform().orElseThrow().toString());
    }

    @Test
    void tagChoosesAmongSeveralImages() throws Exception {
        made.finish(List.of(
                MadeImage.named(smallImage("one", "arm64"), "example.org/one:1"),
                MadeImage.named(smallImage("two", "arm64"), "2")));
        assertEquals(
                Set.of("/", "/one"),
                tree(open(Optional.of("one:1"), Optional.empty())).keySet());
        assertEquals(
                Set.of("/", "/two"),
                tree(open(Optional.of("2"), Optional.empty())).keySet());
        assertEquals(
                layout + ": it has several images; choose one by its name after a colon: example.org/one:1, 2",
                refusal(Optional.empty(), Optional.empty()));
        assertEquals(
                layout + ": it has no image 3; choose one of example.org/one:1, 2",
                refusal(Optional.of("3"), Optional.empty()));
    }

    @Test
    void indexesMayLieInIndexesAndAttestationsArePassedOver() throws Exception {
        Map<String, Object> arm = MadeImage.forPlatform(smallImage("arm", "arm64"), "linux", "arm64");
        Map<String, Object> power = MadeImage.forPlatform(smallImage("power", "ppc64le"), "linux", "ppc64le");
        made.blobLayer("application/vnd.in-toto+json", MadeImage.bytes("{}"));
        Map<String, Object> attestation = MadeImage.forPlatform(made.manifest("unknown", PLAIN), "unknown", "unknown");
        made.blobLayer("application/vnd.dev.cosign.simplesigning.v1+json", MadeImage.bytes("{}"));
        Map<String, Object> signature = made.manifest("", PLAIN);
        Map<String, Object> inner = made.index(List.of(attestation, power, arm));
        made.finish(List.of(
                MadeImage.named(made.index(List.of(inner)), "app:1"), MadeImage.named(signature, "sha256-12.sig")));
        assertEquals(
                Set.of("/", "/arm"),
                tree(open(Optional.empty(), Optional.of("linux/arm64"))).keySet());
        assertEquals(
                layout + ": a layer of the type 'application/vnd.dev.cosign.simplesigning.v1+json' cannot be "
                        + "unpacked; store the image with layers of gzip or zstd",
                refusal(Optional.of("sha256-12.sig"), Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource({
        "gzip, application/vnd.docker.image.rootfs.diff.tar.gzip",
        "zstd -q, application/vnd.docker.image.rootfs.diff.tar.zstd",
        "cat, application/vnd.docker.image.rootfs.diff.tar",
        "gzip, application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
        "zstd -q, application/vnd.oci.image.layer.v1.tar+zstd",
        "zstd -q, application/vnd.oci.image.layer.nondistributable.v1.tar+zstd",
        "gzip, application/vnd.oci.image.layer.nondistributable.v1.tar+gzip"
    })
    void recognisesLayerTypesOfDockerAndOci(String compressor, String type) throws Exception {
        made.layer("echo 1 > a", compressor, "");
        made.lastLayer().put("mediaType", type);
        made.finish(List.of(made.manifest("arm64", PLAIN)));
        assertEquals(Set.of("/", "/a"), tree(open()).keySet());
    }

    @Test
    void namesMissingForeignLayerWithItsAddress() throws Exception {
        made.layer("echo 1 > a", "gzip", "");
        Map<String, Object> layer = made.lastLayer();
        layer.put("mediaType", "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip");
        layer.put("urls", List.of("https://example.org/layer"));
        Files.delete(made.blobFile(layer));
        made.finish(List.of(made.manifest("arm64", PLAIN)));
        String digest = layer.get("digest").toString();
        assertEquals(
                layout + ": the foreign layer 1 (" + digest.substring(0, 19)
                        + ") is missing; put what is at https://example.org/layer into it as blobs/"
                        + digest.replace(':', '/'),
                refusal(Optional.empty(), Optional.empty()));
    }

    /** A store that has pulled one platform keeps the index of all of them. */
    @Test
    void acceptsIndexThatListsMissingPlatforms() throws Exception {
        Map<String, Object> arm = MadeImage.forPlatform(smallImage("arm", "arm64"), "linux", "arm64");
        Map<String, Object> power = MadeImage.forPlatform(smallImage("power", "ppc64le"), "linux", "ppc64le");
        Files.delete(made.blobFile(arm));
        made.finish(List.of(made.index(List.of(arm, power))));
        assertEquals(Set.of("/", "/power"), tree(open()).keySet());
        assertEquals(
                layout + ": it has no image for linux/arm64; choose with --platform from linux/ppc64le",
                refusal(Optional.empty(), Optional.of("linux/arm64")));
        Files.delete(made.blobFile(power));
        assertEquals(
                layout + ": it has no blobs/" + arm.get("digest").toString().replace(':', '/')
                        + "; it is incomplete: copy or make it again",
                refusal(Optional.empty(), Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource({
        "linux/amd64, plain",
        "linux/amd64/v3, third",
        "linux/arm, seventh",
        "linux/arm/v7, seventh",
        "linux/arm/v6, sixth",
        "linux/arm64, first"
    })
    void exactPlatformIsPreferredToTheFirstThatFits(String platform, String name) throws Exception {
        made.finish(List.of(made.index(List.of(
                variant("third", "amd64", "v3"),
                variant("plain", "amd64", ""),
                variant("sixth", "arm", "v6"),
                variant("seventh", "arm", "v7"),
                variant("first", "arm64", "v8"),
                variant("second", "arm64", "")))));
        assertEquals(
                Set.of("/", "/" + name),
                tree(open(Optional.empty(), Optional.of(platform))).keySet());
    }

    private Map<String, Object> variant(String name, String architecture, String variant) throws Exception {
        Map<String, Object> descriptor = smallImage(name, architecture);
        descriptor.put(
                "platform",
                variant.isEmpty()
                        ? Map.of("os", "linux", "architecture", architecture)
                        : Map.of("os", "linux", "architecture", architecture, "variant", variant));
        return descriptor;
    }

    @Test
    void refusesTwoImagesForTheSamePlatform() throws Exception {
        Map<String, Object> one = smallImage("one", "arm64");
        Map<String, Object> two = smallImage("two", "arm64");
        made.finish(List.of(one, two));
        assertEquals(
                layout + ": it has several images; choose one by its name after a colon: " + one.get("digest") + ", "
                        + two.get("digest"),
                refusal(Optional.empty(), Optional.of("linux/arm64")));
        assertEquals(
                Set.of("/", "/two"),
                tree(open(Optional.of(two.get("digest").toString()), Optional.empty()))
                        .keySet());
    }

    @Test
    void excludesDoNotDisableWhiteouts() throws Exception {
        made.layer("mkdir d; echo 1 > a; echo 1 > d/b; echo 1 > .hidden", "gzip", "+gzip");
        made.layer(
                "mkdir d .wh..wh.plnk; touch .wh.a d/.wh..wh..opq; echo 2 > .wh..wh.plnk/10.20; "
                        + "ln .wh..wh.plnk/10.20 c",
                "gzip",
                "+gzip");
        made.finish(List.of(made.manifest("arm64", PLAIN)));
        Excludes dots = new Excludes(EntryPatterns.of(List.of(".*", "*.20")), KernelDirectories.LEFT_EMPTY);
        assertEquals(
                Set.of("/", "/c", "/d"),
                BuiltTree.of(open().layers(dots, this::note)).keySet());
        assertEquals(List.of(), notices);
    }

    @Test
    void refusalOfEntryBelowFileNamesLayer() throws Exception {
        made.plainLayer(new HandMadeTar().file("a", "1").end());
        made.plainLayer(new HandMadeTar().file("a/b", "2").end());
        String digest = made.lastLayer().get("digest").toString();
        made.finish(List.of(made.manifest("arm64", PLAIN)));
        FileSystemException refusal = assertThrows(FileSystemException.class, () -> tree(open()));
        assertEquals(
                layout + ", layer 2 (" + digest.substring(0, 19)
                        + "): the entry /a/b is below a, which is not a directory; leave it out",
                refusal.getMessage());
    }

    /** What aufs made of a file with two names. */
    @Test
    void linksIntoTheLinkDirectoryOfAufsBecomeFiles() throws Exception {
        made.layer(
                "mkdir .wh..wh.plnk d; echo 12345 > .wh..wh.plnk/10.20; ln .wh..wh.plnk/10.20 a; "
                        + "ln .wh..wh.plnk/10.20 d/b; touch .wh..wh.aufs; mkdir .wh..wh.orph",
                "gzip",
                "+gzip");
        made.layer("mkdir d; touch d/.wh.b; echo 6 > c", "gzip", "+gzip");
        made.finish(List.of(made.manifest("arm64", PLAIN)));
        SortedMap<String, String> found = tree(open());
        assertEquals(Set.of("/", "/a", "/c", "/d"), found.keySet());
        assertTrue(found.get("/a").startsWith("file of 6 bytes"), found.get("/a"));
    }

    @Test
    void textBehindThePathIsTheReference() throws IOException {
        Path odd = Files.createDirectory(directory.resolve("with:colon"));
        assertEquals(Optional.of(new OciLocation(odd, Optional.empty())), OciLocation.find(odd.toString()));
        assertEquals(
                Optional.of(new OciLocation(odd, Optional.of("host:5000/app:1"))),
                OciLocation.find(odd + ":host:5000/app:1"));
        assertEquals(
                Optional.empty(), OciLocation.find(directory.resolve("none:1").toString()));
        assertEquals(Optional.empty(), OciLocation.find(""));
    }

    /** On Windows, that is every text with a reference. */
    @Test
    void textThatIsNoPossiblePathCanBeginWithOne() throws IOException {
        Path image = Files.createDirectory(directory.resolve("image"));
        assertEquals(Optional.of(new OciLocation(image, Optional.of("app:\0"))), OciLocation.find(image + ":app:\0"));
        assertEquals(Optional.empty(), OciLocation.find("\0:app"));
    }

    @Test
    void refusesBlobWithAnotherDigest() throws Exception {
        made.layer("head -c 1000000 /dev/zero > a", "cat", "");
        Map<String, Object> manifest = made.manifest("arm64", PLAIN);
        made.finish(List.of(manifest));
        Json document = Json.parse(Files.readAllBytes(made.blobFile(manifest)), "", "");
        String digest = document.get("layers")
                .elements()
                .getFirst()
                .get("digest")
                .text()
                .orElseThrow();
        Path layer = made.blobFile(Map.of("digest", digest));
        byte[] bytes = Files.readAllBytes(layer);
        bytes[600_000] = 1;
        Files.write(layer, bytes);
        assertEquals(
                layout + ": the blob " + digest + " does not match its checksum"
                        + "; it is damaged: copy or make it again",
                refusal(Optional.empty(), Optional.empty()));
        Files.delete(layer);
        assertEquals(
                layout + ": it has no blobs/" + digest.replace(':', '/') + "; it is incomplete: copy or make it again",
                refusal(Optional.empty(), Optional.empty()));
    }

    /** The digests are right, so the image was made so. */
    @Test
    void refusesLayerWithOtherBytesBehindItsCompressedData() throws Exception {
        made.layer(new HandMadeTar().file("a", "text").end(), "{ gzip; echo more; }", "+gzip");
        String digest = made.lastLayer().get("digest").toString();
        made.finish(List.of(made.manifest("arm64", PLAIN)));
        String refusal = refusal(Optional.empty(), Optional.empty());
        assertTrue(
                refusal.matches("\\Q" + layout + ", layer 1 (" + digest.substring(0, 19)
                        + "): \\Eits gzip data are followed by other bytes, near byte [0-9]+; "
                        + "it is damaged: copy or make it again"),
                refusal);
    }

    /** No option makes tfs-mkfs read the bytes behind the end of a layer. */
    @ParameterizedTest
    @CsvSource({"1024, has bytes after the mark at its end", "512, has a lone block of zeros at byte 1024"})
    void bytesBehindTheEndOfALayerAreReportedWithoutAdvice(int zeros, String report) throws Exception {
        byte[] end = Arrays.copyOf(new HandMadeTar().file("a", "text").end(), 1024 + zeros);
        ByteArrayOutputStream layer = new ByteArrayOutputStream();
        layer.writeBytes(end);
        layer.writeBytes(new HandMadeTar().file("b", "text").end());
        made.plainLayer(layer.toByteArray());
        made.finish(List.of(made.manifest("arm64", PLAIN)));
        assertEquals(Set.of("/", "/a"), tree(open()).keySet());
        assertEquals(1, notices.size(), notices::toString);
        assertTrue(notices.getFirst().contains("): " + report), notices::toString);
        assertFalse(notices.getFirst().contains("--"), notices::toString);
    }

    @Test
    void documentsAreVerifiedToo() throws Exception {
        Map<String, Object> manifest = smallImage("a", "arm64");
        made.finish(List.of(manifest));
        Files.writeString(made.blobFile(manifest), Files.readString(made.blobFile(manifest)) + " ");
        assertTrue(refusal(Optional.empty(), Optional.empty()).contains("does not match its checksum"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{|index.json is not JSON",
                "[1, 2] 3|has further bytes after its end",
                "{}|has no image",
                "{\"manifests\": [{\"digest\": \"sha256:../../etc\"}]}|of the form sha256:HEX",
                "{\"manifests\": [{}]}|without a digest"
            })
    void malformedDocumentsAreRefused(String document, String reason) throws IOException {
        Files.writeString(layout.resolve("index.json"), document);
        assertTrue(
                refusal(Optional.empty(), Optional.empty()).contains(reason),
                refusal(Optional.empty(), Optional.empty()));
    }

    @Test
    void nestingWithoutEndIsRefused() throws IOException {
        Files.writeString(layout.resolve("index.json"), "[".repeat(1_000_000));
        assertTrue(refusal(Optional.empty(), Optional.empty()).contains("is not JSON"));
    }

    @Test
    void namesDoNotLeadOutOfTheLayout() throws IOException {
        Files.writeString(directory.resolve("secret"), "{}");
        Files.writeString(layout.resolve("manifest.json"), "[{\"Config\": \"../secret\", \"Layers\": []}]");
        assertEquals(
                layout + ": the name ../secret leads out of it; it is damaged: copy or make it again",
                refusal(Optional.empty(), Optional.empty()));
        Files.writeString(layout.resolve("manifest.json"), "[{\"Config\": \"\\ud800\", \"Layers\": []}]");
        assertTrue(refusal(Optional.empty(), Optional.empty())
                .endsWith(" cannot be that of a file; it is damaged: copy or make it again"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tar -cf named layout", "tar -czf named ./layout", "mkdir named; mv layout named"})
    void layoutMayBeInTheOnlyDirectory(String script) throws Exception {
        made.finish(List.of(smallImage("a", "arm64")));
        HostProgram.BASH.runIn(directory, "C", "-c", script);
        layout = directory.resolve("named");
        assertEquals(Set.of("/", "/a"), tree(open()).keySet());
    }

    /** The names in the list are those of the directory, and so is a link from one layer to another. */
    @ParameterizedTest
    @EnumSource
    void dockerArchiveMayBeInTheOnlyDirectory(DockerNames naming) throws Exception {
        made.layer("echo a > a", "cat", "");
        made.finishAsDocker(naming, List.of(made.dockerImage(naming, "x:1", PLAIN)));
        HostProgram.BASH.runIn(directory, "C", "-c", "tar -cf named layout");
        layout = directory.resolve("named");
        assertEquals(Set.of("/", "/a"), tree(open()).keySet());
    }

    @Test
    void refusesLayoutThatIsNotAlone() throws Exception {
        made.finish(List.of(smallImage("a", "arm64")));
        HostProgram.BASH.runIn(directory, "C", "-c", "touch other; tar -cf named layout other");
        layout = directory.resolve("named");
        assertEquals(
                layout
                        + ": is not a container image: it has neither index.json nor manifest.json; name "
                        + "the directory or archive of one",
                refusal(Optional.empty(), Optional.empty()));
    }

    @Test
    void refusesPathWithoutAContainerImage() throws Exception {
        assertEquals(
                layout
                        + ": is not a container image: it has neither index.json nor manifest.json; name "
                        + "the directory or archive of one",
                refusal(Optional.empty(), Optional.empty()));
        layout = directory.resolve("file");
        Files.writeString(layout, "text");
        assertEquals(
                layout + ": is not a tar archive; name an archive or a directory",
                refusal(Optional.empty(), Optional.empty()));
    }

    private RunConfiguration configuration(Map<String, Object> config) throws Exception {
        made.layer(
                "mkdir -p usr/bin opt/app; touch usr/bin/tool opt/app/run; chmod +x usr/bin/tool; ln -s usr/bin bin",
                "cat",
                "");
        made.finish(List.of(made.manifest("arm64", config)));
        return open().configuration();
    }

    @Test
    void configurationBecomesAttributesOfRoot() throws Exception {
        RunConfiguration configuration = configuration(Map.of(
                "Entrypoint",
                List.of("./run", "--fast"),
                "Cmd",
                List.of("a b"),
                "Env",
                List.of("PATH=/bin", "X=1=2"),
                "WorkingDir",
                "/opt/app"));
        Tuple expected = ManifestParser.parseTuple(
                MadeImage.bytes("(arguments:[./run --fast \"a b\"] cwd:/opt/app environment:(PATH:/bin X:1=2))"));
        assertEquals(Canonical.text(expected), Canonical.text(configuration.attributes()));
        configuration.warnAboutShell(this::note);
        assertEquals(List.of(), notices);
    }

    @Test
    void stringInPlaceOfListIsOneWord() throws Exception {
        assertEquals(
                List.of("./run", "a b"),
                configuration(Map.of("Entrypoint", "./run", "Cmd", "a b")).command());
    }

    static List<Arguments> refusesValuesOfAnotherKind() {
        return List.of(
                Arguments.of("Env", "PATH=/bin", "a string", "a list of strings"),
                Arguments.of("Env", Map.of("PATH", "/bin"), "an object", "a list of strings"),
                Arguments.of("Cmd", List.of("/a", 1), "a number", "a list of strings"),
                Arguments.of("Cmd", true, "true", "a list of strings"),
                Arguments.of("Entrypoint", List.of(List.of("/a")), "a list", "a list of strings"),
                Arguments.of("WorkingDir", List.of("/a"), "a list", "a string"));
    }

    @ParameterizedTest
    @MethodSource
    void refusesValuesOfAnotherKind(String key, Object value, String found, String expected) {
        String refusal = assertThrows(ArchiveException.class, () -> configuration(Map.of(key, value)))
                .getMessage();
        assertTrue(
                refusal.startsWith(layout + ": its configuration has " + found + " as " + key + " (line 1"), refusal);
        assertTrue(
                refusal.endsWith("), where " + expected + " is expected; it is damaged: copy or make it again"),
                refusal);
    }

    @Test
    void emptyStringAsEntrypointIsNone() throws Exception {
        assertEquals(
                List.of("./run"),
                configuration(Map.of("Entrypoint", "", "Cmd", List.of("./run"))).command());
    }

    @Test
    void programWithoutDirectoryIsSearchedInTree() throws Exception {
        RunConfiguration configuration =
                configuration(Map.of("Cmd", List.of("tool"), "Env", List.of("PATH=/none:/opt/app:/bin")));
        MemoryDevice device = new MemoryDevice();
        new ImageBuilder(new Identity(new UUID(1, 2), Label.of("")), this::note)
                .build(() -> device, open().layers(Excludes.NONE, this::note));
        assertEquals(Text.of("/usr/bin/tool"), configuration.findProgram(Volume.open(device)));
        RunConfiguration withoutMode =
                new RunConfiguration("image", List.of("run"), Map.of("PATH", "/none:/opt/app"), "/");
        assertEquals(Text.of("/opt/app/run"), withoutMode.findProgram(Volume.open(device)));
        RunConfiguration byPath = new RunConfiguration("image", List.of("../../bin/tool"), Map.of(), "/opt/app");
        assertEquals(Text.of("/usr/bin/tool"), byPath.findProgram(Volume.open(device)));
        RunConfiguration missing = new RunConfiguration("image", List.of("./none"), Map.of(), "/opt/app");
        assertEquals(Text.of("/opt/app/none"), missing.findProgram(Volume.open(device)));
        RunConfiguration other = new RunConfiguration("image", List.of("walk"), Map.of("PATH", "/opt/app"), "/");
        assertEquals(
                "image: its program walk is in no directory of its PATH, /opt/app; "
                        + "name it with -t '(program:/bin/app)'",
                assertThrows(ArchiveException.class, () -> other.findProgram(Volume.open(device)))
                        .getMessage());
        RunConfiguration unnamed = new RunConfiguration("image", List.of(""), Map.of(), "/");
        assertEquals(
                "image: the name of the program is empty; name it with -t '(program:/bin/app)'",
                assertThrows(ArchiveException.class, () -> unnamed.findProgram(Volume.open(device)))
                        .getMessage());
    }

    @Test
    @Timeout(60)
    void noticesWithEqualHashesDoNotMakeItSlow() throws Exception {
        String[] records = CollidingNames.of(1 << 16).stream()
                .map(name -> "SCHILY.xattr." + name.decode() + "=x")
                .toArray(String[]::new);
        made.plainLayer(new HandMadeTar().records('x', records).file("a", "").end());
        made.finish(List.of(made.manifest("arm64", PLAIN)));
        tree(open());
        assertEquals(records.length, notices.size());
    }

    @Test
    void entrypointThatIsAShellGivesANotice() throws Exception {
        configuration(Map.of("Entrypoint", List.of("/bin/sh", "-c", "exec tool")))
                .warnAboutShell(this::note);
        assertEquals(
                List.of(layout
                        + ": is started through a shell; Nanos runs one program and no other, so name "
                        + "it and its arguments with -t '(program:/bin/app arguments:[app])'"),
                notices);
    }

    @Test
    void emptyEntrypointIsNone() throws Exception {
        assertEquals(
                List.of("/usr/bin/tool", "-v"),
                configuration(Map.of("Entrypoint", List.of(""), "Cmd", List.of("/usr/bin/tool", "-v")))
                        .command());
    }

    @Test
    void refusedLayerLeavesNoThread() throws Exception {
        byte[] noise = new byte[4 << 20];
        new Random(1).nextBytes(noise);
        made.layer(noise, "gzip -1", "+gzip");
        made.finish(List.of(made.manifest("arm64", PLAIN)));
        try (OciImage image = open();
                TreeSource layer = image.layers(Excludes.NONE, this::note).getFirst()) {
            // Other tests have unpackers of their own at the same time; a thread is of the group of the one that made
            // it.
            ThreadGroup group = new ThreadGroup("layer");
            FutureTask<ArchiveException> reading =
                    new FutureTask<>(() -> assertThrows(ArchiveException.class, layer::next));
            new Thread(group, reading).start();
            String refusal = reading.get().getMessage();
            assertTrue(refusal.endsWith("): is not a tar archive; it is damaged: copy or make it again"), refusal);
            Thread[] left = new Thread[8];
            int count = group.enumerate(left);
            for (Thread thread : Arrays.copyOf(left, count)) {
                assertTrue(thread.join(Duration.ofSeconds(10)), thread::getName);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"linux/arm, seventh", "linux/arm/v6, sixth", "linux/amd64, third"})
    void imagesWithoutNamesAreOneForSeveralPlatforms(String platform, String name) throws Exception {
        made.finish(List.of(
                variant("third", "amd64", "v3"),
                variant("second", "amd64", "v2"),
                variant("sixth", "arm", "v6"),
                variant("seventh", "arm", "v7")));
        assertEquals(
                Set.of("/", "/" + name),
                tree(open(Optional.empty(), Optional.of(platform))).keySet());
    }

    /** Docker lists images that were named by their ids so. */
    @Test
    void imagesWithoutNamesAreDifferentOnesInLayoutOfDocker() throws Exception {
        Map<String, Object> one = variant("one", "amd64", "");
        Map<String, Object> two = variant("two", "arm64", "");
        made.finish(List.of(one, two));
        made.write("manifest.json", MadeImage.bytes("[]"));
        assertEquals(
                layout + ": it has several images; choose one by its name after a colon: " + one.get("digest") + ", "
                        + two.get("digest"),
                refusal(Optional.empty(), Optional.of("linux/amd64")));
        String digits = two.get("digest").toString().replace("sha256:", "");
        assertEquals(
                Set.of("/", "/two"),
                tree(open(Optional.of(digits), Optional.empty())).keySet());
    }

    @Test
    void digestChoosesAmongImagesWithOneTag() throws Exception {
        Map<String, Object> one = MadeImage.named(smallImage("one", "arm64"), "latest");
        Map<String, Object> two = MadeImage.named(smallImage("two", "arm64"), "latest");
        made.finish(List.of(one, two, two));
        String several = layout + ": it has several images; choose one by its name after a colon: " + one.get("digest")
                + ", " + two.get("digest");
        assertEquals(several, refusal(Optional.empty(), Optional.of("linux/arm64")));
        assertEquals(several, refusal(Optional.of("latest"), Optional.of("linux/arm64")));
        assertEquals(
                Set.of("/", "/two"),
                tree(open(Optional.of(two.get("digest").toString()), Optional.empty()))
                        .keySet());
    }

    @ParameterizedTest
    @CsvSource({"linux/amd64, one", "linux/arm64, two"})
    void imagesWithOneTagAreOneForSeveralPlatforms(String platform, String name) throws Exception {
        Map<String, Object> one = MadeImage.forPlatform(smallImage("one", "amd64"), "linux", "amd64");
        Map<String, Object> two = MadeImage.forPlatform(smallImage("two", "arm64"), "linux", "arm64");
        made.finish(
                List.of(MadeImage.named(one, "1.0"), MadeImage.named(one, "latest"), MadeImage.named(two, "latest")));
        assertEquals(
                Set.of("/", "/" + name),
                tree(open(Optional.of("latest"), Optional.of(platform))).keySet());
    }

    @ParameterizedTest
    @CsvSource({"linux/amd64, one", "linux/arm64, two"})
    void imagesThatShareOneOfTheirTagsAreOneForSeveralPlatforms(String platform, String name) throws Exception {
        Map<String, Object> one = smallImage("one", "amd64");
        Map<String, Object> two = smallImage("two", "arm64");
        made.finish(
                List.of(MadeImage.named(one, "1.0"), MadeImage.named(one, "latest"), MadeImage.named(two, "latest")));
        assertEquals(
                Set.of("/", "/" + name),
                tree(open(Optional.empty(), Optional.of(platform))).keySet());
    }

    @ParameterizedTest
    @CsvSource({
        "linux/amd64, latest, one",
        "linux/arm64, latest, two",
        "linux/arm64, app, two",
        "linux/arm64, example.org/app:latest, two",
        "linux/arm64, , two"
    })
    void imagesThatShareOneOfTheirFullNamesAreOneForSeveralPlatforms(
            String platform, @Nullable String reference, String name) throws Exception {
        Map<String, Object> one = smallImage("one", "amd64");
        Map<String, Object> two = smallImage("two", "arm64");
        made.finish(List.of(
                MadeImage.namedByDocker(one, "example.org/app", "latest"),
                MadeImage.namedByDocker(one, "example.com/app", "latest"),
                MadeImage.namedByDocker(two, "example.org/app", "latest")));
        assertEquals(
                Set.of("/", "/" + name),
                tree(open(Optional.ofNullable(reference), Optional.of(platform)))
                        .keySet());
    }

    @Test
    void tagOfSeveralRepositoriesChoosesNoneOfThem() throws Exception {
        Map<String, Object> one = smallImage("one", "amd64");
        Map<String, Object> two = smallImage("two", "arm64");
        made.finish(List.of(
                MadeImage.namedByDocker(one, "example.org/one", "latest"),
                MadeImage.namedByDocker(two, "example.org/two", "latest")));
        assertEquals(
                layout + ": it has several images; choose one by its name after a colon: example.org/one:latest, "
                        + "example.org/two:latest",
                refusal(Optional.of("latest"), Optional.of("linux/amd64")));
        assertEquals(
                Set.of("/", "/two"),
                tree(open(Optional.of("two:latest"), Optional.empty())).keySet());
    }

    @ParameterizedTest
    @CsvSource({
        "linux/amd64, latest, one",
        "linux/arm64, latest, two",
        "linux/arm64, app, two",
        "linux/arm64, example.org/app:latest, two"
    })
    void imagesWithOneFullNameAreOneForSeveralPlatforms(String platform, String reference, String name)
            throws Exception {
        Map<String, Object> one = smallImage("one", "amd64");
        Map<String, Object> two = smallImage("two", "arm64");
        made.finish(List.of(
                MadeImage.namedByDocker(one, "example.org/app", "1.0"),
                MadeImage.namedByDocker(one, "example.org/app", "latest"),
                MadeImage.namedByDocker(two, "example.org/app", "latest")));
        assertEquals(
                Set.of("/", "/" + name),
                tree(open(Optional.ofNullable(reference), Optional.of(platform)))
                        .keySet());
    }

    private Map<String, Object> imageWithoutPlatform(String name) throws Exception {
        made.layer("echo " + name + " > " + name, "cat", "");
        return made.manifest(Map.of("config", PLAIN));
    }

    @ParameterizedTest
    @CsvSource({"linux/amd64", ","})
    void digestChoosesAmongImagesThatNameNoPlatform(String platform) throws Exception {
        Map<String, Object> one = imageWithoutPlatform("one");
        Map<String, Object> two = imageWithoutPlatform("two");
        made.finish(List.of(one, two));
        assertEquals(
                layout + ": it has several images; choose one by its name after a colon: " + one.get("digest") + ", "
                        + two.get("digest"),
                refusal(Optional.empty(), Optional.ofNullable(platform)));
        assertEquals(
                Set.of("/", "/two"),
                tree(open(Optional.of(two.get("digest").toString()), Optional.empty()))
                        .keySet());
    }

    @Test
    void refusesIndexOfSeveralImagesThatNameNoPlatform() throws Exception {
        made.finish(List.of(made.index(List.of(imageWithoutPlatform("one"), imageWithoutPlatform("two")))));
        assertEquals(
                layout + ": none of its images names its platform; copy the one that you want, by its digest, to a "
                        + "layout of its own",
                refusal(Optional.empty(), Optional.empty()));
    }

    @Test
    void onlyPlatformsThatHaveANameAreOffered() throws Exception {
        made.finish(List.of(made.index(List.of(imageWithoutPlatform("one"), smallImage("two", "ppc64le")))));
        assertEquals(
                layout + ": it has no image for linux/s390x; choose with --platform from linux/ppc64le",
                refusal(Optional.empty(), Optional.of("linux/s390x")));
    }

    @Test
    void nameThatIsTheDigestOfAnotherImageIsNotOffered() throws Exception {
        Map<String, Object> one = MadeImage.named(smallImage("one", "arm64"), "1.0");
        Map<String, Object> two = smallImage("two", "arm64");
        made.finish(List.of(one, MadeImage.named(two, one.get("digest").toString())));
        assertEquals(
                layout + ": it has several images; choose one by its name after a colon: 1.0, " + two.get("digest"),
                refusal(Optional.empty(), Optional.empty()));
    }

    @Test
    void nameOfSeveralImagesIsNotOffered() throws Exception {
        Map<String, Object> one = smallImage("one", "arm64");
        Map<String, Object> two = smallImage("two", "arm64");
        made.finish(
                List.of(MadeImage.named(one, "1.0"), MadeImage.named(one, "latest"), MadeImage.named(two, "latest")));
        assertEquals(
                layout + ": it has several images; choose one by its name after a colon: 1.0, " + two.get("digest"),
                refusal(Optional.of("latest"), Optional.of("linux/arm64")));
    }

    @Test
    void imageWithSeveralTagsIsOneImage() throws Exception {
        Map<String, Object> one = smallImage("one", "arm64");
        made.finish(List.of(MadeImage.named(one, "1.0"), MadeImage.named(one, "latest")));
        for (String reference :
                Arrays.asList(null, "1.0", "latest", one.get("digest").toString())) {
            assertEquals(
                    Set.of("/", "/one"),
                    tree(open(Optional.ofNullable(reference), Optional.empty())).keySet());
        }
    }
}
