// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tfskit.Command;
import dev.tfskit.RemoveTree;
import dev.tfskit.check.Checks;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.image.ImageBuilder;
import dev.tfskit.posix.PosixHost;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.host.DirectorySelection;
import dev.tfskit.source.host.DirectorySource;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.TreeWalk;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Other processes change a tree of the host while it is read. */
class VanishingEntriesTest {

    private static final String LEFT_OUT = " while the tree was read; left out";

    @TempDir(deletionStrategy = RemoveTree.class)
    private Path temp;

    private Path root;
    private final MemoryDevice device = new MemoryDevice();
    private final List<Notice> notices = new ArrayList<>();

    @BeforeEach
    void makeTree() throws IOException, InterruptedException {
        assumeTrue(PosixHost.serves(temp), "the scripts are for Linux");
        root = temp.resolve("root");
        run("mkdir root root/m root/outside-is-not-here; rmdir root/outside-is-not-here; echo a >root/a; "
                + "echo n >root/m/n; echo z >root/z; mkdir outside; echo secret >outside/n");
    }

    private void run(String script) {
        try {
            Command.shell(script).in(temp).run().ok();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private DirectorySource source() throws IOException {
        return new DirectorySource(root, DirectorySelection.usual().with(Excludes.NONE), this::note);
    }

    private synchronized void note(Notice notice) {
        notices.add(notice);
    }

    private ImageBuilder builder() {
        return new ImageBuilder(new Identity(new UUID(1, 2), Label.of("")), this::note);
    }

    /** Runs a script when the entry of a path has been read, and before its content is. */
    private ImageBuilder.Summary imageWithScriptAt(String path, String script) throws IOException {
        try (DirectorySource source = source()) {
            ImageBuilder.Built made = builder()
                    .watcher(entry -> {
                        if (entry.path().toString().equals(path)) {
                            run(script);
                        }
                    })
                    .build(() -> device, List.of(source));
            Checks.assertSound(device);
            return made.summary();
        }
    }

    /** The contents of files, and nothing for other entries. */
    private Map<String, String> contents() throws IOException {
        Map<String, String> contents = new TreeMap<>();
        TreeWalk walk = new TreeWalk(TreePath.ROOT, Volume.open(device).root());
        while (walk.hasNext()) {
            if (walk.next() instanceof TreeWalk.Visit.Entry entry) {
                String content = "";
                if (entry.inode() instanceof RegularFile file) {
                    ByteBuffer bytes = ByteBuffer.allocate(100);
                    int count = Math.max(0, file.read(0, bytes));
                    content = new String(bytes.array(), 0, count, StandardCharsets.UTF_8).strip();
                }
                contents.put(entry.path().toString(), content);
            }
        }
        return contents;
    }

    private List<String> noticed() {
        return notices.stream().map(each -> each.subject() + " " + each.text()).toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rm root/z                                | was removed",
                "rm -r root/m                             | ",
                "rm root/z; mkfifo root/z                 | special",
            })
    void entryThatVanishesBeforeItIsReadIsLeftOut(String script, String what) throws IOException {
        imageWithScriptAt("/m", script);
        if ("was removed".equals(what)) {
            assertEquals(Map.of("/a", "a", "/m", "", "/m/n", "n"), contents());
            assertEquals(List.of("/z was removed" + LEFT_OUT), noticed());
        } else if ("special".equals(what)) {
            assertEquals(Map.of("/a", "a", "/m", "", "/m/n", "n", "/z", ""), contents());
            assertEquals(List.of(), noticed());
        } else {
            assertEquals(Map.of("/a", "a", "/m", "", "/z", "z"), contents());
            assertEquals(List.of("/m/n was removed" + LEFT_OUT), noticed());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rm root/z                                          | was removed",
                "rm root/z; mkdir root/z                            | was replaced",
                "rm root/z; ln -s ../outside/n root/z               | was replaced",
                "rm root/z; mkfifo root/z                           | was replaced",
                "rm root/z; mknod root/z c 1 5                      | was replaced",
                "mv root/z root/y; mkdir root/z                     | was replaced",
            })
    void fileThatVanishesBeforeItsContentIsReadIsLeftOut(String script, String what) throws IOException {
        ImageBuilder.Summary made = imageWithScriptAt("/z", script);
        assertEquals(Map.of("/a", "a", "/m", "", "/m/n", "n"), contents());
        assertEquals(List.of("/z " + what + LEFT_OUT), noticed());
        assertEquals(3, made.entries());
        assertEquals(4, made.fileBytes());
    }

    /** The parts of a large file are read one after the other. */
    @ParameterizedTest
    @ValueSource(strings = {"root", "shared"})
    void fileThatAnotherOneReplacesIsNoMixtureOfBoth(String directory) throws IOException {
        run("mkdir -m 777 root/shared; head -c 30000000 /dev/zero | tr '\\0' a >root/large; cp root/large root/shared; "
                + "head -c 30000000 /dev/zero | tr '\\0' b >large");
        String path = directory.equals("root") ? "/large" : "/shared/large";
        imageWithScriptAt(path, "mv large root" + path);
        assertEquals(List.of(path + " was replaced" + LEFT_OUT), noticed());
        assertFalse(contents().containsKey(path));
        assertEquals(6, contents().size());
    }

    @Test
    void fileThatAnotherOneReplacesStaysUnderItsOtherName() throws IOException {
        run("ln root/z root/zz");
        imageWithScriptAt("/zz", "echo other >new; mv new root/z");
        assertEquals(Map.of("/a", "a", "/m", "", "/m/n", "n", "/z", "z", "/zz", "z"), contents());
        assertEquals(List.of(), noticed());
    }

    @Test
    void directoryThatBecomesLinkIsNotFollowed() throws IOException {
        imageWithScriptAt("/a", "mv root/m elsewhere; ln -s ../outside root/m");
        assertEquals(Map.of("/a", "a", "/m", "", "/z", "z"), contents());
    }

    /** A directory that another user owns, or may write to, and what it holds. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "chmod 777 root",
                "chmod 1777 root",
                "chmod 775 root",
                "[ $(id -u) != 0 ] && chmod 777 root || chown 1234 root"
            })
    void directoryThatOtherUserReplacesByALinkIsReadAsItWasListed(String script) throws IOException {
        run(script);
        imageWithScriptAt("/m", "mv root/m elsewhere; ln -s ../outside root/m");
        assertEquals(Map.of("/a", "a", "/m", "", "/m/n", "n", "/z", "z"), contents());
        assertEquals(List.of(), noticed());
    }

    @Test
    void fileThatLosesOneNameStaysUnderTheOther() throws IOException {
        run("ln root/z root/m/other; ln root/z root/zz");
        // The first name is that in m.
        imageWithScriptAt("/m/other", "rm root/m/other");
        assertEquals(Map.of("/a", "a", "/m", "", "/m/n", "n", "/m/other", "z", "/z", "z", "/zz", "z"), contents());
        assertEquals(List.of(), noticed());
    }

    @Test
    void fileThatLosesAllNamesIsLeftOut() throws IOException {
        run("ln root/z root/zz");
        ImageBuilder.Summary made = imageWithScriptAt("/zz", "rm root/z root/zz");
        Map<String, String> contents = contents();
        // A thread may have copied the content before.
        if (noticed().isEmpty()) {
            assertEquals("z", contents.get("/zz"));
        } else {
            assertEquals(Map.of("/a", "a", "/m", "", "/m/n", "n"), contents);
            assertEquals(3, made.entries());
            assertEquals(2, notices.size());
        }
    }

    @Test
    void vanishedLargeFileLeavesNoPart() throws IOException {
        run("head -c 60000000 /dev/urandom >root/large");
        ImageBuilder.Summary made = imageWithScriptAt("/large", "rm root/large");
        assertEquals(Map.of("/a", "a", "/m", "", "/m/n", "n", "/z", "z"), contents());
        assertEquals(4, made.entries());
        assertTrue(made.imageBytes() < 20_000_000, () -> made.imageBytes() + " bytes");
    }

    @Test
    void laterSourceReplacesVanishedEntry() throws IOException {
        run("mkdir second; echo second >second/z");
        try (DirectorySource first = source();
                DirectorySource second = new DirectorySource(
                        temp.resolve("second"), DirectorySelection.usual().with(Excludes.NONE), this::note)) {
            AtomicBoolean done = new AtomicBoolean();
            builder()
                    .watcher(entry -> {
                        if (entry.path().toString().equals("/z") && done.compareAndSet(false, true)) {
                            run("rm root/z");
                        }
                    })
                    .build(() -> device, List.of(first, second));
        }
        Checks.assertSound(device);
        assertEquals("second", contents().get("/z"));
    }

    @Test
    void fileThatVanishesBeforeVerificationGivesNotice() throws IOException {
        try (DirectorySource source = source()) {
            builder().verified().withFinalStep(_ -> run("rm root/a")).build(() -> device, List.of(source));
        }
        assertEquals("a", contents().get("/a"));
        assertEquals(
                List.of("/a was not compared: " + root.toRealPath().resolve("a")
                        + " was removed or replaced meanwhile; stop what changes it and build again"),
                noticed());
    }

    @Test
    void vanishedAttributeIsLeftOut() throws Exception {
        run("setfattr -n user.one -v 1 root/a");
        race("setfattr -n user.two -v $1 root/a; setfattr -x user.two root/a");
    }

    @ParameterizedTest
    @Tag("slow")
    @ValueSource(
            strings = {
                "rm -r root/m; ln -s ../outside root/m; rm root/m; mkdir root/m; echo n >root/m/n",
                "rm root/z; mkdir root/z; rmdir root/z; ln -s a root/z; rm root/z; echo z >root/z",
                "mv root/m root/k; mv root/k root/m"
            })
    void concurrentChangesCauseNoError(String script) throws Exception {
        race(script);
    }

    /** Makes images while another process runs a script again and again. */
    private void race(String script) throws Exception {
        try (Command.Running changes = Command.shell("while :; do i=$((i + 1)); set -- $i; " + script + "; done")
                .in(temp)
                .start()) {
            for (int i = 0; i < 200; i++) {
                device.resize(0);
                try (DirectorySource source = source()) {
                    builder().threads(1 + i % 3).build(() -> device, List.of(source));
                }
                assertTrue(!contents().containsValue("secret"), "a file from elsewhere, round " + i);
            }
            assertTrue(changes.process().isAlive());
        }
        Checks.assertSound(device);
    }
}
