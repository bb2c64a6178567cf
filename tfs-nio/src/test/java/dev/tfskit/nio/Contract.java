// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tfskit.RemoveTree;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The base of the contract tests: an empty directory, on TFS and on the host. */
@ParameterizedClass
@EnumSource(Subject.class)
abstract class Contract {

    @Parameter
    Subject subject;

    @TempDir(deletionStrategy = RemoveTree.class)
    private Path temp;

    private Subject.Fixture fixture;

    @BeforeEach
    final void open() throws IOException {
        fixture = subject.open(temp);
    }

    @AfterEach
    final void close() throws IOException {
        fixture.close();
    }

    final Path root() {
        return fixture.root();
    }

    final FileSystem fileSystem() {
        return root().getFileSystem();
    }

    final Path path(String name) {
        return root().resolve(name);
    }

    final Path file(String name, String content) throws IOException {
        return Files.writeString(path(name), content);
    }

    final Path file(String name) throws IOException {
        return file(name, name);
    }

    final Path directory(String name) throws IOException {
        return Files.createDirectory(path(name));
    }

    final Path link(String name, String target) throws IOException {
        return Files.createSymbolicLink(path(name), fileSystem().getPath(target));
    }

    /** Demands an exception of a type, or one below it, that names a path. */
    static <T extends FileSystemException> T assertFails(Class<T> type, Path named, Executable action) {
        T thrown = assertThrows(type, action);
        assertEquals(named.toString(), thrown.getFile(), thrown.toString());
        return thrown;
    }

    /** Demands a {@code FileSystemException} of any type that names a path. */
    static void assertFails(Path named, Executable action) {
        assertFails(FileSystemException.class, named, action);
    }
}
