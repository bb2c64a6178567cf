// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tfskit.RemoveTree;
import dev.tfskit.compare.Comparison;
import dev.tfskit.compare.Difference;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.extract.Extraction;
import dev.tfskit.image.ImageBuilder;
import dev.tfskit.image.VolumeContents;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.schema.TreePath;
import dev.tfskit.text.ManifestParser;
import dev.tfskit.value.Flag;
import dev.tfskit.value.Int;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.VectorValue;
import dev.tfskit.volume.GoldenVolumes;
import dev.tfskit.volume.HandMadeVolume;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.TreeWalk;
import dev.tfskit.volume.Volume;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A volume becomes a manifest and a tree of the host, and these become the same volume again. */
class ManifestRoundTripTest {

    @TempDir(deletionStrategy = RemoveTree.class)
    private Path temp;

    private final List<String> problems = new ArrayList<>();

    static List<String> goldenNames() throws IOException {
        return GoldenVolumes.names();
    }

    private byte[] export(Volume volume, String directory) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new ManifestExport(volume, Text.of(directory), problem -> problems.add(problem.path() + ": " + problem.text()))
                .to(out);
        return out.toByteArray();
    }

    private byte[] exportWithComments(Volume volume) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new ManifestExport(volume, Text.of(""), problem -> problems.add(problem.path() + ": " + problem.text()))
                .withComments()
                .to(out);
        return out.toByteArray();
    }

    private Volume build(byte[] manifest, HostLookup host) throws IOException {
        Manifest.Resolved resolved = Manifest.of(ManifestParser.parse(manifest, "m"), List.of(), null)
                .resolve(host, notice -> problems.add(notice.toString()));
        MemoryDevice device = new MemoryDevice();
        new ImageBuilder(new Identity(new UUID(1, 2), Label.of("")), notice -> problems.add(notice.toString()))
                .build(() -> device, List.of(resolved.root()));
        return Volume.open((BlockDevice) device);
    }

    private static List<Difference> differences(Volume first, Volume second) throws IOException {
        List<Difference> found = new ArrayList<>();
        Comparison comparison = new Comparison(first, second);
        while (comparison.hasNext()) {
            found.add(comparison.next());
        }
        return found;
    }

    /** Compares two volumes, except for attributes that a manifest cannot express. */
    private void assertComesBack(Volume volume, List<Difference> exceptions) throws IOException {
        Path directory = temp.resolve("out");
        new Extraction(volume, problem -> problems.add(problem.toString()), _ -> {}).into(directory);
        HostLookup nowhere = new HostLookup(null, temp.resolve("none"));
        Volume again = build(export(volume, directory.toString()), nowhere);
        assertEquals(exceptions.toString(), differences(volume, again).toString());
        List<String> reported = exceptions.stream()
                .map(each ->
                        each.path() + ": an entry named contents cannot be expressed in a manifest; it is left out")
                .toList();
        assertEquals(reported, problems);
        HostLookup targetRoot = new HostLookup(directory, temp.resolve("none"));
        assertEquals(VolumeContents.of(again), VolumeContents.of(build(export(volume, ""), targetRoot)));
        assertEquals(VolumeContents.of(again), VolumeContents.of(build(exportWithComments(volume), targetRoot)));
    }

    @ParameterizedTest
    @MethodSource("goldenNames")
    void goldenVolumeComesBackFromItsManifest(String name) throws IOException {
        Volume volume = Volume.open(GoldenVolumes.open(name));
        List<Difference> contents = new ArrayList<>();
        TreeWalk walk = new TreeWalk(TreePath.ROOT, volume.root());
        while (walk.hasNext()) {
            TreeWalk.Visit visit = walk.next();
            if (visit.path().name().equals(Symbol.of("contents"))
                    && visit instanceof TreeWalk.Visit.Entry(TreePath path, Inode inode)) {
                contents.add(new Difference.OnlyInFirst(path, inode));
            }
        }
        assertComesBack(volume, contents);
    }

    @Test
    void everyManifestAttributeComesBack() throws IOException {
        Tuple root = HandMadeVolume.tuple("""
                (children:(empty:(extents:() filelength:0)
                           bare:()
                           dir:(children:(deep:(children:()) contents.txt:() "ab\\":c(":(linktarget:"x y")) mtime:5 posix.perm:"0700 1 2")
                           file:(extents:(0:(offset:100 length:2 allocated:2)) filelength:1000 mtime:15032385536 atime:77 user.note:"")
                           socket:(socket:"" mtime:1)
                           zzz:(children:()))
                 program:/file arguments:[a "" "b c"] environment:(A:b B:"") mtime:99)
                """);
        Tuple children = root.tuple(Attributes.CHILDREN).orElseThrow();
        children.set(
                Symbol.wrap("\u00ff \n\"\\#".getBytes(StandardCharsets.ISO_8859_1)),
                HandMadeVolume.tuple("(linktarget:x)"));
        Tuple file = children.tuple(Symbol.of("file")).orElseThrow();
        file.set(Attributes.LINK_COUNT, Int.of(2));
        file.set(Symbol.of("user.binary"), Text.wrap(new byte[] {0, -1, '"', '\\', '\n', ')'}));
        file.set(Symbol.of("readonly"), Flag.PRESENT);
        children.set(Symbol.of("other"), file);
        Tuple inner = new Tuple();
        inner.set(Symbol.of("n"), Int.of(-3));
        root.set(
                Symbol.of("odd"),
                VectorValue.of(List.of(Text.of("1"), Int.of(1), inner, Flag.PRESENT, new VectorValue())));
        children.tuple(Symbol.of("socket")).orElseThrow().set(Attributes.SOCKET, Flag.PRESENT);
        assertComesBack(Volume.open(HandMadeVolume.device(root, 200)), List.of());
    }

    /** Of the lengths, 255 is the limit of Linux, and 4096 that of the names that are searched for a dot. */
    @ParameterizedTest
    @ValueSource(ints = {255, 256, 4096, 4097})
    void attributeComesBackWhateverTheLengthOfItsName(int length) throws IOException {
        Tuple root = HandMadeVolume.tuple("(children:(file:(extents:() filelength:0) link:(linktarget:file)))");
        Symbol name = Symbol.of("user." + "n".repeat(length - "user.".length()));
        Tuple children = root.tuple(Attributes.CHILDREN).orElseThrow();
        children.tuple(Symbol.of("file")).orElseThrow().set(name, Text.of("of a file"));
        children.tuple(Symbol.of("link")).orElseThrow().set(name, Text.of("of a link"));
        assertComesBack(Volume.open(HandMadeVolume.device(root, 200)), List.of());
    }

    @Test
    void commentsHaveDatesAndChecksums() throws IOException {
        Tuple root = HandMadeVolume.tuple("""
                (children:(empty:(mtime:6442450944) dir:(children:(link:(linktarget:x mtime:1) bare:(children:()))))
                 mtime:soon)
                """);
        Tuple children = root.tuple(Attributes.CHILDREN).orElseThrow();
        children.set(Symbol.of("other"), children.get(Symbol.of("empty")).orElseThrow());
        children.set(
                Symbol.of("torn"), HandMadeVolume.tuple("(extents:(0:(offset:9 length:4 allocated:1)) filelength:9)"));
        assertEquals(
                """
                (
                 children:(
                  dir:(children:(
                    bare:(children:())
                    # mtime=1970-01-01T00:00:00Z
                    link:(linktarget:x mtime:1)))
                  # mtime=1970-01-01T00:00:01.500Z sha256=EMPTY
                  empty:(contents:(host:/empty) mtime:6442450944)
                  other:(tfs.hardlink:/empty)
                  torn:(contents:(host:/torn))))
                """,
                new String(exportWithComments(Volume.open(HandMadeVolume.device(root, 10))), StandardCharsets.UTF_8)
                        .replace("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "EMPTY"));
        assertEquals(
                List.of(
                        "/: its mtime is not a number; left out",
                        "/torn: the extent at block 0 of the file covers 4 blocks and owns only 1"),
                problems);
    }

    @Test
    void inexpressibleEntriesAreReported() throws IOException {
        Tuple root = HandMadeVolume.tuple("""
                (children:(a:(contents:x tfs.types:y mtime:soon posix.perm:rwx)
                           contents:(children:(inside:(children:())))
                           d:(children:(contents:() z:())))
                 boot:() imagesize:5M twice:(a:b))
                """);
        root.set(Symbol.of("again"), root.get(Symbol.of("twice")).orElseThrow());
        assertEquals(
                """
                (
                 again:(a:b)
                 children:(
                  a:(contents:(host:/x/a))
                  d:(children:(
                    z:(contents:(host:/x/d/z))))))
                """, new String(export(Volume.open(HandMadeVolume.device(root, 10)), "/x/"), StandardCharsets.UTF_8));
        assertEquals(
                List.of(
                        "/: its attribute boot cannot be expressed in a manifest, where the name means something "
                                + "else; left out",
                        "/: its attribute imagesize cannot be expressed in a manifest, where the name means "
                                + "something else; left out",
                        "/: its attribute twice cannot be expressed in a manifest: it has parts in common with "
                                + "another one; left out",
                        "/a: its attribute contents cannot be expressed in a manifest, where the name means "
                                + "something else; left out",
                        "/a: its mtime is not a number; left out",
                        "/a: its posix.perm is not of the form \"MODE UID GID\"; left out",
                        "/a: its attribute tfs.types cannot be expressed in a manifest, where the name means "
                                + "something else; left out",
                        "/contents: an entry named contents cannot be expressed in a manifest; it is left out",
                        "/d/contents: an entry named contents cannot be expressed in a manifest; it is left out"),
                problems);
    }
}
