// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source.host;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tfskit.Command;
import dev.tfskit.Hex;
import dev.tfskit.HostProgram;
import dev.tfskit.check.Checks;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.image.ImageBuilder;
import dev.tfskit.posix.HostDirectory;
import dev.tfskit.posix.HostNames;
import dev.tfskit.posix.PosixHost;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.InodeKind;
import dev.tfskit.schema.Label;
import dev.tfskit.schema.Permissions;
import dev.tfskit.schema.SpecialNode;
import dev.tfskit.source.EntryPatterns;
import dev.tfskit.source.Excludes;
import dev.tfskit.source.KernelDirectories;
import dev.tfskit.source.Notice;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.TreeSource;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirectorySourceTest {

    private static final Excludes EXCLUDES = new Excludes(EntryPatterns.NONE, KernelDirectories.LEFT_EMPTY);

    @TempDir
    private Path outside;
    /** The directory that is read. Files beside it must not be read. */
    private Path root;

    private final List<Notice> notices = new ArrayList<>();

    @BeforeEach
    void create() throws IOException {
        root = Files.createDirectory(outside.resolve("root"));
    }

    private Path directory(String name) throws IOException {
        return Files.createDirectories(root.resolve(name));
    }

    private Path file(String name) throws IOException {
        return Files.createFile(root.resolve(name));
    }

    private List<SourceEntry> read(Path... leftOut) throws IOException {
        return read(DirectorySelection.Namespaces.USER, leftOut);
    }

    private List<SourceEntry> read(DirectorySelection.Namespaces namespaces, Path... leftOut) throws IOException {
        try (TreeSource source = new DirectorySource(
                root,
                DirectorySelection.usual().with(namespaces).with(EXCLUDES).withoutOwnFiles(() -> Set.of(leftOut)),
                notices::add)) {
            List<SourceEntry> entries = new ArrayList<>();
            for (Optional<SourceEntry> entry = source.next(); entry.isPresent(); entry = source.next()) {
                entries.add(entry.get());
            }
            assertEquals(Optional.empty(), source.next());
            return entries;
        }
    }

    /** Without the root, which every source has. */
    private List<String> paths(Path... leftOut) throws IOException {
        List<SourceEntry> entries = read(leftOut);
        assertInstanceOf(SourceEntry.Directory.class, entries.getFirst());
        return entries.stream().skip(1).map(entry -> entry.path().toString()).toList();
    }

    private List<String> noticed() {
        return notices.stream()
                .map(notice -> notice.subject() + " " + notice.text())
                .toList();
    }

    /**
     *
     *
     * <pre>
     * /
     * ├ B        a file: capitals come first
     * ├ a        a directory
     * │ ├ b      an empty directory
     * │ └ c      a file
     * └ a.txt    a file
     * </pre>
     */
    @Test
    void directoriesComeBeforeTheirContentsAndNamesInTheOrderOfTheirBytes() throws IOException {
        directory("a/b");
        file("a.txt");
        file("B");
        file("a/c");
        assertEquals(List.of("/B", "/a", "/a/b", "/a/c", "/a.txt"), paths());
    }

    @Test
    void everyKindOfFileIsAnEntry() throws IOException {
        directory("directory");
        Files.writeString(file("file"), "12345");
        Files.createSymbolicLink(root.resolve("link"), Path.of("not/there"));
        try (ServerSocketChannel _ = ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(root.resolve("socket")))) {
            List<SourceEntry> entries = read();
            assertInstanceOf(SourceEntry.Directory.class, entries.get(1));
            assertEquals(
                    5, assertInstanceOf(SourceEntry.File.class, entries.get(2)).size());
            assertEquals(
                    Text.of("not/there"),
                    assertInstanceOf(SourceEntry.Link.class, entries.get(3)).target());
            assertInstanceOf(SourceEntry.Socket.class, entries.get(4));
        }
    }

    @Test
    void modesOwnersAndTimesComeOver() throws IOException {
        Path file = file("file");
        assumeTrue(file.getFileSystem().supportedFileAttributeViews().contains("unix"));
        Instant time = Instant.ofEpochSecond(1_234_567_890, 123_456_789);
        Files.setAttribute(file, "unix:mode", 04751);
        Files.setLastModifiedTime(file, FileTime.from(time));
        SourceEntry.Metadata metadata =
                assertInstanceOf(SourceEntry.File.class, read().get(1)).metadata();
        assertEquals(Optional.of(time), metadata.modified());
        assertEquals(
                Optional.of(new Permissions(
                        04751,
                        Integer.toUnsignedLong((Integer) Files.getAttribute(file, "unix:uid")),
                        Integer.toUnsignedLong((Integer) Files.getAttribute(file, "unix:gid")))),
                metadata.permissions());
    }

    private boolean mayHaveAttribute(String name) throws IOException, InterruptedException {
        Path probe = Files.createFile(outside.resolve("probe"));
        return Command.of("setfattr", "-n", name, "-v", "x", probe).run().exitCode() == 0;
    }

    /**
     * Only root may set those that Java does not show; a list of access rights is one where the file system has them.
     */
    @Test
    void extendedAttributesOfAllNamespacesComeOverAndAccessListsDoNot() throws Exception {
        assumeTrue(mayHaveAttribute("trusted.test"), "only root may have such attributes, and not in every container");
        byte[] large = new byte[3000];
        Arrays.fill(large, (byte) 'x');
        file("file");
        HostProgram.BASH.runIn(
                root,
                "C",
                "-c",
                "ln -s none link && setfattr -n trusted.large -v " + new String(large, StandardCharsets.US_ASCII)
                        + " file && setfattr -h -n trusted.link -v y link && "
                        + "{ setfattr -n system.posix_acl_access -v "
                        + "0x0200000001000600ffffffff020004000700000004000400ffffffff10000400ffffffff20000400"
                        + "ffffffff file 2>/dev/null || true; }");
        Map<String, Map<Symbol, Text>> found = new TreeMap<>();
        Files.delete(outside.resolve("probe"));
        read(DirectorySelection.Namespaces.ALL)
                .forEach(entry -> found.put(
                        entry.path().toString(),
                        switch (entry) {
                            case SourceEntry.File file -> file.metadata().extendedAttributes();
                            case SourceEntry.Link link -> link.metadata().extendedAttributes();
                            default -> Map.of();
                        }));
        assertEquals(
                Map.of(
                        "/",
                        Map.of(),
                        "/file",
                        Map.of(Symbol.of("trusted.large"), Text.wrap(large)),
                        "/link",
                        Map.of(Symbol.of("trusted.link"), Text.of("y"))),
                found);
    }

    @Test
    void extendedAttributesComeOver() throws IOException {
        Path file = file("file");
        UserDefinedFileAttributeView view = Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
        assumeTrue(view != null);
        try {
            view.write("binary", ByteBuffer.wrap(Hex.bytes("00ff")));
            view.write("empty", ByteBuffer.allocate(0));
        } catch (FileSystemException e) {
            assumeTrue(false, "this file system has no extended attributes");
        }
        assertEquals(
                Map.of(Symbol.of("user.binary"), Text.wrap(Hex.bytes("00ff")), Symbol.of("user.empty"), Text.of("")),
                assertInstanceOf(SourceEntry.File.class, read().get(1))
                        .metadata()
                        .extendedAttributes());
    }

    @Test
    void namesOfExtendedAttributesComeOverByteForByte() throws Exception {
        assumeTrue(mayHaveAttribute("user.test"), "this file system has no extended attributes");
        file("file");
        HostProgram.BASH.runIn(
                root,
                "C",
                "-c",
                "setfattr -n $'user.caf\\xe9' -v 1 file && setfattr -n $'user.caf\\xc3\\xa9' -v 2 file && "
                        + "setfattr -n user.cafe -v 3 file && setfattr -n $'user.\\xff' -v 4 .");
        List<SourceEntry> entries = read();
        assertEquals(
                Map.of(Symbol.wrap(Hex.bytes("'user.' ff")), Text.of("4")),
                assertInstanceOf(SourceEntry.Directory.class, entries.get(0))
                        .metadata()
                        .extendedAttributes());
        assertEquals(
                Map.of(
                        Symbol.wrap(Hex.bytes("'user.caf' e9")), Text.of("1"),
                        Symbol.wrap(Hex.bytes("'user.caf' c3a9")), Text.of("2"),
                        Symbol.of("user.cafe"), Text.of("3")),
                assertInstanceOf(SourceEntry.File.class, entries.get(1))
                        .metadata()
                        .extendedAttributes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ff", "c3a4", "0a", "20 'x' 20", "'\\'", "'%41'"})
    void namesComeOverByteForByte(String hex) throws IOException {
        Path directory = Files.createDirectory(HostNames.resolve(root, Hex.bytes(hex)));
        Files.createFile(HostNames.resolve(directory, Hex.bytes(hex)));
        List<SourceEntry> entries = read();
        assertArrayEquals(Hex.bytes(hex), entries.get(1).path().name().toByteArray());
        assertArrayEquals(Hex.bytes(hex), entries.get(2).path().name().toByteArray());
    }

    @ParameterizedTest
    @ValueSource(strings = {"'a//b/./c/'", "ff '/'", "'..'"})
    void linkTargetsComeOverByteForByte(String hex) throws IOException {
        assumeTrue(PosixHost.open().isPresent());
        try (PosixHost host = PosixHost.open().orElseThrow();
                HostDirectory directory = host.openDirectory(root)) {
            directory.makeSymbolicLink(new byte[] {'l'}, Hex.bytes(hex));
            assertArrayEquals(
                    Hex.bytes(hex),
                    assertInstanceOf(SourceEntry.Link.class, read().get(1))
                            .target()
                            .toByteArray());
            directory.remove(new byte[] {'l'});
        }
    }

    @Test
    void linksAreNotFollowed() throws IOException {
        Files.createDirectories(outside.resolve("elsewhere/inside"));
        Files.createSymbolicLink(root.resolve("link"), Path.of("../elsewhere"));
        assertEquals(List.of("/link"), paths());
    }

    @Test
    void anotherNameOfAFileIsAHardLink() throws IOException {
        directory("a");
        Files.createLink(root.resolve("a/second"), file("b"));
        Files.createLink(root.resolve("c"), root.resolve("b"));
        List<SourceEntry> entries = read();
        assertInstanceOf(SourceEntry.File.class, entries.get(2));
        for (SourceEntry other : entries.subList(3, 5)) {
            assertEquals(
                    "/a/second",
                    assertInstanceOf(SourceEntry.HardLink.class, other).first().toString());
        }
    }

    /** The other name is not part of the tree. */
    @Test
    void fileWithLinkOutsideOfTreeIsOrdinaryFile() throws IOException {
        Files.createLink(outside.resolve("elsewhere"), file("a"));
        assertInstanceOf(SourceEntry.File.class, read().get(1));
    }

    @Test
    void anotherNameOfALinkIsAHardLink() throws IOException {
        assumeTrue(PosixHost.open().isPresent());
        try (PosixHost host = PosixHost.open().orElseThrow();
                HostDirectory directory = host.openDirectory(root)) {
            directory.makeSymbolicLink(new byte[] {'a'}, new byte[] {'x'});
            directory.makeLink(new byte[] {'b'}, directory, new byte[] {'a'});
        }
        List<SourceEntry> entries = read();
        assertInstanceOf(SourceEntry.Link.class, entries.get(1));
        assertEquals(
                "/a",
                assertInstanceOf(SourceEntry.HardLink.class, entries.get(2))
                        .first()
                        .toString());
    }

    @Test
    void devicesAndFifosAreEntriesWithTheirNumbers() throws Exception {
        assumeTrue(Command.shell("mkfifo -m 604 \"$1/one\" && ln \"$1/one\" \"$1/two\"", root)
                        .run()
                        .exitCode()
                == 0);
        boolean hasDevices = Command.shell("mknod \"$1/x\" c 4095 1048575 && mknod \"$1/y\" b 0 255", root)
                        .run()
                        .exitCode()
                == 0;
        List<SourceEntry> entries = read();
        SourceEntry.Special fifo = assertInstanceOf(SourceEntry.Special.class, entries.get(1));
        assertEquals(SpecialNode.FIFO, fifo.node());
        assertEquals(0604, fifo.metadata().permissions().orElseThrow().mode());
        assertEquals(
                fifo.path(),
                assertInstanceOf(SourceEntry.HardLink.class, entries.get(2)).first());
        assumeTrue(hasDevices, "devices can be made here");
        assertEquals(
                new SpecialNode(InodeKind.CHARACTER_DEVICE, 4095, 1048575),
                assertInstanceOf(SourceEntry.Special.class, entries.get(3)).node());
        assertEquals(
                new SpecialNode(InodeKind.BLOCK_DEVICE, 0, 255),
                assertInstanceOf(SourceEntry.Special.class, entries.get(4)).node());
        assertEquals(List.of(), noticed());
    }

    @Test
    void kernelDirectoriesAreLeftEmpty() throws IOException {
        directory("dev");
        file("dev/null");
        directory("proc/1");
        directory("sys");
        directory("etc/dev");
        file("etc/dev/null");
        assertEquals(List.of("/dev", "/etc", "/etc/dev", "/etc/dev/null", "/proc", "/sys"), paths());
        assertEquals(
                List.of(
                        "/dev what is inside is left out: the Nanos kernel provides it",
                        "/proc what is inside is left out: the Nanos kernel provides it"),
                noticed());
    }

    @Test
    void kernelPathThatIsNotADirectoryGivesANotice() throws IOException {
        file("proc");
        Files.createSymbolicLink(root.resolve("sys"), Path.of("etc"));
        assertEquals(List.of("/proc", "/sys"), paths());
        assertEquals(2, noticed().size());
        assertTrue(noticed().stream().allMatch(text -> text.contains("will not boot")), noticed()::toString);
    }

    @Test
    void imageInsideItsSourceIsLeftOut() throws IOException {
        Path image = file("image");
        file("other");
        assertEquals(List.of("/other"), paths(image));
        assertEquals(List.of(), noticed());
    }

    @ParameterizedTest
    @ValueSource(strings = {"./image", "d/../image", "../root/image", "../link/image"})
    void imageInsideItsSourceIsLeftOutUnderAnyName(String name) throws IOException {
        directory("d");
        file("image");
        Files.createSymbolicLink(outside.resolve("link"), root);
        assertEquals(List.of("/d"), paths(root.resolve(name)));
    }

    @Test
    void acceptsLinkToDirectoryAsRoot() throws IOException {
        file("file");
        Path link = Files.createSymbolicLink(outside.resolve("link"), root);
        TreeSource source = new DirectorySource(
                link,
                DirectorySelection.usual().with(EXCLUDES).withoutOwnFiles(() -> Set.of(root.resolve("file"))),
                notices::add);
        assertInstanceOf(SourceEntry.Directory.class, source.next().orElseThrow());
        assertEquals(Optional.empty(), source.next());
        assertEquals(List.of(), notices);
    }

    @Test
    void refusesRootThatIsNoDirectory() throws IOException {
        Path file = file("file");
        assertThrows(
                NotDirectoryException.class,
                () -> new DirectorySource(file, DirectorySelection.usual().with(EXCLUDES), notices::add));
        assertThrows(
                NoSuchFileException.class,
                () -> new DirectorySource(
                        outside.resolve("missing"), DirectorySelection.usual().with(EXCLUDES), notices::add));
    }

    @Test
    void treeOfThirtyLevelsIsReadWhole() throws IOException {
        StringBuilder path = new StringBuilder();
        for (int level = 0; level < 30; level++) {
            path.append("/directory ").append(level);
        }
        directory(path.substring(1));
        assertEquals(path.toString(), paths().getLast());
    }

    @Test
    void becomesAnImageThatReadsTheSame() throws IOException {
        directory("a/b");
        Files.writeString(file("a/file"), "content");
        Files.createLink(root.resolve("second"), root.resolve("a/file"));
        MemoryDevice device = new MemoryDevice();
        new ImageBuilder(new Identity(new UUID(1, 2), Label.of("")), notices::add)
                .build(
                        () -> device,
                        List.of(new DirectorySource(
                                root, DirectorySelection.usual().with(EXCLUDES), notices::add)));
        Checks.assertSound(device);
        Volume volume = Volume.open(device);
        RegularFile second = assertInstanceOf(
                RegularFile.class, volume.root().find(Symbol.of("second")).orElseThrow());
        ByteBuffer content = ByteBuffer.allocate(100);
        assertEquals(7, second.read(0, content));
        assertEquals("content", new String(content.array(), 0, 7, StandardCharsets.UTF_8));
        assertEquals(2, second.linkCount());
        assertEquals(List.of(), notices);
    }
}
