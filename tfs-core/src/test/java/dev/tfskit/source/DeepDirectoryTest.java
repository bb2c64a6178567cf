// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tfskit.Command;
import dev.tfskit.RemoveTree;
import dev.tfskit.check.Checks;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.image.ImageBuilder;
import dev.tfskit.posix.HostDirectory;
import dev.tfskit.posix.PosixHost;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.host.DirectorySelection;
import dev.tfskit.source.host.DirectorySource;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.SymbolicLink;
import dev.tfskit.volume.TreeWalk;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trees of the host that are deeper than the host's paths may be long. */
class DeepDirectoryTest {

    private static final byte[] D = {'d'};

    @TempDir(deletionStrategy = RemoveTree.class)
    private Path root;

    private final List<Notice> notices = new ArrayList<>();

    /** Makes directories in one another; the innermost is the working directory of a script. */
    private void make(int depth, byte[] name, String script) throws IOException, InterruptedException {
        assumeTrue(PosixHost.serves(root));
        try (PosixHost host = PosixHost.open().orElseThrow()) {
            HostDirectory at = host.openDirectory(root);
            for (int i = 0; i < depth; i++) {
                at.makeDirectory(name);
                HostDirectory next = at.openDirectory(name);
                at.close();
                at = next;
            }
            try (HostDirectory innermost = at) {
                Command.shell(
                                "cd /proc/$1/fd/${2##*/}; " + script,
                                ProcessHandle.current().pid(),
                                innermost.descriptorPath())
                        .run()
                        .ok();
            }
        }
    }

    private DirectorySource source(DirectorySelection.Namespaces namespaces) throws IOException {
        return new DirectorySource(
                root, DirectorySelection.usual().with(namespaces).with(Excludes.NONE), notices::add);
    }

    /** Makes an image of the tree, verified. */
    private Volume image(DirectorySelection.Namespaces namespaces) throws IOException {
        MemoryDevice device = new MemoryDevice();
        try (DirectorySource source = source(namespaces)) {
            new ImageBuilder(new Identity(new UUID(1, 2), Label.of("")), notices::add)
                    .verified()
                    .build(() -> device, List.of(source));
        }
        Checks.assertSound(device);
        return Volume.open(device);
    }

    private static Map<String, Inode> leaves(Volume volume, int depth) {
        Map<String, Inode> found = new HashMap<>();
        TreeWalk walk = new TreeWalk(TreePath.ROOT, volume.root());
        while (walk.hasNext()) {
            TreeWalk.Visit.Entry entry = assertInstanceOf(TreeWalk.Visit.Entry.class, walk.next());
            if (entry.path().depth() > depth) {
                found.put(entry.path().name().decode(), entry.inode());
            }
        }
        return found;
    }

    private static String content(Inode inode) throws IOException {
        ByteBuffer content = ByteBuffer.allocate(100);
        int count = assertInstanceOf(RegularFile.class, inode).read(0, content);
        return new String(content.array(), 0, Math.max(0, count), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 2500})
    void treeOfAnyDepthIsReadWhole(int depth) throws Exception {
        make(
                depth,
                D,
                "echo leaf >file; ln file second; ln -s target link; mkdir empty; mkfifo fifo; "
                        + "truncate -s 20M holes; setfattr -n user.name -v value file");
        for (DirectorySelection.Namespaces namespaces : DirectorySelection.Namespaces.values()) {
            notices.clear();
            Map<String, Inode> leaves = leaves(image(namespaces), depth);
            assertEquals(Set.of("file", "second", "link", "empty", "holes", "fifo"), leaves.keySet());
            assertEquals("leaf\n", content(leaves.get("file")));
            assertEquals(leaves.get("file"), leaves.get("second"));
            assertEquals(2, leaves.get("file").linkCount());
            assertEquals(20 << 20, ((RegularFile) leaves.get("holes")).length());
            assertEquals(Text.of("target"), ((SymbolicLink) leaves.get("link")).target());
            assertEquals(
                    namespaces == DirectorySelection.Namespaces.NONE
                            ? Map.of()
                            : Map.of(Symbol.of("user.name"), Text.of("value")),
                    leaves.get("file").extendedAttributes());
            assertEquals(List.of(), notices);
        }
    }

    /** The limit of the host lies somewhere in the row of lengths. */
    @Test
    void pathsOfLengthsAroundTheLimitAreAllTaken() throws Exception {
        byte[] name = new byte[95];
        Arrays.fill(name, (byte) 'n');
        int depth = (3700 - root.toRealPath().toString().length()) / 96;
        make(
                depth,
                name,
                "for i in $(seq 1 8); do n=$(printf \"%0$((i * 30))d\" 0); mkdir $n; "
                        + "for j in $(seq 1 50); do echo $i.$j >$n/$(printf \"%0$((j * 5))d\" 0); done; done");
        List<String> wanted = new ArrayList<>();
        for (int i = 1; i <= 8; i++) {
            for (int j = 1; j <= 50; j++) {
                wanted.add(i + "." + j + "\n");
            }
        }
        List<String> found = new ArrayList<>();
        TreeWalk walk = new TreeWalk(
                TreePath.ROOT, image(DirectorySelection.Namespaces.USER).root());
        while (walk.hasNext()) {
            if (walk.next() instanceof TreeWalk.Visit.Entry(TreePath _, RegularFile file)) {
                found.add(content(file));
            }
        }
        assertEquals(wanted, found);
        assertEquals(List.of(), notices);
    }

    /** Counts the open descriptors of the tree: other tests of the same JVM open and close files meanwhile. */
    private long openDescriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.filter(this::isInTree).count();
        }
    }

    private boolean isInTree(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).startsWith(root);
        } catch (NoSuchFileException closedMeanwhile) {
            return false;
        } catch (IOException longerThanAPath) {
            return true;
        }
    }

    @Test
    @Tag("slow")
    void openDescriptorsAreBoundedAtAnyDepth() throws Exception {
        int depth = 3_000;
        make(depth, D, "echo leaf >leaf");
        int entries = 0;
        try (DirectorySource source = source(DirectorySelection.Namespaces.USER)) {
            while (source.next().isPresent()) {
                if (entries++ % 1000 == 0) {
                    assertTrue(openDescriptors() < 600, "descriptors at entry " + entries);
                }
            }
        }
        assertEquals(depth + 2, entries);
        assertEquals(0, openDescriptors(), "descriptors that the source has left open");
    }

    @Test
    void deepEntryThatVanishesIsReportedWithItsPath() throws Exception {
        make(2500, D, "for i in a b c; do echo $i >$i; done");
        Volume volume;
        MemoryDevice device = new MemoryDevice();
        try (DirectorySource source = source(DirectorySelection.Namespaces.USER)) {
            new ImageBuilder(new Identity(new UUID(1, 2), Label.of("")), notices::add)
                    .watcher(entry -> {
                        if (entry.path().name().equals(Symbol.of("b"))) {
                            removeTree();
                        }
                    })
                    .build(() -> device, List.of(source));
            volume = Volume.open(device);
        }
        Checks.assertSound(device);
        assertEquals(Set.of("a"), leaves(volume, 2500).keySet());
        assertEquals(
                Set.of("..." + "/d".repeat(2047) + "/b", "..." + "/d".repeat(2047) + "/c"),
                notices.stream().map(Notice::subject).collect(Collectors.toSet()));
    }

    private void removeTree() {
        try {
            Command.shell("rm -rf \"$1\"/d", root).run().ok();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
