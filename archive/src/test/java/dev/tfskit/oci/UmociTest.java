// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.oci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.tfskit.HostProgram;
import dev.tfskit.Result;
import dev.tfskit.Seeds;
import dev.tfskit.archive.HandMadeTar;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.extract.Extraction;
import dev.tfskit.image.ImageBuilder;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.source.Excludes;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Layers with entries of all kinds in all orders, compared with what umoci unpacks. */
@Tag("slow")
class UmociTest {

    private static final List<String> PATHS = List.of("a", "b", "a/x", "a/y", "b/x", "a/x/p", "b/x/p");
    private static final List<String> TARGETS = List.of("a", "b", "x", "/b", "../b", "a/x", "nothing");

    private static final int MOST_ENTRIES = 5;
    private static final int CASES = 60;
    /** umoci unpacks half of the cases; by chance, it never unpacks less than one of so many. */
    private static final int LEAST_SHARE = 5;

    @TempDir
    private Path directory;

    private static String parent(String path) {
        return path.substring(0, path.lastIndexOf('/') + 1);
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** An image of random layers. */
    private static final class RandomImage {
        private final MadeImage made;
        private final Random random;
        /** The files and links so far, to which a hard link may lead; some of them may be gone. */
        private final List<String> files = new ArrayList<>();

        private boolean hasLinks;

        RandomImage(MadeImage made, Random random) {
            this.made = made;
            this.random = random;
        }

        /** Adds a layer of a few entries, and says which. */
        List<String> addLayer() throws Exception {
            RandomLayer layer = new RandomLayer();
            List<String> entries = new ArrayList<>();
            for (int left = 1 + random.nextInt(MOST_ENTRIES); left > 0; left--) {
                entries.add(layer.addEntry());
            }
            made.plainLayer(layer.tar.end());
            return entries;
        }

        private final class RandomLayer {
            private final HandMadeTar tar = new HandMadeTar();
            private boolean makesLinks;

            /** Adds an entry, and says which. */
            String addEntry() {
                String path = PATHS.get(random.nextInt(PATHS.size()));
                switch (random.nextInt(12)) {
                    case 0, 1, 2 -> {
                        tar.entry('5', path + "/", "");
                        return "directory " + path;
                    }
                    case 3, 4, 5 -> {
                        String content = "content " + files.size();
                        tar.file(path, content);
                        files.add(path);
                        return "file " + path + " with " + content;
                    }
                    case 6 -> {
                        String target = TARGETS.get(random.nextInt(TARGETS.size()));
                        tar.entry('2', path, target);
                        files.add(path);
                        hasLinks = true;
                        makesLinks = true;
                        return "link " + path + " to " + target;
                    }
                    case 7, 8 -> {
                        String file = files.isEmpty() ? path : files.get(random.nextInt(files.size()));
                        if (file.equals(path)) {
                            // umoci removes such a file before it looks for it.
                            return "nothing";
                        }
                        tar.entry('1', path, file);
                        files.add(path);
                        makesLinks |= hasLinks;
                        return "another name " + path + " of " + file;
                    }
                    case 9, 10 -> {
                        return addWhiteout(parent(path), ".wh." + name(path), "no " + path);
                    }
                    default -> {
                        return addWhiteout(
                                parent(path), ".wh..wh..opq", "nothing of the layers below in /" + parent(path));
                    }
                }
            }

            private String addWhiteout(String parent, String name, String story) {
                if (makesLinks && !parent.isEmpty()) {
                    // umoci follows a link of the same layer, and removes entries of the target of the link.
                    return "nothing";
                }
                tar.file(parent + name, "");
                return story;
            }
        }
    }

    /** Returns a tree as text: a line for each path, with the number of names, and the content or target. */
    private static Map<String, String> contents(Path root) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.toList()) {
                String what;
                if (Files.isSymbolicLink(path)) {
                    what = "link to " + Files.readSymbolicLink(path);
                } else if (Files.isDirectory(path)) {
                    what = "directory";
                } else {
                    what = Files.getAttribute(path, "unix:nlink") + " names, " + Files.readString(path);
                }
                contents.put("/" + root.relativize(path), what);
            }
        }
        return contents;
    }

    @Test
    void sameEntriesStayAsAfterUnpackingByUmoci() throws Exception {
        AtomicInteger compared = new AtomicInteger();
        int cases = Seeds.repeat(CASES, random -> {
            Path work = Files.createTempDirectory(directory, "case");
            MadeImage made = new MadeImage(work.resolve("image"));
            RandomImage drawn = new RandomImage(made, random);
            StringBuilder story = new StringBuilder();
            for (int left = 2 + random.nextInt(2); left > 0; left--) {
                story.append('\n').append(drawn.addLayer());
            }
            made.finish(List.of(MadeImage.named(made.manifest("arm64", Map.of("Cmd", List.of("/a"))), "x")));
            Result umoci =
                    HostProgram.UMOCI.result("unpack", "--image", work.resolve("image") + ":x", work.resolve("bundle"));
            // umoci fails where an entry lies below a file, a link leads in a circle, or a hard link leads to nothing.
            if (umoci.exitCode() == 0) {
                assertEquals(contents(work.resolve("bundle/rootfs")), contents(unpacked(work)), story::toString);
                compared.incrementAndGet();
            }
        });
        assertTrue(compared.get() >= cases / LEAST_SHARE, () -> compared + " of " + cases);
    }

    private static Path unpacked(Path work) throws IOException {
        List<MemoryDevice> drafts = new ArrayList<>();
        try (OciImage image = OciImage.open(work.resolve("image"), ImageSelector.ONLY, work)) {
            new ImageBuilder(new Identity(new UUID(1, 2), Label.of("")), notice -> {})
                    .build(
                            () -> {
                                drafts.add(new MemoryDevice());
                                return drafts.getLast();
                            },
                            image.layers(Excludes.NONE, notice -> {}));
        }
        Path target = Files.createDirectory(work.resolve("ours"));
        try (Volume volume = Volume.open(drafts.getLast());
                Extraction extraction = new Extraction(volume, problem -> fail(problem.toString()), problem -> {})) {
            extraction.into(target);
        }
        return target;
    }
}
