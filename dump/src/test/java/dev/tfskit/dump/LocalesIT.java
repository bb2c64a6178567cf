// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Command;
import dev.tfskit.GermanLocale;
import dev.tfskit.HostTrees;
import dev.tfskit.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The tools started by {@code java}, in the locale of the user. The launchers would set one of UTF-8. */
@Tag("slow")
class LocalesIT {

    private static final String LATIN = "de_DE.ISO-8859-1";

    @TempDir
    private Path temp;

    /** Returns what puts a command into a locale. */
    private UnaryOperator<Command> locale(String name) throws IOException, InterruptedException {
        if (name.equals(LATIN)) {
            return GermanLocale.make(temp, "ISO-8859-1")::set;
        }
        return command -> command.env("LC_ALL", name);
    }

    private static Command tool(String module, String main) {
        return Command.of(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                Command.PROJECT.resolve(module) + "/target/lib/*",
                main);
    }

    private Command mkfs(Object... arguments) {
        return tool("mkfs", "dev.tfskit.mkfs.MkfsMain").with(arguments).in(temp);
    }

    private Command dump(Object... arguments) {
        return tool("dump", "dev.tfskit.dump.DumpMain").with(arguments).in(temp);
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "POSIX", LATIN})
    void namesComeOutAsTheyWentIn(String name) throws IOException, InterruptedException {
        Path source = temp.resolve("source");
        HostTrees.makeNasty(source);
        UnaryOperator<Command> locale = locale(name);
        locale.apply(mkfs("-q", "-r", "source", "disk.raw")).run().ok();
        locale.apply(dump("-d", "out", "disk.raw")).run().ok();
        HostTrees.assertSame(source, temp.resolve("out"));
        String tree = locale.apply(dump("-t", "disk.raw")).run().ok().output();
        assertTrue(tree.lines().anyMatch(line -> line.startsWith("|   |   \u00e9")), tree);
    }

    @ParameterizedTest
    @CsvSource({
        "C, no space left on device",
        "POSIX, no space left on device",
        LATIN + ", auf dem Ger\u00e4t ist kein Speicherplatz mehr verf\u00fcgbar"
    })
    void errorOfTheHostIsPrintedWithItsRemedy(String name, String error) throws IOException, InterruptedException {
        makeImage();
        locale(name)
                .apply(dump("--tar", "/dev/full", "disk.raw"))
                .run()
                .failed(1, "tfs-dump: /dev/full: " + error + "; free some space or choose another place");
    }

    /** Makes the image of a tree with the file é. */
    private void makeImage() throws IOException, InterruptedException {
        Files.writeString(Files.createDirectory(temp.resolve("tree")).resolve("\u00e9"), "text");
        Command.mkfs("-q", "-r", "tree", "disk.raw").in(temp).run().ok();
    }

    /** Prints the file é of an image, whose name the shell gives in these bytes. */
    private Result printFile(String locale, String octalBytes) throws IOException, InterruptedException {
        makeImage();
        String script = "exec \"$@\" \"/$(printf '" + octalBytes + "')\" disk.raw";
        return locale(locale)
                .apply(dump("--cat").under(List.of("sh", "-ec", script, "sh")))
                .run();
    }

    @Test
    void wordThatTheLocaleCannotHoldIsRefusedWithTheRemedy() throws IOException, InterruptedException {
        printFile("C", "\\303\\251")
                .failed(
                        2,
                        "tfs-dump: '/\ufffd\ufffd' cannot be read in this locale, whose encoding is ANSI_X3.4-1968; "
                                + "write it in UTF-8, and set LC_ALL=C.UTF-8; try 'tfs-dump --help'");
    }

    /** A terminal in this locale gives one byte for the letter, and the name in the image has two. */
    @Test
    void wordIsReadInTheEncodingOfTheLocale() throws IOException, InterruptedException {
        assertEquals("text", printFile(LATIN, "\\351").ok().output());
    }
}
