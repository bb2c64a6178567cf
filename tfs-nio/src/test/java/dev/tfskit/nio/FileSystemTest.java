// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Command;
import dev.tfskit.Tfs;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.FileDevice;
import dev.tfskit.disk.BootFile;
import dev.tfskit.disk.DiskLayout;
import dev.tfskit.disk.DiskWriter;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.InodeKind;
import dev.tfskit.schema.Label;
import dev.tfskit.schema.SpecialNode;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.OpenFile;
import dev.tfskit.volume.Volume;
import dev.tfskit.volume.VolumeBuilder;
import dev.tfskit.volume.WritableVolume;
import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.ProviderNotFoundException;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.spi.FileSystemProvider;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import net.jpountz.lz4.LZ4FrameOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Opens images by paths and URIs, reads them, and closes them. */
class FileSystemTest {

    private static final long BYTES = 8 << 20;

    @TempDir
    private Path temp;

    private Path image;

    @BeforeEach
    void makeImage() throws IOException {
        image = temp.resolve("an image%.raw");
        try (WritableVolume volume = Tfs.create(image, BYTES, "label")) {
            Directory etc = volume.root().createDirectory(Symbol.of("etc"));
            try (OpenFile file = etc.createFile(Symbol.of("hosts")).open()) {
                file.append(ByteBuffer.wrap("127.0.0.1 localhost\n".getBytes()));
            }
            etc.createFile(Symbol.wrap(new byte[] {'n', (byte) 0xff, '#'}));
            etc.createSymbolicLink(Symbol.of("link"), Text.of("../etc/hosts"));
            etc.createSocket(Symbol.of("socket"));
        }
    }

    private URI uri(String options) {
        return uri(image, options);
    }

    private static URI uri(Path file, String options) {
        return URI.create("tfs://" + file.toUri().getRawPath() + options);
    }

    @Test
    void serviceLoaderFindsTheProvider() {
        List<String> schemes = FileSystemProvider.installedProviders().stream()
                .map(FileSystemProvider::getScheme)
                .toList();
        assertTrue(schemes.contains("tfs"), schemes.toString());
    }

    @Test
    void imageOpenedByItsPathIsReadAndNotChanged() throws IOException {
        try (FileSystem disk = FileSystems.newFileSystem(image)) {
            assertTrue(disk.isReadOnly());
            assertEquals("127.0.0.1 localhost\n", Files.readString(disk.getPath("/etc/hosts")));
            assertEquals("127.0.0.1 localhost\n", Files.readString(disk.getPath("etc/link")));
            assertEquals("/etc/hosts", disk.getPath("/etc/link").toRealPath().toString());
            try (Stream<Path> walk = Files.walk(disk.getPath("/"))) {
                assertEquals(
                        List.of("/", "/etc", "/etc/hosts", "/etc/link", "/etc/n\udcff#", "/etc/socket"),
                        walk.map(Path::toString).toList());
            }
            Path file = disk.getPath("/etc/hosts");
            Path other = disk.getPath("/other");
            List<Executable> changes = List.of(
                    () -> Files.delete(file),
                    () -> Files.writeString(file, "x"),
                    () -> Files.createFile(other),
                    () -> Files.createDirectory(other),
                    () -> Files.createLink(other, file),
                    () -> Files.createSymbolicLink(other, file),
                    () -> Files.copy(file, other),
                    () -> Files.move(file, other),
                    () -> Files.newByteChannel(file, StandardOpenOption.READ, StandardOpenOption.DELETE_ON_CLOSE),
                    () -> Files.setLastModifiedTime(file, FileTime.fromMillis(0)),
                    () -> Files.setAttribute(file, "unix:mode", 0),
                    () -> Files.setAttribute(file, "user:x", new byte[0]));
            for (Executable change : changes) {
                assertThrows(ReadOnlyFileSystemException.class, change);
            }
            assertThrows(
                    AccessDeniedException.class,
                    () -> file.getFileSystem().provider().checkAccess(file, AccessMode.WRITE));
            assertFalse(Files.isWritable(file));
            assertTrue(Files.isReadable(file));
            file.getFileSystem().provider().checkAccess(file, AccessMode.READ, AccessMode.READ);
        }
    }

    @Test
    void imageOpenedForWritingKeepsChanges() throws IOException {
        try (FileSystem disk = FileSystems.newFileSystem(uri("?mode=rw"), Map.of())) {
            assertFalse(disk.isReadOnly());
            Files.writeString(disk.getPath("/new"), "content");
            assertTrue(Files.isWritable(disk.getPath("/new")));
            assertThrows(FileSystemException.class, () -> FileSystems.newFileSystem(image));
        }
        try (FileSystem disk = FileSystems.newFileSystem(image, Map.of("mode", "ro"))) {
            assertEquals("content", Files.readString(disk.getPath("/new")));
        }
    }

    @Test
    void urisLeadBackToTheirPaths() throws IOException {
        try (FileSystem first = FileSystems.newFileSystem(image);
                FileSystem second = FileSystems.newFileSystem(image)) {
            for (FileSystem disk : List.of(first, second)) {
                for (String each : List.of("/", "/etc/n\udcff#", "/etc/hosts", "/ü/?a=b&c", "/a b%20")) {
                    Path path = disk.getPath(each);
                    assertEquals(path, Path.of(path.toUri()));
                    assertEquals(path.toUri(), URI.create(path.toUri().toString()));
                }
                assertEquals(disk, FileSystems.getFileSystem(disk.getPath("etc").toUri()));
            }
            assertNotEquals(first.getPath("/etc"), second.getPath("/etc"));
            assertTrue(first.getPath("/").toUri().toString().endsWith("/an%20image%25.raw#/"));
            assertTrue(second.getPath("x").toUri().toString().endsWith("/an%20image%25.raw?opening=2#/x"));
            assertEquals(first.getPath("/"), Path.of(uri("")));
            assertEquals(first.getPath("/"), Path.of(uri("?mode=rw")));
        }
        assertThrows(FileSystemNotFoundException.class, () -> Path.of(uri("#/etc")));
        assertThrows(FileSystemNotFoundException.class, () -> FileSystems.getFileSystem(uri("")));
    }

    /** Java makes a provider for each call that passes a class loader, as plugins do. */
    @Test
    void providersShareTheirOpenFileSystems() throws IOException {
        try (FileSystem disk = new TfsFileSystemProvider().newFileSystem(uri(""), Map.of())) {
            TfsFileSystemProvider other = new TfsFileSystemProvider();
            assertThrows(FileSystemAlreadyExistsException.class, () -> other.newFileSystem(uri(""), Map.of()));
            assertEquals(disk, other.getFileSystem(uri("")));
        }
        new TfsFileSystemProvider().newFileSystem(uri(""), Map.of()).close();
    }

    @Test
    void oneUriOpensOneFileSystem() throws IOException {
        try (FileSystem disk = FileSystems.newFileSystem(uri(""), Map.of())) {
            assertTrue(disk.isOpen());
            assertThrows(FileSystemAlreadyExistsException.class, () -> FileSystems.newFileSystem(uri(""), Map.of()));
            Path link = Files.createSymbolicLink(temp.resolve("link"), image);
            URI byLink = URI.create("tfs://" + link.toUri().getRawPath());
            assertThrows(FileSystemAlreadyExistsException.class, () -> FileSystems.newFileSystem(byLink, Map.of()));
            assertEquals(disk, FileSystems.getFileSystem(byLink));
        }
        FileSystems.newFileSystem(uri(""), Map.of()).close();
    }

    @Test
    void optionsChooseTheVolume() throws IOException {
        Path disk = temp.resolve("disk");
        byte[] bytes = new byte[4096 + (int) Files.size(image)];
        System.arraycopy(Files.readAllBytes(image), 0, bytes, 4096, bytes.length - 4096);
        Files.write(disk, bytes);
        try (FileSystem volume = FileSystems.newFileSystem(disk, Map.of("offset", 4096))) {
            assertTrue(Files.exists(volume.getPath("/etc/hosts")));
            Path path = volume.getPath("/etc");
            assertTrue(path.toUri().toString().endsWith("?offset=4096#/etc"));
            assertEquals(path, Path.of(path.toUri()));
        }
        assertThrows(FileSystemException.class, () -> FileSystems.newFileSystem(disk, Map.of("volume", "boot")));
        assertThrows(FileSystemException.class, () -> FileSystems.newFileSystem(disk, Map.of("partition", "1")));
        assertThrows(FileSystemException.class, () -> FileSystems.newFileSystem(uri("?partition=0"), Map.of()));
        assertThrows(TfsFormatException.class, () -> FileSystems.newFileSystem(disk, Map.of("offset", "512")));
    }

    @Test
    void optionsChooseTheVolumeOfADisk() throws IOException {
        Path disk = temp.resolve("disk");
        try (FileChannel channel =
                FileChannel.open(disk, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            DiskWriter writer = DiskWriter.begin(new FileDevice(disk, channel), BootFile.withoutLoader(), null);
            fill(writer.bootVolume(), DiskLayout.BOOT_VOLUME_BYTES, "kernel");
            fill(writer.rootVolume(), BYTES, "init");
            writer.finish();
        }
        for (String options : List.of("?volume=boot", "?partition=0")) {
            try (FileSystem volume = FileSystems.newFileSystem(uri(disk, options + "&mode=rw"), Map.of())) {
                Path kernel = volume.getPath("/kernel");
                assertEquals(uri(disk, options + "#/kernel"), kernel.toUri());
                assertEquals(kernel, Path.of(kernel.toUri()));
                assertEquals("kernel", Files.readString(kernel));
                Files.writeString(kernel, "kernel");
            }
        }
        for (String options : List.of("", "?partition=1")) {
            try (FileSystem volume = FileSystems.newFileSystem(uri(disk, options), Map.of())) {
                assertEquals("init", Files.readString(volume.getPath("/init")));
                assertFalse(Files.exists(volume.getPath("/kernel")));
            }
        }
        assertThrows(FileSystemException.class, () -> FileSystems.newFileSystem(disk, Map.of("partition", 2)));
    }

    private static void fill(BlockDevice device, long bytes, String name) throws IOException {
        // Closing it would close the disk.
        VolumeBuilder volume = Volume.create(device, new Identity(new UUID(1, 2), Label.of(name)), bytes);
        try (OpenFile file = volume.root().createFile(Symbol.of(name)).open()) {
            file.append(ByteBuffer.wrap(name.getBytes()));
        }
        volume.commit();
        device.write(bytes - 1, ByteBuffer.allocate(1));
    }

    @Test
    void compressedImageIsReadAndNotChanged() throws IOException {
        Path compressed = temp.resolve("packed.lz4");
        try (OutputStream stream = new LZ4FrameOutputStream(Files.newOutputStream(compressed))) {
            Files.copy(image, stream);
        }
        for (String options : List.of("", "?offset=0")) {
            try (FileSystem disk = FileSystems.newFileSystem(uri(compressed, options), Map.of())) {
                assertEquals("127.0.0.1 localhost\n", Files.readString(disk.getPath("/etc/hosts")));
                assertTrue(disk.isReadOnly());
            }
        }
        try (FileSystem disk = FileSystems.newFileSystem(compressed)) {
            assertTrue(Files.exists(disk.getPath("/etc/hosts")));
        }
        for (Executable opening : List.<Executable>of(
                () -> FileSystems.newFileSystem(uri(compressed, "?mode=rw"), Map.of()),
                () -> FileSystems.newFileSystem(compressed, Map.of("mode", "rw")))) {
            FileSystemException refused = assertThrows(FileSystemException.class, opening);
            assertEquals("is compressed with lz4, so it can only be read; unpack it first", refused.getReason());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?mode=write", "?volume=other", "?partition=x", "?partition=-1", "?partition=9999999999", "?offset=-1",
                "?unknown=1", "?mode", "?mode=rw&mode=rw", "?volume=root&offset=0", "#etc", "?opening=a",
                "?opening=0"
            })
    void malformedUrisAreRefused(String rest) {
        assertThrows(IllegalArgumentException.class, () -> FileSystems.newFileSystem(uri(rest), Map.of()));
    }

    @Test
    void urisWithoutAnAbsolutePathAreRefused() {
        for (String each : List.of("tfs:disk.raw", "tfs://host/disk.raw", "tfs:?mode=ro")) {
            assertThrows(IllegalArgumentException.class, () -> FileSystems.newFileSystem(URI.create(each), Map.of()));
        }
        assertThrows(
                IllegalArgumentException.class, () -> FileSystems.newFileSystem(uri("?mode=ro"), Map.of("mode", "rw")));
    }

    @Test
    void filesOfOtherFormatsAreLeftToOtherProviders() throws IOException {
        Path other = Files.writeString(temp.resolve("other"), "x".repeat(5000));
        assertThrows(ProviderNotFoundException.class, () -> FileSystems.newFileSystem(other));
        assertThrows(ProviderNotFoundException.class, () -> FileSystems.newFileSystem(temp));
        assertThrows(NoSuchFileException.class, () -> FileSystems.newFileSystem(temp.resolve("missing"), Map.of()));
        URI uri = URI.create("tfs://" + other.toUri().getRawPath());
        assertThrows(TfsFormatException.class, () -> FileSystems.newFileSystem(uri, Map.of()));
    }

    /** On the module path Java asks this provider before that of zip files, and only one exception lets it go on. */
    @Test
    void optionsOfOtherProvidersAreLeftToThem() throws IOException {
        Path packed = temp.resolve("packed.lz4");
        try (OutputStream stream = new LZ4FrameOutputStream(Files.newOutputStream(packed))) {
            Files.copy(image, stream);
        }
        Path text = Files.writeString(temp.resolve("text"), "x".repeat(5000));
        FileSystemProvider provider = new TfsFileSystemProvider();
        for (Path each : List.of(temp.resolve("new.zip"), packed, text)) {
            assertThrows(
                    UnsupportedOperationException.class, () -> provider.newFileSystem(each, Map.of("create", "true")));
        }
        assertThrows(IllegalArgumentException.class, () -> provider.newFileSystem(image, Map.of("mod", "rw")));
        try (FileSystem zip = FileSystems.newFileSystem(temp.resolve("new.zip"), Map.of("create", "true"))) {
            assertEquals("jar", zip.provider().getScheme());
        }
    }

    @Test
    void filesThatAreReadFromFrontToBackAreLeftToOtherProviders() throws IOException, InterruptedException {
        Path pipe = temp.resolve("pipe");
        Command.of("mkfifo", pipe).run().ok();
        Path socket = temp.resolve("socket");
        FileSystemProvider provider = new TfsFileSystemProvider();
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            for (Path each : List.of(pipe, socket, Path.of("/dev/null"))) {
                assertThrows(ProviderNotFoundException.class, () -> FileSystems.newFileSystem(each));
                assertThrows(
                        UnsupportedOperationException.class,
                        () -> provider.newFileSystem(each, Map.of("create", "true")));
                assertThrows(FileSystemException.class, () -> FileSystems.newFileSystem(each, Map.of("partition", 1)));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10, 5000, 100_000})
    void compressedFilesOfOtherFormatsAreLeftToOtherProviders(int bytes) throws IOException {
        Path other = temp.resolve("archive.tar.lz4");
        try (OutputStream stream = new LZ4FrameOutputStream(Files.newOutputStream(other))) {
            stream.write("x".repeat(bytes).getBytes());
        }
        for (String mode : List.of("ro", "rw")) {
            assertThrows(ProviderNotFoundException.class, () -> FileSystems.newFileSystem(other, Map.of("mode", mode)));
        }
        assertThrows(FileSystemException.class, () -> FileSystems.newFileSystem(other, Map.of("partition", 1)));
    }

    @Test
    void damagedCompressedFileIsReportedAsDamaged() throws IOException {
        Path compressed = temp.resolve("damaged.lz4");
        try (OutputStream stream = new LZ4FrameOutputStream(Files.newOutputStream(compressed))) {
            Files.copy(image, stream);
        }
        byte[] whole = Files.readAllBytes(compressed);
        Files.write(compressed, Arrays.copyOf(whole, whole.length / 2));
        assertThrows(TfsFormatException.class, () -> FileSystems.newFileSystem(compressed));
    }

    @Test
    void devicesHaveTheNumbersOfTheHost() throws IOException {
        try (WritableVolume volume = Tfs.openForWriting(image)) {
            SpecialNode ofNull = new SpecialNode(InodeKind.CHARACTER_DEVICE, 1, 3);
            volume.root().createSpecialFile(Symbol.of("null"), ofNull);
            SpecialNode large = new SpecialNode(InodeKind.BLOCK_DEVICE, 0x123, 0x45678);
            volume.root().createSpecialFile(Symbol.of("large"), large);
            volume.root().createSpecialFile(Symbol.of("fifo"), SpecialNode.FIFO);
        }
        try (FileSystem disk = FileSystems.newFileSystem(image)) {
            assertEquals(
                    Files.readAttributes(Path.of("/dev/null"), "unix:rdev"),
                    Files.readAttributes(disk.getPath("/null"), "unix:rdev"));
            assertEquals(0x45612378L, Files.getAttribute(disk.getPath("/large"), "unix:rdev"));
            for (String each : List.of("/fifo", "/etc", "/etc/hosts", "/etc/socket")) {
                assertEquals(0L, Files.getAttribute(disk.getPath(each), "unix:rdev"), each);
            }
        }
    }

    @Test
    void storeHasTheFiguresOfTheVolume() throws IOException {
        try (FileSystem disk = FileSystems.newFileSystem(image, Map.of("mode", "rw"))) {
            FileStore store = Files.getFileStore(disk.getPath("/etc/hosts"));
            assertEquals("tfs", store.type());
            assertEquals(image.toRealPath().toString(), store.name());
            assertEquals(BYTES, store.getTotalSpace());
            assertEquals(BYTES, store.getAttribute("totalSpace"));
            assertEquals(512, store.getBlockSize());
            assertEquals("label", store.getAttribute("label"));
            long free = store.getUnallocatedSpace();
            assertTrue(free > 0 && free < BYTES, Long.toString(free));
            Files.write(disk.getPath("/block"), new byte[1 << 20]);
            assertTrue(store.getUsableSpace() <= free - (1 << 20), Long.toString(store.getUsableSpace()));
            assertEquals(store, disk.getFileStores().iterator().next());
            assertTrue(store.supportsFileAttributeView("unix"));
            assertFalse(store.supportsFileAttributeView("acl"));
            assertThrows(UnsupportedOperationException.class, () -> store.getAttribute("unknown"));
            assertThrows(NoSuchFileException.class, () -> Files.getFileStore(disk.getPath("/missing")));
        }
    }

    @Test
    void fileSystemDescribesItself() throws IOException {
        try (FileSystem disk = FileSystems.newFileSystem(image)) {
            assertEquals("/", disk.getSeparator());
            assertEquals(List.of(disk.getPath("/")), disk.getRootDirectories());
            assertEquals(Set.of("basic", "posix", "unix", "owner", "user"), disk.supportedFileAttributeViews());
            assertThrows(UnsupportedOperationException.class, disk::newWatchService);
            assertTrue(disk.getPathMatcher("glob:*.c").matches(disk.getPath("a.c")));
            assertInstanceOf(TfsFileSystemProvider.class, disk.provider());
        }
    }
}
