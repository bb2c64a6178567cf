// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source.lookup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tfskit.Command;
import dev.tfskit.schema.InodeKind;
import dev.tfskit.source.ListSource;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostTreeTest {

    @TempDir
    private Path directory;

    private HostTree tree() throws IOException {
        return new HostTree(directory);
    }

    private <T extends SourceEntry> T entry(Class<T> kind, String... path) throws IOException {
        return assertInstanceOf(
                kind, tree().find(ListSource.path(path)).orElseThrow().entry());
    }

    @Test
    void entriesAreOfTheirKinds() throws IOException, InterruptedException {
        Files.createDirectory(directory.resolve("d"));
        Files.writeString(directory.resolve("d/file"), "content");
        Files.createSymbolicLink(directory.resolve("link"), Path.of("d/file"));
        Command.of("mkfifo", directory.resolve("fifo")).run().ok();
        try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.bind(UnixDomainSocketAddress.of(directory.resolve("socket")));
        }
        assertEquals(
                ListSource.path("d"), entry(SourceEntry.Directory.class, "d").path());
        assertEquals(7, entry(SourceEntry.File.class, "d", "file").size());
        assertEquals(Text.of("d/file"), entry(SourceEntry.Link.class, "link").target());
        assertEquals(
                InodeKind.FIFO, entry(SourceEntry.Special.class, "fifo").node().kind());
        assertEquals(
                ListSource.path("socket"),
                entry(SourceEntry.Socket.class, "socket").path());
        assertEquals(
                List.of("d", "fifo", "link", "socket"),
                tree().names(ListSource.path()).stream().map(Symbol::decode).toList());
    }

    @Test
    void missingEntryIsNotFound() throws IOException {
        assertEquals(Optional.empty(), tree().find(ListSource.path("none")));
        assertEquals(Optional.empty(), tree().find(ListSource.path("none", "below")));
    }

    @Test
    void namesOfOneFileHaveOneIdentity() throws IOException {
        Files.createLink(directory.resolve("second"), Files.createFile(directory.resolve("first")));
        Files.createFile(directory.resolve("other"));
        Object identity = identity("first");
        assertEquals(identity, identity("second"));
        assertNotEquals(identity, identity("other"));
    }

    private Object identity(String name) throws IOException {
        return tree().find(ListSource.path(name)).orElseThrow().identity();
    }

    @Test
    void rootMayBeALink() throws IOException {
        Path real = Files.createDirectory(directory.resolve("real"));
        Files.createFile(real.resolve("file"));
        HostTree tree = new HostTree(Files.createSymbolicLink(directory.resolve("link"), real));
        assertEquals(List.of(Symbol.of("file")), tree.names(ListSource.path()));
    }

    @Test
    void refusesARootThatIsNoDirectory() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        assertThrows(NotDirectoryException.class, () -> new HostTree(file));
        assertThrows(NoSuchFileException.class, () -> new HostTree(directory.resolve("none")));
    }
}
