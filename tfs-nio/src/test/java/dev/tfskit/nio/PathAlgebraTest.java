// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tfskit.Tfs;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Paths do what paths of the host do: each operation is tried on both, with the same texts. */
class PathAlgebraTest {

    private static final List<String> TEXTS = List.of(
            "",
            "/",
            ".",
            "..",
            "a",
            "/a",
            "a/b",
            "/a/b",
            "/a/b/c",
            "a/",
            "//a//b/",
            "a/./b",
            "a/../b",
            "/..",
            "/../a",
            "../..",
            "../a",
            "../../a/b",
            "a/..",
            "a/../..",
            "./a",
            "a!",
            "a/b!",
            "ab",
            ".a",
            "a b",
            "ü",
            "/ü/日本",
            "a\\b",
            "*",
            "/a/.",
            "/./a");

    @TempDir
    private Path temp;

    private FileSystem tfs;
    private final FileSystem host = FileSystems.getDefault();

    @BeforeEach
    void open() throws IOException {
        Path image = temp.resolve("paths.raw");
        Tfs.create(image, 2 << 20, "paths").close();
        tfs = FileSystems.newFileSystem(image);
    }

    @AfterEach
    void close() throws IOException {
        tfs.close();
    }

    /** The result as text; the type of the exception when there is one. */
    private static String outcome(Function<FileSystem, Object> operation, FileSystem fileSystem) {
        try {
            Object result = operation.apply(fileSystem);
            return result instanceof Iterable<?> many && !(result instanceof Path) ? listed(many) : "" + result;
        } catch (IllegalArgumentException | UnsupportedOperationException e) {
            return e.getClass().getName();
        }
    }

    private static String listed(Iterable<?> many) {
        List<String> each = new ArrayList<>();
        many.forEach(one -> each.add(String.valueOf(one)));
        return each.toString();
    }

    private void assertSame(String what, Function<FileSystem, Object> operation) {
        assertEquals(outcome(operation, host), outcome(operation, tfs), what);
    }

    private void assertSameOfEach(String what, Function<Path, Object> operation) {
        for (String text : TEXTS) {
            assertSame(what + " of \"" + text + "\"", fileSystem -> operation.apply(fileSystem.getPath(text)));
        }
    }

    private void assertSameOfPairs(String what, BiFunction<Path, Path, Object> operation) {
        for (String first : TEXTS) {
            for (String second : TEXTS) {
                assertSame(
                        what + " of \"" + first + "\" and \"" + second + "\"",
                        fileSystem -> operation.apply(fileSystem.getPath(first), fileSystem.getPath(second)));
            }
        }
    }

    @Test
    void partsAreThoseOfTheHost() {
        assertSameOfEach("text", Path::toString);
        assertSameOfEach("root", Path::getRoot);
        assertSameOfEach("name", Path::getFileName);
        assertSameOfEach("parent", Path::getParent);
        assertSameOfEach("count", Path::getNameCount);
        assertSameOfEach("absolute", Path::isAbsolute);
        assertSameOfEach("normalised", Path::normalize);
        assertSameOfEach("names", path -> {
            List<Path> names = new ArrayList<>();
            path.forEach(names::add);
            return names;
        });
        for (int i = -1; i < 4; i++) {
            int index = i;
            assertSameOfEach("name " + i, path -> path.getName(index));
            for (int j = -1; j < 4; j++) {
                int end = j;
                assertSameOfEach("names " + i + " to " + j, path -> path.subpath(index, end));
            }
        }
    }

    @Test
    void combinationsAreThoseOfTheHost() {
        assertSameOfPairs("resolve", Path::resolve);
        assertSameOfPairs("resolveSibling", Path::resolveSibling);
        assertSameOfPairs("startsWith", Path::startsWith);
        assertSameOfPairs("endsWith", Path::endsWith);
        assertSameOfPairs("relativize", Path::relativize);
        assertSameOfPairs("order", (a, b) -> Integer.signum(a.compareTo(b)));
        assertSameOfPairs("equality", Path::equals);
        assertSameOfPairs("text startsWith", (a, b) -> a.startsWith(b.toString()));
        assertSameOfPairs("text resolve", (a, b) -> a.resolve(b.toString()));
        assertSameOfPairs("joined", (a, b) -> a.getFileSystem().getPath(a.toString(), b.toString(), ""));
    }

    @Test
    void equalPathsHaveEqualHashes() {
        assertEquals(tfs.getPath("/a//b/").hashCode(), tfs.getPath("/a/b").hashCode());
        assertNotEquals(tfs.getPath("/a"), tfs.getPath("a"));
        assertNotEquals(tfs.getPath("a"), host.getPath("a"));
        assertNotEquals(host.getPath("a"), tfs.getPath("a"));
    }

    @Test
    void pathsOfOtherProvidersAreRefusedOrDifferent() {
        Path own = tfs.getPath("/a");
        Path foreign = Path.of("/a");
        assertThrows(ProviderMismatchException.class, () -> own.resolve(foreign));
        assertThrows(ProviderMismatchException.class, () -> own.relativize(foreign));
        assertThrows(ClassCastException.class, () -> own.compareTo(foreign));
        assertFalse(own.startsWith(foreign));
        assertFalse(own.endsWith(foreign));
        assertThrows(UnsupportedOperationException.class, own::toFile);
    }

    @Test
    void relativePathsBeginAtTheRoot() throws IOException {
        assertEquals("/", tfs.getPath("").toAbsolutePath().toString());
        assertEquals("/a/../b", tfs.getPath("a/../b").toAbsolutePath().toString());
        assertEquals("/", tfs.getPath("..").toRealPath().toString());
    }

    @Test
    void bytesThatAreNotUtf8SurviveAsText() {
        byte[] bytes = new byte[0x100 - 2];
        int length = 0;
        for (int b = 1; b < 0x100; b++) {
            if (b != '/') {
                bytes[length++] = (byte) b;
            }
        }
        String text = NameText.decode(bytes);
        TfsPath path = assertInstanceOf(TfsPath.class, tfs.getPath(text));
        assertEquals(text, path.toString());
        assertArrayEquals(bytes, path.bytes().toByteArray());
        assertEquals(path.toAbsolutePath(), Path.of(path.toUri()));
        assertEquals("a\udcffü\udcc3", NameText.decode(new byte[] {'a', -1, (byte) 0xc3, (byte) 0xbc, (byte) 0xc3}));
        assertEquals("😀", NameText.decode(NameText.encode("😀")));
    }

    @Test
    void impossibleTextsAreRefused() {
        assertThrows(InvalidPathException.class, () -> tfs.getPath("a\0b"));
        assertThrows(InvalidPathException.class, () -> tfs.getPath("\ud800"));
        assertThrows(InvalidPathException.class, () -> tfs.getPath("\udc7f"));
        assertThrows(InvalidPathException.class, () -> tfs.getPath("\udd00x"));
    }
}
