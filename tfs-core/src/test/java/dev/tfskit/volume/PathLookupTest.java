// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tfskit.check.Checks;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.volume.PathLookup.Links;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * In this tree:
 *
 * <pre>
 * /
 * +- d/
 * |  +- e/
 * |  |  +- f
 * |  +- up -> ..
 * |  +- here -> e
 * |  +- deep -> ../d/here/f
 * +- abs -> /d/e
 * +- slash -> d/
 * +- file
 * +- fileslash -> file/
 * +- loop -> loop
 * +- chain -> chain0, chain0 -> chain1, … chain38 -> file
 * +- gone -> d/nothing
 * +- empty -> (nothing)
 * +- out -> /../../d
 * </pre>
 */
class PathLookupTest {

    private final VolumeBuilder volume;

    PathLookupTest() throws IOException {
        MemoryDevice device = new MemoryDevice();
        volume = Volume.create(device, new Identity(new UUID(1, 2), Label.of("")));
        Directory root = volume.root();
        Directory d = root.createDirectory(Symbol.of("d"));
        d.createDirectory(Symbol.of("e")).createFile(Symbol.of("f"));
        link(d, "up", "..");
        link(d, "here", "e");
        link(d, "deep", "../d/here/f");
        link(root, "abs", "/d/e");
        link(root, "slash", "d/");
        root.createFile(Symbol.of("file"));
        link(root, "fileslash", "file/");
        link(root, "loop", "loop");
        link(root, "chain", "chain0");
        for (int i = 0; i < 38; i++) {
            link(root, "chain" + i, "chain" + (i + 1));
        }
        link(root, "chain38", "file");
        link(root, "gone", "d/nothing");
        link(root, "out", "/../../d");
        Checks.assertCommitsSound(volume, device);
    }

    private static void link(Directory directory, String name, String target) throws IOException {
        directory.createSymbolicLink(Symbol.of(name), Text.of(target));
    }

    private String find(Links links, String path) throws IOException {
        PathLookup.Found found = new PathLookup(volume, links).find(Text.of(path));
        assertSamePlace(found);
        return found.path().toString();
    }

    /** The path that is returned leads to the inode that is returned. */
    private void assertSamePlace(PathLookup.Found found) throws IOException {
        Inode inode = volume.root();
        for (Symbol name : found.path().names()) {
            inode = ((Directory) inode).find(name).orElseThrow();
        }
        assertEquals(inode, found.inode());
    }

    private <T extends FileSystemException> void assertRefused(Class<T> type, Links links, String path, String named) {
        assertEquals(named, assertThrows(type, () -> find(links, path)).getFile());
    }

    @ParameterizedTest
    @EnumSource(Links.class)
    void pathsWithoutLinks(Links links) throws IOException {
        assertEquals("/", find(links, "/"));
        assertEquals("/", find(links, ""));
        assertEquals("/", find(links, "."));
        assertEquals("/", find(links, ".."));
        assertEquals("/", find(links, "/../.././"));
        assertEquals("/d/e/f", find(links, "/d/e/f"));
        assertEquals("/d/e/f", find(links, "d/e/f"));
        assertEquals("/d/e/f", find(links, "//d///e/./f"));
        assertEquals("/file", find(links, "d/e/../../file"));
        assertEquals("/d", find(links, "d/"));
        assertEquals("/d", find(links, "d//"));
        assertEquals("/d", find(links, "d/e/.."));
    }

    @ParameterizedTest
    @EnumSource(Links.class)
    void missingEntryIsNamed(Links links) {
        assertRefused(NoSuchFileException.class, links, "x", "/x");
        assertRefused(NoSuchFileException.class, links, "d/e/x/y", "/d/e/x");
        assertRefused(NoSuchFileException.class, links, "d/../x", "/x");
        assertRefused(NoSuchFileException.class, links, "d/\u0007", "/d/\"\\007\"");
    }

    @ParameterizedTest
    @EnumSource(Links.class)
    void onlyDirectoriesHaveEntriesAndDots(Links links) {
        for (String path : new String[] {"file/x", "file/", "file/.", "file/..", "file//"}) {
            assertRefused(NotDirectoryException.class, links, path, "/file");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "d/up, /",
        "d/deep, /d/e/f",
        "abs, /d/e",
        "abs/f, /d/e/f",
        "slash, /d",
        "slash/e, /d/e",
        "chain, /file",
        "out, /d",
        "d/up/d/here/f, /d/e/f",
        "abs/.., /d",
        "abs/../here/f, /d/e/f"
    })
    void allLinksAreFollowed(String path, String expected) throws IOException {
        assertEquals(expected, find(Links.ALL, path));
    }

    @ParameterizedTest
    @CsvSource({
        "d/up, /d/up",
        "d/deep, /d/deep",
        "abs, /abs",
        "abs/, /d/e",
        "abs/f, /d/e/f",
        "loop, /loop",
        "gone, /gone",
        "d/up/abs, /abs",
        "abs/., /d/e"
    })
    void onlyLinksBeforeTheLastNameAreFollowed(String path, String expected) throws IOException {
        assertEquals(expected, find(Links.ON_THE_WAY, path));
    }

    @Test
    void withoutLinksALinkIsNoDirectory() throws IOException {
        assertEquals("/abs", find(Links.NONE, "abs"));
        assertInstanceOf(
                SymbolicLink.class,
                new PathLookup(volume, Links.NONE).find(Text.of("abs")).inode());
        assertRefused(NotDirectoryException.class, Links.NONE, "abs/f", "/abs");
        assertRefused(NotDirectoryException.class, Links.NONE, "abs/", "/abs");
        assertRefused(NotDirectoryException.class, Links.NONE, "d/up/..", "/d/up");
    }

    @Test
    void linksThatLeadNowhere() {
        assertRefused(NoSuchFileException.class, Links.ALL, "gone", "/d/nothing");
        assertRefused(NotDirectoryException.class, Links.ALL, "fileslash", "/file");
        assertRefused(FileSystemLoopException.class, Links.ALL, "loop", "loop");
        assertRefused(FileSystemLoopException.class, Links.ON_THE_WAY, "loop/x", "loop/x");
    }

    /** Only another program can have stored such a link. */
    @Test
    void emptyLinkLeadsNowhere() throws IOException {
        Tuple written = HandMadeVolume.tuple("(children:(empty:(linktarget:x)))");
        written.tuple(Attributes.CHILDREN)
                .orElseThrow()
                .tuple(Symbol.of("empty"))
                .orElseThrow()
                .set(Attributes.LINK_TARGET, Text.of(""));
        Volume other = Volume.open(HandMadeVolume.device(written, 0));
        assertThrows(NoSuchFileException.class, () -> new PathLookup(other, Links.ALL).find(Text.of("empty")));
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 41})
    void fortyLinksAreFollowedAndNotOneMore(int links) throws IOException {
        link(volume.root(), "more", "chain");
        String path = links == 40 ? "chain" : "more";
        if (links == 40) {
            assertEquals("/file", find(Links.ALL, path));
        } else {
            assertRefused(FileSystemLoopException.class, Links.ALL, path, path);
        }
    }

    @Test
    void entryThatIsNoInodeIsDamage() {
        Tuples.of(volume.root()).tuple(Attributes.CHILDREN).orElseThrow().set(Symbol.of("x"), Text.of("y"));
        assertThrows(TfsFormatException.class, () -> find(Links.ALL, "x"));
    }
}
