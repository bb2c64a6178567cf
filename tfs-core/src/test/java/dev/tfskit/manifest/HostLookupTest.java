// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tfskit.value.Text;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Where a manifest's files are found: in the target root {@code root}, or in the working directory {@code here} and all
 * of the host.
 */
class HostLookupTest {

    @TempDir
    private Path temp;

    @BeforeEach
    void makeDirectories() throws IOException {
        write("root/etc/hosts", "of the root");
        write("here/etc/hosts", "of the working directory");
        write("here/data", "only on the host");
    }

    private Path write(String path, String text) throws IOException {
        Path file = temp.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private void link(String path, String target) throws IOException {
        Path link = temp.resolve(path);
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, Path.of(target));
    }

    private HostLookup lookup() {
        return new HostLookup(Path.of("..", "root"), temp.resolve("here"));
    }

    private void assertFinds(String text, String path) throws IOException {
        HostLookup.Found found = lookup().find(Text.of(path));
        assertEquals(text, Files.readString(found.file()));
        assertEquals(text.length(), found.size());
    }

    private void assertFails(String problem, String path) {
        FileSystemException failure = assertThrows(FileSystemException.class, () -> lookup().find(Text.of(path)));
        assertEquals(problem, (failure.getFile() + " " + failure.getReason()).replace(temp.toString(), "TEMP"));
    }

    @Test
    void targetRootIsSearchedFirst() throws IOException {
        assertFinds("of the root", "etc/hosts");
        assertFinds("of the root", "/etc/hosts");
        assertFinds("of the root", "//etc/hosts");
    }

    @Test
    void pathMissingInTheTargetRootIsReadFromTheHost() throws IOException {
        assertFinds("only on the host", "data");
        assertFinds("only on the host", temp.resolve("here/data").toString());
        assertEquals(
                "of the working directory",
                Files.readString(new HostLookup(null, temp.resolve("here"))
                        .find(Text.of("etc/hosts"))
                        .file()));
    }

    @Test
    void absoluteLinksInTheTargetRootStayThere() throws IOException {
        link("root/first", "/second");
        link("root/second", "/etc/hosts");
        assertFinds("of the root", "first");
    }

    @Test
    void hostResolvesRelativeLinks() throws IOException {
        link("root/up", "../here/data");
        assertFinds("only on the host", "up");
        link("root/down", "etc/hosts");
        assertFinds("of the root", "/down");
    }

    /** The C tool does so as well, with the path that the manifest has. */
    @Test
    void danglingLinkOfTheTargetRootFallsBackToTheHost() throws IOException {
        link("root/data", "/not/there");
        assertFinds("only on the host", "data");
    }

    @Test
    void linksOfTheHostAreFollowed() throws IOException {
        link("here/link", "data");
        assertFinds("only on the host", "link");
    }

    @Test
    void findsNameOfAnyBytes() throws IOException {
        write("here/ä ü", "bytes");
        assertFinds("bytes", "ä ü");
    }

    @Test
    void linksThatGoRoundInACircleAreNamed() throws IOException {
        link("root/a", "/b");
        link("root/b", "/c");
        link("root/c", "/b");
        assertFails("/a symbolic links in the target root go round in a circle: /a -> /b -> /c -> /b", "/a");
    }

    @Test
    void missingFileIsNamedWithAllSearchedPaths() {
        assertFails(
                "no/such is not there, neither in the target root ../root nor as TEMP/here/no/such; correct its path",
                "no/such");
        FileSystemException failure =
                assertThrows(FileSystemException.class, () -> new HostLookup(null, temp).find(Text.of("/no/such")));
        assertEquals("is not there, as /no/such; correct its path", failure.getReason());
    }

    @Test
    void onlyRegularFilesHaveContents() throws IOException {
        assertFails("TEMP/here/../root/etc is a directory, and only a regular file has contents; name one", "etc");
        assertFails(
                "/dev/null is a device, socket or fifo, and only a regular file has contents; name one", "/dev/null");
        link("root/directory", "etc");
        assertFails("TEMP/root/etc is a directory, and only a regular file has contents; name one", "directory");
    }

    @Test
    void namesDanglingLink() throws IOException {
        link("root/broken", "gone");
        assertFails("TEMP/here/../root/broken is a link to gone, which leads nowhere; correct the link", "broken");
    }

    @Test
    void namesLinksInACircle() throws IOException {
        link("root/loop", "back");
        link("root/back", "loop");
        link("root/before", "loop");
        assertFails(
                "TEMP/here/../root/before is a link to loop, which leads through too many links, or in a circle; "
                        + "correct the link",
                "before");
    }

    @Test
    void pathsThatNoHostHasAreRefused() {
        assertFails("\"\" is not possible: its path is empty or holds a NUL byte; correct its path", "");
        assertFails("\"a\\000b\" is not possible: its path is empty or holds a NUL byte; correct its path", "a\0b");
    }
}
