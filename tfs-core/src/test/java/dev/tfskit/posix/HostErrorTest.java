// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Command;
import dev.tfskit.GermanLocale;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostErrorTest {

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
        assertEquals(
                List.of(
                        "Auf dem Ger\u00e4t ist kein Speicherplatz mehr verf\u00fcgbar|NO_SPACE|true",
                        "Ist kein Verzeichnis|NOT_A_DIRECTORY|false"),
                words(GermanLocale.make(temp, "UTF-8").set(Command.java(HostErrorWords.class))));
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
