// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tfskit.Command;
import dev.tfskit.Result;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostErrorTest {

    private static final Path GERMAN_WORDS = Path.of("/usr/share/locale/de/LC_MESSAGES/libc.mo");
    private static final Path GERMAN = Path.of("/usr/share/i18n/locales/de_DE");
    private static final Path LOCALEDEF = Path.of("/usr/bin/localedef");

    @TempDir
    private Path temp;

    @Test
    void recognisesErrorTextsOfHost() throws IOException, InterruptedException {
        assertEquals(
                List.of("No space left on device|NO_SPACE|true", "Not a directory|NOT_A_DIRECTORY|false"),
                words(Command.java(HostErrorWords.class)));
    }

    @Tag("slow")
    @Test
    void recognisesErrorTextsOfHostInOtherLanguage() throws IOException, InterruptedException {
        assumeTrue(
                Files.exists(GERMAN_WORDS) && Files.exists(GERMAN) && Files.exists(LOCALEDEF),
                "no German on this host");
        Path locale = temp.resolve("de_DE.UTF-8");
        Result localedef =
                Command.of(LOCALEDEF, "-i", "de_DE", "-f", "UTF-8", locale).run();
        assumeTrue(localedef.exitCode() == 0, "no German can be made");
        assertEquals(
                List.of(
                        "Auf dem Ger\u00e4t ist kein Speicherplatz mehr verf\u00fcgbar|NO_SPACE|true",
                        "Ist kein Verzeichnis|NOT_A_DIRECTORY|false"),
                words(Command.java(HostErrorWords.class)
                        .env("LOCPATH", temp.toString())
                        .env("LC_ALL", "de_DE.UTF-8")));
    }

    private static List<String> words(Command command) throws IOException, InterruptedException {
        return command.run().ok().lines();
    }

    @Test
    void exceptionWithoutTheTextHasAnotherReason() {
        assertTrue(HostError.NO_SPACE.isReasonOf(new FileSystemException("f", null, "No space left on device")));
        assertFalse(HostError.NO_SPACE.isReasonOf(new FileSystemException("f", null, "Not a directory")));
        assertFalse(HostError.NO_SPACE.isReasonOf(new FileSystemException("f")));
    }

    @ParameterizedTest
    @CsvSource({"no space left on device", "is a directory; an image file is expected", "''"})
    void otherWordsAreNoErrorOfTheHost(String words) {
        assertEquals(Optional.empty(), HostError.of(words));
    }
}
