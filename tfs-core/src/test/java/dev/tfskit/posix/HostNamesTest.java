// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.posix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tfskit.Hex;
import dev.tfskit.Seeds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Names cross from bytes to paths and back, through files that really exist, whatever encoding the JVM was started
 * with.
 */
class HostNamesTest extends OnPosixHost {

    private Path onlyEntry() throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directoryPath)) {
            return entries.iterator().next();
        }
    }

    /** What a link in the directory is read as; the link is removed again, so that no clean-up can follow it. */
    private byte[] readBack(byte[] target) throws IOException {
        byte[] link = {'l', 'i', 'n', 'k'};
        directory.makeSymbolicLink(link, target);
        try {
            return HostNames.linkTarget(Files.readSymbolicLink(directoryPath.resolve("link")));
        } finally {
            directory.remove(link);
        }
    }

    /** Every byte that a name can hold: not NUL, not a slash. */
    private static IntStream bytes() {
        return IntStream.range(1, 256).filter(value -> value != '/');
    }

    @Test
    void everyByteOfANameComesBackFromTheDirectory() throws IOException {
        for (int value : bytes().toArray()) {
            byte[] name = {'a', (byte) value, 'b', (byte) value};
            Files.createFile(HostNames.resolve(directoryPath, name));
            assertArrayEquals(name, HostNames.lastName(onlyEntry()), "byte " + value);
            // The host knows the file by the same bytes.
            directory.remove(name);
        }
    }

    @Test
    void everyByteOfALinkTargetIsReadBack() throws IOException {
        for (int value : bytes().toArray()) {
            byte[] absolute = {'/', (byte) value, '/', 'x', (byte) value};
            assertArrayEquals(absolute, readBack(absolute), "byte " + value);
            byte[] relative = {'x', (byte) value, '/', (byte) value};
            assertArrayEquals(relative, readBack(relative), "byte " + value);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'a'",
                "'a/b'",
                "'a/'",
                "'a//b'",
                "'./a'",
                "'../a'",
                "'.'",
                "'..'",
                "'/'",
                "'/a'",
                "'/a/'",
                "'//a'",
                "'/a//b/./c/'",
                "ff",
                "ff '/a'",
                "'a/' ff",
                "ff '/'",
                "ff '//'",
                "'./' ff",
                "'../' ff",
                "'/' ff",
                "'/' ff '/'",
                "'//' ff",
                "'/a//' ff '/./c/'",
                "'a//' ff '/../c//'",
                "c3a4",
                "'%41'",
                "'%' ff",
                "'#?' ff",
                "ff '%2f'"
            })
    void linkTargetKeepsItsSlashesAndDots(String hex) throws IOException {
        assertArrayEquals(Hex.bytes(hex), readBack(Hex.bytes(hex)));
    }

    /**
     * The URI of a directory ends with a slash, and a relative target is looked up in the working directory on the way.
     */
    @Test
    void linkTargetThatIsDirectoryHereGetsNoSlash() throws IOException {
        byte[] name = ("tfs-test-" + UUID.randomUUID() + "\u00ff").getBytes(StandardCharsets.ISO_8859_1);
        Path here = HostNames.resolve(Path.of(""), name);
        Files.createDirectory(here);
        try {
            assertArrayEquals(name, readBack(name));
            assertArrayEquals(HostNames.absolute(here), readBack(HostNames.absolute(here)));
        } finally {
            Files.delete(here);
        }
    }

    @Test
    void anyNameComesBack() throws Exception {
        Seeds.repeat(200, random -> {
            byte[] name = new byte[1 + random.nextInt(255)];
            for (int i = 0; i < name.length; i++) {
                do {
                    name[i] = (byte) (random.nextInt(4) == 0 ? 0x80 + random.nextInt(0x80) : 1 + random.nextInt(0x7f));
                } while (name[i] == '/');
            }
            assumeTrue(!new String(name, StandardCharsets.ISO_8859_1).matches("\\.\\.?"));
            Files.createDirectory(HostNames.resolve(directoryPath, name));
            assertArrayEquals(name, HostNames.lastName(onlyEntry()));
            Files.delete(onlyEntry());
        });
    }

    @Test
    void resolvesNameInDirectoryOfAnyName() throws IOException {
        Path inner = HostNames.resolve(directoryPath, Hex.bytes("ff 20 '%23'"));
        Files.createDirectory(inner);
        Path file = HostNames.resolve(inner, Hex.bytes("fe '?'"));
        Files.createFile(file);
        assertTrue(Files.exists(file));
        assertEquals(inner, file.getParent());
        byte[] absolute = HostNames.absolute(file);
        byte[] expected = Hex.bytes("ff 20 '%23/' fe '?'");
        assertArrayEquals(expected, Arrays.copyOfRange(absolute, absolute.length - expected.length, absolute.length));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"'a'", "'../a'", "ff", "'../' ff", "'../../' ff '/../' fe", "'./' ff", "'/' ff", "ff '/' fe"})
    void linkTargetKeepsItsBytes(String hex) throws IOException {
        Path link = directoryPath.resolve("link");
        Files.createSymbolicLink(link, HostNames.pathOf(Hex.bytes(hex)));
        assertArrayEquals(Hex.bytes(hex), HostNames.linkTarget(Files.readSymbolicLink(link)));
        Files.delete(link);
    }
}
